using System.Text;
using System.Text.Json;
using Ora.Core.Memory;
using Ora.Core.Messages;

namespace Ora.Postgres.State;

/// <summary>A new row of <c>messages</c>: the message, and the columns that the other tables are made from.</summary>
internal sealed record MessageInput
{
    public required string MessageId { get; init; }

    public required string MessageType { get; init; }

    public required string AgentId { get; init; }

    public required string Author { get; init; }

    public string? Subject { get; init; }

    public string? TaskId { get; init; }

    public int? Attempt { get; init; }

    public bool Late { get; init; }

    public DateTimeOffset? ClaimedAt { get; init; }

    public string? Progress { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public required string Payload { get; init; }

    public required string Text { get; init; }

    /// <summary>The row of a message.</summary>
    public static MessageInput From(Message message)
    {
        var row = new MessageInput
        {
            MessageId = message.MessageId,
            MessageType = message.MessageType,
            AgentId = message.AgentId,
            Author = message.AgentId,
            Timestamp = Columns.Milliseconds(message.Timestamp),
            Payload = JsonRows.WithoutNul(Encoding.UTF8.GetString(MessageJson.Serialize(message))),
            Text = string.Join("\n\n", MemoryExtraction.From(message).Select(passage => passage.Text)),
        };
        return message switch
        {
            Heartbeat m => row with { TaskId = m.TaskId, Attempt = m.Attempt, Progress = TextOf(m.Progress) },
            TaskComplete m => row with { TaskId = m.TaskId, Attempt = m.Attempt, Late = m.Late, ClaimedAt = Columns.Milliseconds(m.ClaimedAt) },
            TaskUpdated m => row with { TaskId = m.TaskId, Attempt = m.Attempt },
            BlockerAlert m => row with { TaskId = m.TaskId, Attempt = m.Attempt },
            BlockerResolved m => row with { Subject = m.BlockerId, Author = m.ResolvedBy },
            AgentUpdated m => row with { Subject = m.Subject },
            _ => row,
        };
    }

    // A progress that says nothing is none.
    private static string? TextOf(Progress? progress) =>
        progress is null or { Phase: null, TasksCompleted: null, TasksRemaining: null }
            ? null
            : JsonSerializer.Serialize(progress, ProgressJsonContext.Default.Progress);
}

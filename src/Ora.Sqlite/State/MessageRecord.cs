using System.Text;
using System.Text.Json;
using Ora.Core.Messages;
using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>A row of <c>messages</c>: the message, and the columns that the other tables are made from.</summary>
internal sealed record MessageRecord
{
    public required string MessageId { get; init; }

    public required string MessageType { get; init; }

    public required string AgentId { get; init; }

    public required string Author { get; init; }

    public string? Subject { get; init; }

    public string? TaskId { get; init; }

    public int? Attempt { get; init; }

    public bool Late { get; init; }

    public long? ClaimedAt { get; init; }

    public string? Progress { get; init; }

    public long? Timestamp { get; init; }

    public required string Payload { get; init; }

    /// <summary>The row of a message.</summary>
    public static MessageRecord From(Message message)
    {
        var record = new MessageRecord
        {
            MessageId = message.MessageId,
            MessageType = message.MessageType,
            AgentId = message.AgentId,
            Author = message.AgentId,
            Timestamp = Columns.Milliseconds(message.Timestamp),
            Payload = Encoding.UTF8.GetString(MessageJson.Serialize(message)),
        };
        return message switch
        {
            Heartbeat m => record with { TaskId = m.TaskId, Attempt = m.Attempt, Progress = TextOf(m.Progress) },
            TaskComplete m => record with
            {
                TaskId = m.TaskId,
                Attempt = m.Attempt,
                Late = m.Late,
                ClaimedAt = Columns.Milliseconds(m.ClaimedAt),
            },
            TaskUpdated m => record with { TaskId = m.TaskId, Attempt = m.Attempt },
            BlockerAlert m => record with { TaskId = m.TaskId, Attempt = m.Attempt },
            BlockerResolved m => record with { Subject = m.BlockerId, Author = m.ResolvedBy },
            AgentUpdated m => record with { Subject = m.Subject },
            _ => record,
        };
    }

    /// <summary>The row as callers see it.</summary>
    public MessageRow ToRow() => new()
    {
        MessageId = MessageId,
        MessageType = MessageType,
        AgentId = AgentId,
        TaskId = TaskId,
        Timestamp = Columns.Time(Timestamp),
        Payload = Payload,
    };

    // A progress that says nothing is none.
    private static string? TextOf(Progress? progress) =>
        progress is null or { Phase: null, TasksCompleted: null, TasksRemaining: null }
            ? null
            : JsonSerializer.Serialize(progress, StateJsonContext.Default.Progress);
}

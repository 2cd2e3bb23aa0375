using System.Globalization;
using Ora.Core.Messages;

namespace Ora.Core.Memory;

/// <summary>
/// What of a message becomes memory: what somebody said, found out or decided. Tasks do not (the best match for a question about a
/// task would always be the task that asks it), nor changes of tasks and agents, which say nothing about the work.
/// </summary>
public static class MemoryExtraction
{
    /// <summary>The passages of a message; none for many types.</summary>
    public static IReadOnlyList<MemoryRecord> From(Message message) => message switch
    {
        Heartbeat { Note: { Length: > 0 } note } m => [Passage(m, note) with { TaskId = m.TaskId }],
        TaskComplete m => [Passage(m, m.Summary) with { TaskId = m.TaskId }],
        BlockerAlert m => [Passage(m, MessageText.Of(m)) with { TaskId = m.TaskId }],
        BlockerResolved m => [Passage(m, m.Answer) with { AgentId = m.ResolvedBy }],
        DecisionRecorded m => [Passage(m, TextOf(m)) with { Type = MemoryType.Decision }],
        DirectorSummary m => [Passage(m, m.Summary)],
        MemoryAdded m => [.. m.Entries.Select((entry, n) => Passage(m, entry.Text) with
        {
            Id = EntryId(m, n),
            Type = entry.Type,
            Source = entry.Source,
        })],
        _ => [],
    };

    /// <summary>The id of entry <paramref name="n"/> of a batch, counted from 0.</summary>
    internal static string EntryId(MemoryAdded message, int n) =>
        string.Create(CultureInfo.InvariantCulture, $"{message.MessageId}.{n}");

    private static string TextOf(DecisionRecorded decision)
    {
        var text = MessageText.Of(decision);
        return decision.Alternatives is { Count: > 0 } others ? $"{text}\nAlternatives: {string.Join("; ", others)}" : text;
    }

    private static MemoryRecord Passage(Message message, string text) => new()
    {
        Id = message.MessageId,
        Text = text,
        Type = MemoryType.Conversation,
        Source = message.MessageType,
        AgentId = message.AgentId,
        Timestamp = message.Timestamp,
    };
}

using System.Globalization;
using Ora.Core.Memory.Chunking;
using Ora.Core.Messages;

namespace Ora.Core.Memory;

/// <summary>
/// What of a message becomes memory: what somebody said, found out or decided. Tasks do not (the best match for a question about a
/// task would always be the task that asks it), nor changes of tasks and agents, which say nothing about the work. A long text becomes
/// several passages.
/// </summary>
public static class MemoryExtraction
{
    private const int OrdinalsPerEntry = 1_000;

    /// <summary>The passages of a message; none for many types.</summary>
    public static IReadOnlyList<MemoryRecord> From(Message message) => [.. Whole(message).SelectMany(Parts)];

    /// <summary>The id of entry <paramref name="n"/> of a batch, counted from 0.</summary>
    internal static string EntryId(MemoryAdded message, int n) =>
        string.Create(CultureInfo.InvariantCulture, $"{message.MessageId}.{n}");

    /// <summary>The id of the message that a passage is from.</summary>
    public static string MessageOf(string memoryId)
    {
        ArgumentNullException.ThrowIfNull(memoryId);
        return memoryId.Split('.', 2)[0];
    }

    private static IReadOnlyList<MemoryRecord> Whole(Message message) => message switch
    {
        Heartbeat { Note: { Length: > 0 } note } m => [Passage(m, note) with { TaskId = m.TaskId, Session = m.TaskId }],
        TaskComplete m => [Passage(m, m.Summary) with { TaskId = m.TaskId, Session = m.TaskId }],
        BlockerAlert m => [Passage(m, MessageText.Of(m)) with { TaskId = m.TaskId, Session = m.TaskId ?? m.MessageId }],
        BlockerResolved m => [Passage(m, m.Answer) with { AgentId = m.ResolvedBy, Session = m.BlockerId }],
        DecisionRecorded m => [Passage(m, TextOf(m)) with { Type = MemoryType.Decision }],
        DirectorSummary m => [Passage(m, m.Summary)],
        MemoryAdded m => [.. m.Entries.Select((entry, n) => Passage(m, entry.Text) with
        {
            Id = EntryId(m, n),
            Type = entry.Type,
            Source = entry.Source,
            Title = entry.Title,
            Author = entry.Author,
            Session = entry.Session,
            Language = entry.Language,
            Ordinal = n * OrdinalsPerEntry,
            Timestamp = entry.Timestamp ?? m.Timestamp,
        })],
        _ => [],
    };

    // The parts of a text are each other's neighbours, as those of a session are.
    private static IEnumerable<MemoryRecord> Parts(MemoryRecord passage)
    {
        if (passage.Text.Length <= Limits.PassageLength) return [passage];
        var parts = passage.Type == MemoryType.Code ? CodeParts.Of(passage.Text) : DocumentParts.Of(passage.Text);
        return parts.Select((part, n) => passage with
        {
            Id = n == 0 ? passage.Id : string.Create(CultureInfo.InvariantCulture, $"{passage.Id}.{n}"),
            Text = part.Text,
            Title = n == 0 ? passage.Title ?? part.Title : part.Title,
            Session = passage.Session ?? passage.Id,
            Ordinal = passage.Ordinal + n,
        });
    }

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

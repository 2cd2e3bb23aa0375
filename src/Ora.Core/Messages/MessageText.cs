using System.Globalization;

namespace Ora.Core.Messages;

/// <summary>What a message says, as one text for a person or a model.</summary>
public static class MessageText
{
    /// <summary>The text; it may be as long as the message.</summary>
    public static string Of(Message message) => message switch
    {
        TaskAssignment m => Lines(m.Task.Title, m.Task.Description),
        Heartbeat m => Lines(m.Progress is null ? m.Status : $"{m.Status} ({Text(m.Progress)})", m.Note),
        TaskComplete m => m.Summary,
        BlockerAlert m => Lines(m.Description, m.Needs is { Length: > 0 } needs ? $"Needs: {needs}" : null),
        BlockerResolved m => m.Answer,
        DecisionRecorded m => Lines(m.Title, m.Rationale),
        DirectorSummary m => m.Summary,
        TaskUpdated m => Lines(Change(m), m.Reason is { Length: > 0 } reason ? $"Reason: {reason}" : null),
        AgentUpdated m => Lines($"{m.Subject}: {WireEnum.Name(m.Role)}, {WireEnum.Name(m.Status)}", m.Reason),
        MemoryAdded m => m.Entries is [var only] ? only.Text : Count($"{m.Entries.Count} passages, the first: {m.Entries[0].Text}"),
        MemoryForgotten m => Lines($"Forgotten: {string.Join(", ", (m.Ids ?? []).Concat(m.Sources ?? []))}", m.Reason),
        _ => message.MessageType,
    };

    private static string Change(TaskUpdated m) => m.Change switch
    {
        TaskChange.Changed => $"Task {m.TaskId} was changed: " + Listed(
            m.Priority is { } priority ? $"priority {WireEnum.Name(priority)}" : null,
            m.AssignedTo switch { null => null, "" => "offered to any agent", var agent => $"assigned to {agent}" },
            m.MaxAttempts is { } attempts ? Count($"at most {attempts} attempts") : null),
        TaskChange.Cancelled => $"Task {m.TaskId} was cancelled: stop working on it.",
        TaskChange.Retried => $"Task {m.TaskId} waits again.",
        TaskChange.LeaseExpired => $"The lease of task {m.TaskId} expired without a heartbeat; the task waits again.",
        TaskChange.GivenUp => $"Task {m.TaskId} is out of attempts.",
        _ => $"Task {m.TaskId}: {WireEnum.Name(m.Change)}.",
    };

    private static string Text(Progress progress) => Listed(
        progress.Phase is { } phase ? Count($"phase {phase}") : null,
        progress.TasksCompleted is { } done ? Count($"{done} done") : null,
        progress.TasksRemaining is { } left ? Count($"{left} to go") : null);

    private static string Listed(params string?[] parts) => string.Join(", ", parts.Where(part => part is not null));

    private static string Count(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Lines(string first, string? second) => second is { Length: > 0 } ? $"{first}\n{second}" : first;
}

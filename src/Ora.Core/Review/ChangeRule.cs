using Ora.Core.Messages;

namespace Ora.Core.Review;

/// <summary>
/// Whether a review has anything that the last closed one had not: the deterministic look that makes an idle cycle free. Something
/// was written (an unread message that is not the Director's own and not a heartbeat without progress; a new task; a rejected file;
/// a lease that this review took back), or something fell due (a task stalled or is overdue, a blocker is still without an answer
/// after the stall time, an agent is gone). What fell due before the last closed review was in that one, and is no change again.
/// </summary>
internal static class ChangeRule
{
    /// <summary>Applies the rule.</summary>
    public static bool HasChanged(ReviewFacts facts, ReviewClock clock)
    {
        var directors = facts.Agents.Where(agent => agent.Role == AgentRole.Director).Select(agent => agent.Id.Value)
            .ToHashSet(StringComparer.Ordinal);
        var summary = facts.State.LastSummary;
        var reviewed = summary?.ReviewedAt ?? summary?.Timestamp ?? DateTimeOffset.MinValue;

        // The tasks that a Director wrote in its cycle are older than the summary that ended it.
        var closed = summary?.Timestamp ?? DateTimeOffset.MinValue;
        return facts.LeasesExpired > 0
            || facts.Unread.Any(message => !directors.Contains(message.AgentId) && !IsQuiet(message, facts))
            || facts.State.NewestWaiting.Any(task => task.CreatedAt > closed)
            || facts.Rejected.Any(file => IsIn(file.RejectedAt))
            || facts.Working.Any(task => IsIn(task.ProgressAt + clock.Stall))
            || facts.Working.Concat(facts.Waiting).Any(task => IsIn(task.Row?.DueAt))
            || facts.State.OpenBlockers.Any(blocker => IsIn(blocker.RaisedAt + clock.Stall))
            || facts.Agents.Any(agent => IsIn(clock.GoneAt(agent, facts)));

        bool IsIn(DateTimeOffset? time) => time > reviewed && time <= facts.Now;
    }

    // The row names the first heartbeat that reported the present progress: an older progress has moved since, a later report has not.
    private static bool IsQuiet(Message message, ReviewFacts facts)
    {
        if (message is not Heartbeat heartbeat) return false;
        if (heartbeat.Progress is null) return true;
        var row = facts.Working.FirstOrDefault(task => task.Entry.Id.Value == heartbeat.TaskId)?.Row;
        return row?.ProgressAt is { } moved && moved < heartbeat.Timestamp;
    }
}

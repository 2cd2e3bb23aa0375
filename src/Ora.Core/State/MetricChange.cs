using System.Globalization;
using Ora.Core.Messages;
using Ora.Core.Projects;

namespace Ora.Core.State;

/// <summary>
/// What messages add to a row of <c>performance_metrics</c>. Whole numbers: their sum does not depend on the order. What depends on more
/// than one message (the wait for a claim, missed heartbeats of a finished attempt) is not here: the stores make it from attempts.
/// </summary>
public sealed record MetricChange
{
    /// <summary>The day, <c>yyyy-MM-dd</c>, UTC.</summary>
    public required string Day { get; init; }

    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>Results applied as completed.</summary>
    public long TasksCompleted { get; init; }

    /// <summary>Results applied as failed.</summary>
    public long TasksFailed { get; init; }

    /// <summary>Results that came late.</summary>
    public long LateResults { get; init; }

    /// <summary>Attempts that ended, whatever the end was.</summary>
    public long Attempts { get; init; }

    /// <summary>Leases that ended without a heartbeat.</summary>
    public long LeasesExpired { get; init; }

    /// <summary>Blockers raised.</summary>
    public long BlockersRaised { get; init; }

    /// <summary>Heartbeats.</summary>
    public long Heartbeats { get; init; }

    /// <summary>Heartbeats that would have kept the leases that expired.</summary>
    public long HeartbeatsMissed { get; init; }

    /// <summary>Decisions recorded.</summary>
    public long Decisions { get; init; }

    /// <summary>Milliseconds between claim and result.</summary>
    public long WorkMilliseconds { get; init; }

    /// <summary>What messages add, one per agent and day.</summary>
    public static IReadOnlyList<MetricChange> Of(IEnumerable<Message> messages, ProjectSettings settings) =>
        [.. messages.Select(message => Of(message, settings)).OfType<MetricChange>().GroupBy(added => (added.Day, added.AgentId)).Select(group => group.Aggregate(Plus))];

    private static MetricChange? Of(Message message, ProjectSettings settings)
    {
        var added = message switch
        {
            TaskComplete { Late: true } m => For(m, m.AgentId) with { LateResults = 1, WorkMilliseconds = WorkOf(m) },
            TaskComplete m => For(m, m.AgentId) with
            {
                TasksCompleted = m.Outcome == TaskOutcome.Completed ? 1 : 0,
                TasksFailed = m.Outcome == TaskOutcome.Failed ? 1 : 0,
                Attempts = 1,
                WorkMilliseconds = WorkOf(m),
            },
            TaskUpdated { Change: TaskChange.LeaseExpired or TaskChange.GivenUp, ClaimedBy: { } holder } m => For(m, holder) with
            {
                Attempts = 1,
                LeasesExpired = 1,
                HeartbeatsMissed = settings.LeaseSeconds / settings.HeartbeatSeconds,
            },
            TaskUpdated { Change: TaskChange.Cancelled, ClaimedBy: { } holder } m => For(m, holder) with { Attempts = 1 },
            BlockerAlert { Kind: BlockerKind.Blocker } m => For(m, m.AgentId) with { BlockersRaised = 1 },
            Heartbeat m => For(m, m.AgentId) with { Heartbeats = 1 },
            DecisionRecorded m => For(m, m.AgentId) with { Decisions = 1 },
            _ => null,
        };
        return added is { AgentId.Length: > 0, Day.Length: > 0 } ? added : null;
    }

    private static MetricChange Plus(MetricChange one, MetricChange other) => one with
    {
        TasksCompleted = one.TasksCompleted + other.TasksCompleted,
        TasksFailed = one.TasksFailed + other.TasksFailed,
        LateResults = one.LateResults + other.LateResults,
        Attempts = one.Attempts + other.Attempts,
        LeasesExpired = one.LeasesExpired + other.LeasesExpired,
        BlockersRaised = one.BlockersRaised + other.BlockersRaised,
        Heartbeats = one.Heartbeats + other.Heartbeats,
        HeartbeatsMissed = one.HeartbeatsMissed + other.HeartbeatsMissed,
        Decisions = one.Decisions + other.Decisions,
        WorkMilliseconds = one.WorkMilliseconds + other.WorkMilliseconds,
    };

    private static MetricChange For(Message message, string agent) => new()
    {
        AgentId = agent,
        Day = message.Timestamp?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
    };

    private static long WorkOf(TaskComplete result) =>
        Math.Max(0, (result.Timestamp?.ToUnixTimeMilliseconds() - result.ClaimedAt?.ToUnixTimeMilliseconds()) ?? 0);
}

/// <summary>What new messages add to the row of one attempt.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Heartbeats">New heartbeats of it.</param>
public sealed record AttemptChange(string TaskId, int Attempt, long Heartbeats)
{
    /// <summary>What messages add, one per attempt.</summary>
    public static IReadOnlyList<AttemptChange> Of(IEnumerable<Message> messages) =>
        [.. messages.Select(Of).OfType<AttemptChange>().GroupBy(a => (a.TaskId, a.Attempt)).Select(group => group.First() with { Heartbeats = group.Sum(a => a.Heartbeats) })];

    private static AttemptChange? Of(Message message) => message switch
    {
        Heartbeat { TaskId: { } task, Attempt: { } attempt } => new AttemptChange(task, attempt, 1),
        TaskComplete { Late: false } m => new AttemptChange(m.TaskId, m.Attempt, 0),
        _ => null,
    };
}

using System.Globalization;
using Ora.Core.Messages;

namespace Ora.Postgres.State;

/// <summary>What some messages add to a row of <c>performance_metrics</c>.</summary>
internal sealed record MetricInput
{
    public required string Day { get; init; }

    public required string AgentId { get; init; }

    public long TasksCompleted { get; init; }

    public long TasksFailed { get; init; }

    public long LateResults { get; init; }

    public long LeasesExpired { get; init; }

    public long BlockersRaised { get; init; }

    public long Heartbeats { get; init; }

    public long Decisions { get; init; }

    public long WorkMilliseconds { get; init; }

    /// <summary>What messages add, one row per agent and day.</summary>
    public static List<MetricInput> From(IEnumerable<Message> messages) =>
        [.. messages.Select(From).OfType<MetricInput>().GroupBy(added => (added.Day, added.AgentId)).Select(group => group.Aggregate(Plus))];

    private static MetricInput? From(Message message)
    {
        var added = message switch
        {
            TaskComplete m => For(m, m.AgentId) with
            {
                TasksCompleted = m is { Late: false, Outcome: TaskOutcome.Completed } ? 1 : 0,
                TasksFailed = m is { Late: false, Outcome: TaskOutcome.Failed } ? 1 : 0,
                LateResults = m.Late ? 1 : 0,
                WorkMilliseconds = WorkOf(m),
            },
            TaskUpdated { Change: TaskChange.LeaseExpired or TaskChange.GivenUp, ClaimedBy: { } holder } m => For(m, holder) with { LeasesExpired = 1 },
            BlockerAlert { Kind: BlockerKind.Blocker } m => For(m, m.AgentId) with { BlockersRaised = 1 },
            Heartbeat m => For(m, m.AgentId) with { Heartbeats = 1 },
            DecisionRecorded m => For(m, m.AgentId) with { Decisions = 1 },
            _ => null,
        };
        return added is { AgentId.Length: > 0, Day.Length: > 0 } ? added : null;
    }

    private static MetricInput Plus(MetricInput one, MetricInput other) => one with
    {
        TasksCompleted = one.TasksCompleted + other.TasksCompleted,
        TasksFailed = one.TasksFailed + other.TasksFailed,
        LateResults = one.LateResults + other.LateResults,
        LeasesExpired = one.LeasesExpired + other.LeasesExpired,
        BlockersRaised = one.BlockersRaised + other.BlockersRaised,
        Heartbeats = one.Heartbeats + other.Heartbeats,
        Decisions = one.Decisions + other.Decisions,
        WorkMilliseconds = one.WorkMilliseconds + other.WorkMilliseconds,
    };

    private static MetricInput For(Message message, string agent) => new()
    {
        AgentId = agent,
        Day = message.Timestamp?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
    };

    private static long WorkOf(TaskComplete result) =>
        Math.Max(0, (result.Timestamp?.ToUnixTimeMilliseconds() - result.ClaimedAt?.ToUnixTimeMilliseconds()) ?? 0);
}

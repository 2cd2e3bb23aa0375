using System.Globalization;
using Ora.Core.Messages;
using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>A row of <c>performance_metrics</c> with the types of its columns, or what one message adds to it.</summary>
internal sealed record MetricRecord
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

    /// <summary>What a message adds, or null when it counts for nobody.</summary>
    public static MetricRecord? From(Message message)
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

    /// <summary>The row as callers see it.</summary>
    public MetricRow ToRow() => new()
    {
        AgentId = AgentId,
        Day = Day,
        TasksCompleted = TasksCompleted,
        TasksFailed = TasksFailed,
        LateResults = LateResults,
        LeasesExpired = LeasesExpired,
        BlockersRaised = BlockersRaised,
        Heartbeats = Heartbeats,
        Decisions = Decisions,
        WorkSeconds = WorkMilliseconds / 1000.0,
    };

    private static MetricRecord For(Message message, string agent) => new()
    {
        AgentId = agent,
        Day = message.Timestamp?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
    };

    private static long WorkOf(TaskComplete result) =>
        Math.Max(0, (Columns.Milliseconds(result.Timestamp) - Columns.Milliseconds(result.ClaimedAt)) ?? 0);
}

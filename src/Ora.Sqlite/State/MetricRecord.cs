using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>A row of <c>performance_metrics</c> with the types of its columns.</summary>
internal sealed record MetricRecord
{
    public required string Day { get; init; }

    public required string AgentId { get; init; }

    public long TasksCompleted { get; init; }

    public long TasksFailed { get; init; }

    public long LateResults { get; init; }

    public long Attempts { get; init; }

    public long LeasesExpired { get; init; }

    public long BlockersRaised { get; init; }

    public long Heartbeats { get; init; }

    public long Decisions { get; init; }

    public long HeartbeatsMissed { get; init; }

    public long WorkMilliseconds { get; init; }

    public long ClaimsTimed { get; init; }

    public long ClaimMilliseconds { get; init; }

    /// <summary>The row as callers see it.</summary>
    public MetricRow ToRow() => new()
    {
        AgentId = AgentId,
        Day = Day,
        TasksCompleted = TasksCompleted,
        TasksFailed = TasksFailed,
        LateResults = LateResults,
        Attempts = Attempts,
        LeasesExpired = LeasesExpired,
        BlockersRaised = BlockersRaised,
        Heartbeats = Heartbeats,
        Decisions = Decisions,
        HeartbeatsMissed = HeartbeatsMissed,
        WorkSeconds = WorkMilliseconds / 1000.0,
        ClaimWaitSeconds = ClaimMilliseconds / 1000.0,
        ClaimsTimed = ClaimsTimed,
    };
}

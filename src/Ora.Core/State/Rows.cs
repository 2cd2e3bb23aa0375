using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.State;

/// <summary>A row of <c>tasks</c>.</summary>
public sealed record TaskRow
{
    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>Its description.</summary>
    public string? Description { get; init; }

    /// <summary>Its objective.</summary>
    public string? Objective { get; init; }

    /// <summary>Its state.</summary>
    public required TaskState State { get; init; }

    /// <summary>Its priority now.</summary>
    public required TaskPriority Priority { get; init; }

    /// <summary>The agent it is for, or empty.</summary>
    public string AssignedTo { get; init; } = "";

    /// <summary>Who holds it or finished it.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>Attempts spent, or the one that is out.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts it gets.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Tasks that must be completed first.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Capabilities it requires.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Globs it edits.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>When it was written.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it should be done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When its last finished attempt was claimed, as its result says.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>When the result that was applied last was written.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The summary of that result.</summary>
    public string? Summary { get; init; }

    /// <summary>What that result produced.</summary>
    public IReadOnlyList<string> Artifacts { get; init; } = [];

    /// <summary>The last heartbeat about it.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; init; }

    /// <summary>The progress of the last heartbeat that reported any.</summary>
    public Progress? Progress { get; init; }

    /// <summary>The first heartbeat of the attempt that reported this progress: when it last got anywhere.</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    /// <summary>The attempt that <see cref="LastHeartbeatAt"/> and <see cref="Progress"/> are of.</summary>
    public int? HeartbeatAttempt { get; init; }
}

/// <summary>A row of <c>agents</c>.</summary>
public sealed record AgentRow
{
    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>Its role.</summary>
    public required AgentRole Role { get; init; }

    /// <summary>Whether it may take work.</summary>
    public required AgentStatus Status { get; init; }

    /// <summary>What it can do.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>How many tasks it may hold at a time.</summary>
    public int MaxClaims { get; init; } = 1;

    /// <summary>When it was registered.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>When its last message was written.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>What its last heartbeat said it was doing.</summary>
    public string? LastStatus { get; init; }
}

/// <summary>A row of <c>director_decisions</c>: every decision, the Director's and the agents'.</summary>
public sealed record DecisionRow
{
    /// <summary>The decision.</summary>
    public required string DecisionId { get; init; }

    /// <summary>Who decided.</summary>
    public required string AgentId { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>In one line.</summary>
    public required string Title { get; init; }

    /// <summary>Why.</summary>
    public required string Rationale { get; init; }

    /// <summary>What else was considered.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>What it rests on.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];
}

/// <summary>A row of <c>blockers</c>.</summary>
public sealed record BlockerRow
{
    /// <summary>The blocker.</summary>
    public required string BlockerId { get; init; }

    /// <summary>An agent's blocker, or an incident.</summary>
    public required BlockerKind Kind { get; init; }

    /// <summary>Who raised it.</summary>
    public required string AgentId { get; init; }

    /// <summary>The task it is about.</summary>
    public string? TaskId { get; init; }

    /// <summary>The attempt it is about.</summary>
    public int? Attempt { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Description { get; init; }

    /// <summary>How bad it is.</summary>
    public required BlockerSeverity Severity { get; init; }

    /// <summary>Who must do what.</summary>
    public string? Needs { get; init; }

    /// <summary>When it was raised.</summary>
    public DateTimeOffset? RaisedAt { get; init; }

    /// <summary>When it was answered; null while it is open.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The answer.</summary>
    public string? Answer { get; init; }

    /// <summary>Who answered.</summary>
    public string? ResolvedBy { get; init; }
}

/// <summary>A row of <c>messages</c>.</summary>
public sealed record MessageRow
{
    /// <summary>The message.</summary>
    public required string MessageId { get; init; }

    /// <summary>Its type.</summary>
    public required string MessageType { get; init; }

    /// <summary>Who it is from, or for.</summary>
    public required string AgentId { get; init; }

    /// <summary>The task it is about.</summary>
    public string? TaskId { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The whole message as JSON.</summary>
    public required string Payload { get; init; }
}

/// <summary>A row of <c>performance_metrics</c>: what one agent did on one UTC day.</summary>
public sealed record MetricRow
{
    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>The day, <c>yyyy-MM-dd</c>.</summary>
    public required string Day { get; init; }

    /// <summary>Results applied as completed.</summary>
    public long TasksCompleted { get; init; }

    /// <summary>Results applied as failed.</summary>
    public long TasksFailed { get; init; }

    /// <summary>Results that came late.</summary>
    public long LateResults { get; init; }

    /// <summary>Attempts that ended: with a result in time, an expired lease or a cancelled task.</summary>
    public long Attempts { get; init; }

    /// <summary>Leases that ended without a heartbeat.</summary>
    public long LeasesExpired { get; init; }

    /// <summary>Blockers raised.</summary>
    public long BlockersRaised { get; init; }

    /// <summary>Heartbeats.</summary>
    public long Heartbeats { get; init; }

    /// <summary>
    /// Heartbeats that were due, by the project's interval, and did not come: in attempts that ended with a result, and as many as a
    /// lease is long for each that expired.
    /// </summary>
    public long HeartbeatsMissed { get; init; }

    /// <summary>Decisions recorded.</summary>
    public long Decisions { get; init; }

    /// <summary>Seconds between claim and result, summed over the results that know both.</summary>
    public double WorkSeconds { get; init; }

    /// <summary>Seconds between the writing of a task and its first claim, summed over the <see cref="ClaimsTimed"/> that know both.</summary>
    public double ClaimWaitSeconds { get; init; }

    /// <summary>First attempts with a result whose wait is in <see cref="ClaimWaitSeconds"/>.</summary>
    public long ClaimsTimed { get; init; }
}

/// <summary>A row of <c>projection_failures</c>: what the tables refused. The files have it, so nothing is lost.</summary>
/// <param name="Id">A task or a message.</param>
/// <param name="Error">Why.</param>
/// <param name="FailedAt">When.</param>
public sealed record ProjectionFailure(string Id, string Error, DateTimeOffset? FailedAt);

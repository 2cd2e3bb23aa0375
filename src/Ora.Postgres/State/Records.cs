using System.Text.Json;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Postgres.State;

/// <summary>A row of <c>tasks</c> with the types of its columns.</summary>
internal sealed record TaskRecord
{
    public required string TaskId { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public string? Objective { get; init; }

    public required string State { get; init; }

    public required string Priority { get; init; }

    public required string AssignedTo { get; init; }

    public string? ClaimedBy { get; init; }

    public int Attempt { get; init; }

    public int MaxAttempts { get; init; }

    public required string DependsOn { get; init; }

    public required string Requires { get; init; }

    public required string Paths { get; init; }

    public DateTime? CreatedAt { get; init; }

    public DateTime? DueAt { get; init; }

    public DateTime? ClaimedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public string? Summary { get; init; }

    public required string Artifacts { get; init; }

    public DateTime? LastHeartbeatAt { get; init; }

    public string? Progress { get; init; }

    public DateTime? ProgressAt { get; init; }

    public int? HeartbeatAttempt { get; init; }

    /// <summary>The row as callers see it.</summary>
    public TaskRow ToRow() => new()
    {
        TaskId = TaskId,
        Title = Title,
        Description = Description,
        Objective = Objective,
        State = WireEnum.Parse<TaskState>(State),
        Priority = WireEnum.Parse<TaskPriority>(Priority),
        AssignedTo = AssignedTo,
        ClaimedBy = ClaimedBy,
        Attempt = Attempt,
        MaxAttempts = MaxAttempts,
        DependsOn = Columns.Strings(DependsOn),
        Requires = Columns.Strings(Requires),
        Paths = Columns.Strings(Paths),
        CreatedAt = Columns.Time(CreatedAt),
        DueAt = Columns.Time(DueAt),
        ClaimedAt = Columns.Time(ClaimedAt),
        FinishedAt = Columns.Time(FinishedAt),
        Summary = Summary,
        Artifacts = Columns.Strings(Artifacts),
        LastHeartbeatAt = Columns.Time(LastHeartbeatAt),
        Progress = Progress is null ? null : JsonSerializer.Deserialize(Progress, ProgressJsonContext.Default.Progress),
        ProgressAt = Columns.Time(ProgressAt),
        HeartbeatAttempt = HeartbeatAttempt,
    };
}

/// <summary>A row of <c>agents</c> with the types of its columns.</summary>
internal sealed record AgentRecord
{
    public required string AgentId { get; init; }

    public required string Role { get; init; }

    public required string Status { get; init; }

    public required string Capabilities { get; init; }

    public int MaxClaims { get; init; }

    public DateTime? RegisteredAt { get; init; }

    public DateTime? LastSeenAt { get; init; }

    public string? LastStatus { get; init; }

    /// <summary>The row as callers see it.</summary>
    public AgentRow ToRow() => new()
    {
        AgentId = AgentId,
        Role = WireEnum.Parse<AgentRole>(Role),
        Status = WireEnum.Parse<AgentStatus>(Status),
        Capabilities = Columns.Strings(Capabilities),
        MaxClaims = MaxClaims,
        RegisteredAt = Columns.Time(RegisteredAt),
        LastSeenAt = Columns.Time(LastSeenAt),
        LastStatus = LastStatus,
    };
}

/// <summary>A row of <c>director_decisions</c> with the types of its columns.</summary>
internal sealed record DecisionRecord
{
    public required string DecisionId { get; init; }

    public required string AgentId { get; init; }

    public DateTime? DecidedAt { get; init; }

    public required string Title { get; init; }

    public required string Rationale { get; init; }

    public required string Alternatives { get; init; }

    public required string Evidence { get; init; }

    /// <summary>The row as callers see it.</summary>
    public DecisionRow ToRow() => new()
    {
        DecisionId = DecisionId,
        AgentId = AgentId,
        DecidedAt = Columns.Time(DecidedAt),
        Title = Title,
        Rationale = Rationale,
        Alternatives = Columns.Strings(Alternatives),
        Evidence = Columns.Strings(Evidence),
    };
}

/// <summary>A row of <c>blockers</c> with the types of its columns.</summary>
internal sealed record BlockerRecord
{
    public required string BlockerId { get; init; }

    public required string Kind { get; init; }

    public required string AgentId { get; init; }

    public string? TaskId { get; init; }

    public int? Attempt { get; init; }

    public required string Description { get; init; }

    public required string Severity { get; init; }

    public string? Needs { get; init; }

    public DateTime? RaisedAt { get; init; }

    public DateTime? ResolvedAt { get; init; }

    public string? Answer { get; init; }

    public string? ResolvedBy { get; init; }

    /// <summary>The row as callers see it.</summary>
    public BlockerRow ToRow() => new()
    {
        BlockerId = BlockerId,
        Kind = WireEnum.Parse<BlockerKind>(Kind),
        AgentId = AgentId,
        TaskId = TaskId,
        Attempt = Attempt,
        Description = Description,
        Severity = WireEnum.Parse<BlockerSeverity>(Severity),
        Needs = Needs,
        RaisedAt = Columns.Time(RaisedAt),
        ResolvedAt = Columns.Time(ResolvedAt),
        Answer = Answer,
        ResolvedBy = ResolvedBy,
    };
}

/// <summary>A row of <c>messages</c> with the types of its columns.</summary>
internal sealed record MessageRecord
{
    public required string MessageId { get; init; }

    public required string MessageType { get; init; }

    public required string AgentId { get; init; }

    public string? TaskId { get; init; }

    public DateTime? Timestamp { get; init; }

    public required string Payload { get; init; }

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
}

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

/// <summary>A row of <c>projection_failures</c> with the types of its columns.</summary>
internal sealed record FailureRecord
{
    public required string Id { get; init; }

    public required string Error { get; init; }

    public DateTime FailedAt { get; init; }

    /// <summary>The row as callers see it.</summary>
    public ProjectionFailure ToRow() => new(Id, Error, Columns.Time(FailedAt));
}

namespace Ora.Core.Projects;

/// <summary>What a project's <c>project.json</c> sets. Every value has a default and a limit.</summary>
public sealed record ProjectSettings
{
    /// <summary>How long a claim lives without a heartbeat, in seconds. Default 15 minutes: three missed beats.</summary>
    public int LeaseSeconds { get; init; } = 900;

    /// <summary>The attempts that a task gets when it says nothing itself.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How long an agent is asked to leave between two heartbeats, in seconds. It is told, not enforced.</summary>
    public int HeartbeatSeconds { get; init; } = 300;

    /// <summary>How long a task may report heartbeats without progress before an incident is opened, in seconds.</summary>
    public int StallSeconds { get; init; } = 1_200;

    /// <summary>How long an agent that holds nothing may be silent before the Director may retire it, in seconds.</summary>
    public int AgentGoneSeconds { get; init; } = 86_400;

    /// <summary>The lease as a time span.</summary>
    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}

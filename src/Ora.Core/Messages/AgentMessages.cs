using System.Text.Json.Serialization;

namespace Ora.Core.Messages;

/// <summary>Where an agent stands, in its own numbers.</summary>
/// <param name="Phase">The phase it is in, counted as it likes.</param>
/// <param name="TasksCompleted">Steps done.</param>
/// <param name="TasksRemaining">Steps to go.</param>
public sealed record Progress(int? Phase = null, int? TasksCompleted = null, int? TasksRemaining = null);

/// <summary>HEARTBEAT: an agent is alive.</summary>
public sealed record Heartbeat : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.Heartbeat;

    /// <summary>The task it holds, if any.</summary>
    public string? TaskId { get; init; }

    /// <summary>The attempt it holds.</summary>
    public int? Attempt { get; init; }

    /// <summary>In one or two words: in_progress, idle, blocked, …</summary>
    public required string Status { get; init; }

    /// <summary>How far it is.</summary>
    public Progress? Progress { get; init; }

    /// <summary>A sentence for the others.</summary>
    public string? Note { get; init; }
}

/// <summary>How bad a blocker is.</summary>
[JsonConverter(typeof(WireEnumConverter<BlockerSeverity>))]
public enum BlockerSeverity
{
    /// <summary>Work goes on around it.</summary>
    Low,

    /// <summary>It costs time.</summary>
    Medium,

    /// <summary>The task cannot go on.</summary>
    High,

    /// <summary>More than this task is in danger; the Director looks at once.</summary>
    Critical,
}

/// <summary>What a blocker alert is about.</summary>
[JsonConverter(typeof(WireEnumConverter<BlockerKind>))]
public enum BlockerKind
{
    /// <summary>An agent asks for help.</summary>
    Blocker,

    /// <summary>The Director or watchdog saw a task stall; at most one is open per task.</summary>
    Incident,
}

/// <summary>BLOCKER_ALERT: somebody must do something. Its message id is the blocker's id.</summary>
public sealed record BlockerAlert : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.BlockerAlert;

    /// <summary>An agent's blocker, or an incident about a task.</summary>
    public BlockerKind Kind { get; set; } = BlockerKind.Blocker;

    /// <summary>The task it is about, if any.</summary>
    public string? TaskId { get; init; }

    /// <summary>The attempt it is about.</summary>
    public int? Attempt { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Description { get; init; }

    /// <summary>How bad it is.</summary>
    public required BlockerSeverity Severity { get; init; }

    /// <summary>Who must do what.</summary>
    public string? Needs { get; init; }
}

/// <summary>BLOCKER_RESOLVED: the answer to a blocker, addressed to the agent that raised it.</summary>
public sealed record BlockerResolved : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.BlockerResolved;

    /// <summary>The blocker that is answered.</summary>
    public required string BlockerId { get; init; }

    /// <summary>What to do now.</summary>
    public required string Answer { get; init; }

    /// <summary>Who answered.</summary>
    public required string ResolvedBy { get; init; }
}

/// <summary>Whether an agent may take work.</summary>
[JsonConverter(typeof(WireEnumConverter<AgentStatus>))]
public enum AgentStatus
{
    /// <summary>It may.</summary>
    Active,

    /// <summary>It may not, and its claims are taken back.</summary>
    Retired,
}

/// <summary>The role of a connection: which tools it sees and may call.</summary>
[JsonConverter(typeof(WireEnumConverter<AgentRole>))]
public enum AgentRole
{
    /// <summary>Takes and completes tasks.</summary>
    Agent,

    /// <summary>Reviews and steers the project.</summary>
    Director,

    /// <summary>Only reads.</summary>
    Observer,
}

/// <summary>AGENT_UPDATED: an agent was registered, changed or retired. It carries the whole profile as it is from then on.</summary>
public sealed record AgentUpdated : Message
{
    /// <inheritdoc/>
    [JsonPropertyOrder(EnvelopeOrder.MessageType)]
    public override string MessageType { get; set; } = MessageTypes.AgentUpdated;

    /// <summary>The agent that changed; <see cref="Message.AgentId"/> is who changed it.</summary>
    public required string Subject { get; init; }

    /// <summary>Its role.</summary>
    public required AgentRole Role { get; init; }

    /// <summary>Whether it may take work.</summary>
    public required AgentStatus Status { get; init; }

    /// <summary>What it can do, matched against a task's <c>requires</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; set; } = [];

    /// <summary>How many tasks it may hold at a time.</summary>
    public int MaxClaims { get; set; } = 1;

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Mcp.Resources;

/// <summary>Where a project stands, at one look.</summary>
internal sealed record ProjectStatus
{
    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>When this was looked up, UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>How many tasks and messages are where.</summary>
    public required QueueCounts Counts { get; init; }

    /// <summary>The agents, with what they hold.</summary>
    public required IReadOnlyList<AgentDetails> Agents { get; init; }

    /// <summary>Open blockers and incidents, most recent first.</summary>
    public required IReadOnlyList<BlockerRow> Blockers { get; init; }

    /// <summary>Files that were rejected, newest first.</summary>
    public required IReadOnlyList<RejectedFile> Rejected { get; init; }

    /// <summary>Where the tables are: sqlite or postgres.</summary>
    public required string State { get; init; }

    /// <summary>What the tables refused for what it says; the files have it.</summary>
    public required IReadOnlyList<ProjectionFailure> SetAside { get; init; }

    /// <summary>Changes that the tables and the memory have yet to see.</summary>
    public required long ProjectionBacklog { get; init; }

    /// <summary>What is not available right now; absent when all is.</summary>
    public string? Degraded { get; init; }
}

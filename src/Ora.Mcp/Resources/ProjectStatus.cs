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

    /// <summary>What waits to be embedded; absent when no model is set.</summary>
    public EmbeddingStatus? Embeddings { get; init; }

    /// <summary>What is not available right now; absent when all is.</summary>
    public string? Degraded { get; init; }
}

/// <summary>Where the dense tier of memory stands.</summary>
/// <param name="Model">The model that is set.</param>
/// <param name="Dimension">The dimension of its vectors.</param>
/// <param name="Index">The index that they are in.</param>
/// <param name="Waiting">Passages that are not embedded yet.</param>
/// <param name="Removals">Vectors of forgotten passages that are not removed yet.</param>
/// <param name="Refused">Passages that the model refuses; they are found by their words only.</param>
internal sealed record EmbeddingStatus(string Model, int Dimension, string Index, long Waiting, long Removals, long Refused);

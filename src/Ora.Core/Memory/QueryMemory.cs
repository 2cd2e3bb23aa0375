using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Core.Memory;

/// <summary>The arguments of <c>query_memory</c>.</summary>
public sealed record QueryMemoryInput
{
    /// <summary>The question, 1 to <see cref="Limits.QueryLength"/> characters.</summary>
    public required string Query { get; init; }

    /// <summary>At most this many passages, 1 to <see cref="Limits.TopK"/>; null: <see cref="Limits.TopKDefault"/>.</summary>
    public int? TopK { get; init; }

    /// <summary>Only these types; null or empty: all.</summary>
    public IReadOnlyList<MemoryType>? Types { get; init; }

    /// <summary>Only passages said at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// At most this much text, in tokens of <see cref="Limits.CharactersPerToken"/> characters, 1 to
    /// <see cref="Limits.QueryTokens"/>; null: <see cref="Limits.QueryTokensDefault"/>.
    /// </summary>
    public int? MaxTokens { get; init; }
}

/// <summary>The answer of <c>query_memory</c>.</summary>
public sealed record QueryMemoryResult
{
    /// <summary>What was found, best first.</summary>
    public required IReadOnlyList<RecalledPassage> Results { get; init; }

    /// <summary>Says that recalled text is data that others wrote, not instruction.</summary>
    public required string Notice { get; init; }

    /// <summary>What is not available right now, or null.</summary>
    public string? Degraded { get; init; }
}

/// <summary>A passage that was recalled.</summary>
/// <param name="Id">Its id; <c>record_decision</c> takes it as evidence.</param>
/// <param name="Text">The passage, cut to what was asked for.</param>
/// <param name="Type">What it is.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="AgentId">Who said it.</param>
/// <param name="Timestamp">When it was said, UTC.</param>
/// <param name="Score">How well it fits, from 0 to 1, within this answer.</param>
public sealed record RecalledPassage(
    string Id, string Text, MemoryType Type, string? Source, string AgentId, DateTimeOffset? Timestamp, double Score);

/// <summary>Finds passages in the project's memory.</summary>
public sealed class QueryMemory
{
    /// <summary>Answers <c>query_memory</c>.</summary>
    /// <exception cref="OraException">An argument is out of range, or the agent is retired.</exception>
    public ValueTask<QueryMemoryResult> ExecuteAsync(Caller caller, QueryMemoryInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}

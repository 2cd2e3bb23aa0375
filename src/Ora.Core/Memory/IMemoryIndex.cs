using Ora.Core.Messages;

namespace Ora.Core.Memory;

/// <summary>The exact tier of a project's memory: a projection of the messages.</summary>
public interface IMemoryIndex
{
    /// <summary>Adds passages; one that is there already changes nothing.</summary>
    ValueTask AddAsync(IReadOnlyList<MemoryRecord> records, CancellationToken cancellationToken);

    /// <summary>Finds passages, best first.</summary>
    ValueTask<IReadOnlyList<MemoryHit>> SearchAsync(MemoryQuery query, CancellationToken cancellationToken);

    /// <summary>Drops all passages.</summary>
    ValueTask ResetAsync(CancellationToken cancellationToken);
}

/// <summary>A passage with where it is from.</summary>
public sealed record MemoryRecord
{
    /// <summary>The message's id, or <c>&lt;messageId&gt;.n</c> for entry n of a batch.</summary>
    public required string Id { get; init; }

    /// <summary>The passage.</summary>
    public required string Text { get; init; }

    /// <summary>What it is.</summary>
    public required MemoryType Type { get; init; }

    /// <summary>Where it is from: a file, a link, the type of the message.</summary>
    public string? Source { get; init; }

    /// <summary>Who said it.</summary>
    public required string AgentId { get; init; }

    /// <summary>The task it is about.</summary>
    public string? TaskId { get; init; }

    /// <summary>When it was said.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>A question to memory.</summary>
/// <param name="Text">The question.</param>
/// <param name="TopK">At most this many passages.</param>
/// <param name="Types">Only these types; empty: all.</param>
/// <param name="Since">Only passages said at or after this time.</param>
public sealed record MemoryQuery(string Text, int TopK, IReadOnlyCollection<MemoryType> Types, DateTimeOffset? Since);

/// <summary>A passage that was found.</summary>
/// <param name="Record">The passage.</param>
/// <param name="Score">How well it fits, from 0 to 1, within this answer.</param>
public sealed record MemoryHit(MemoryRecord Record, double Score);

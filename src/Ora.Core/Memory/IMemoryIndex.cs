using Ora.Core.Memory.Dense;
using Ora.Core.Messages;

namespace Ora.Core.Memory;

/// <summary>
/// The exact tier of a project's memory: a projection of the messages. A dense tier stands beside it; the two are asked together and
/// fused by <see cref="Ranking"/>.
/// </summary>
public interface IMemoryIndex
{
    /// <summary>
    /// Adds passages; one that is there already changes nothing, and one that was forgotten after it was said is not added. It may be
    /// given them in any order; neighbours in a session are in the order of message and <see cref="MemoryRecord.Ordinal"/>.
    /// </summary>
    ValueTask AddAsync(IReadOnlyList<MemoryRecord> records, CancellationToken cancellationToken);

    /// <summary>Removes passages with all that was made of them, now and when they are added again.</summary>
    ValueTask ForgetAsync(IReadOnlyList<MemoryForgotten> messages, CancellationToken cancellationToken);

    /// <summary>Finds passages, best first; of several that say the same, one.</summary>
    ValueTask<IReadOnlyList<MemoryHit>> SearchAsync(MemoryQuery query, CancellationToken cancellationToken);

    /// <summary>A text that is another one after every change: an answer is as good as new while it stays the same.</summary>
    ValueTask<string> VersionAsync(CancellationToken cancellationToken);

    /// <summary>What is in it.</summary>
    ValueTask<MemoryStats> StatsAsync(CancellationToken cancellationToken);

    /// <summary>Which of these sources it has passages of.</summary>
    ValueTask<IReadOnlyList<string>> KnownSourcesAsync(IReadOnlyCollection<string> sources, CancellationToken cancellationToken);

    /// <summary>Drops all passages.</summary>
    ValueTask ResetAsync(CancellationToken cancellationToken);
}

/// <summary>A passage with where it is from.</summary>
public sealed record MemoryRecord
{
    /// <summary>The message's id, or <c>&lt;messageId&gt;.n</c> for entry n of a batch; then <c>.m</c> for part m of a long text, from 1.</summary>
    public required string Id { get; init; }

    /// <summary>The passage.</summary>
    public required string Text { get; init; }

    /// <summary>What it is.</summary>
    public required MemoryType Type { get; init; }

    /// <summary>Where it is from: a file, a link, the type of the message.</summary>
    public string? Source { get; init; }

    /// <summary>Who sent it.</summary>
    public required string AgentId { get; init; }

    /// <summary>Who said or wrote it, when that is not the sender.</summary>
    public string? Author { get; init; }

    /// <summary>The task it is about.</summary>
    public string? TaskId { get; init; }

    /// <summary>What it is about, in one line.</summary>
    public string? Title { get; init; }

    /// <summary>The task, conversation or document that it is a part of.</summary>
    public string? Session { get; init; }

    /// <summary>Its place among the passages of its message.</summary>
    public int Ordinal { get; init; }

    /// <summary>The programming language of code.</summary>
    public string? Language { get; init; }

    /// <summary>When it was said.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>A question to memory.</summary>
/// <param name="Text">The question.</param>
/// <param name="TopK">At most this many passages.</param>
/// <param name="Types">Only these types; empty: all.</param>
/// <param name="Since">Only passages said at or after this time.</param>
/// <param name="CurrentTask">The task that the asking agent works on; passages about it are a little preferred.</param>
public sealed record MemoryQuery(string Text, int TopK, IReadOnlyCollection<MemoryType> Types, DateTimeOffset? Since, string? CurrentTask = null)
{
    /// <summary>What the dense tier found, to be ranked together with what the exact tier finds; null when it was not asked.</summary>
    public IReadOnlyList<DenseMatch>? Dense { get; init; }
}

/// <summary>A passage that was found.</summary>
/// <param name="Record">The passage.</param>
/// <param name="Score">How well it fits, from 0 to 1, within this answer.</param>
public sealed record MemoryHit(MemoryRecord Record, double Score);

/// <summary>What is in a memory.</summary>
public sealed record MemoryStats
{
    /// <summary>How many passages there are.</summary>
    public required long Passages { get; init; }

    /// <summary>How many of each type.</summary>
    public required IReadOnlyDictionary<string, long> Types { get; init; }

    /// <summary>How many sources they are from.</summary>
    public required long Sources { get; init; }

    /// <summary>How many different terms they hold.</summary>
    public required long Terms { get; init; }

    /// <summary>The most recent time that one was said.</summary>
    public DateTimeOffset? Newest { get; init; }
}

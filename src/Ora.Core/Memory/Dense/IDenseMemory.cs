using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Core.Memory.Dense;

/// <summary>
/// The dense tier of a project's memory: vectors by the ids of passages, in a store that may be far away. It holds no text; what it
/// finds is read from the exact tier. It may show a write only some seconds later.
/// </summary>
/// <remarks>Every operation throws <see cref="RemoteServiceException"/> when the store does not answer or refuses. All can be repeated.</remarks>
public interface IDenseMemory
{
    /// <summary>Adds vectors, or replaces those of the same id.</summary>
    /// <returns>The write's place in the order of the store's writes, or null when the store does not tell.</returns>
    ValueTask<long?> UpsertAsync(IReadOnlyList<DenseRecord> records, CancellationToken cancellationToken);

    /// <summary>Removes vectors; an id that is not there is no error.</summary>
    /// <returns>The write's place in the order of the store's writes, or null when the store does not tell.</returns>
    ValueTask<long?> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Finds the nearest vectors, best first.</summary>
    ValueTask<DenseAnswer> QueryAsync(DenseQuery query, CancellationToken cancellationToken);

    /// <summary>The ids of all vectors.</summary>
    IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken);

    /// <summary>How many vectors there are, which may be a moment old.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>Removes all vectors of the project.</summary>
    ValueTask DropAsync(CancellationToken cancellationToken);
}

/// <summary>A vector and what it can be filtered by.</summary>
/// <param name="Passage">The passage; its text is not stored.</param>
/// <param name="Vector">The vector.</param>
public readonly record struct DenseRecord(MemoryRecord Passage, ReadOnlyMemory<float> Vector);

/// <summary>A question to the dense tier.</summary>
/// <param name="Vector">The question's vector.</param>
/// <param name="TopK">At most this many.</param>
/// <param name="Types">Only these types; empty: all.</param>
/// <param name="Since">Only passages said at or after this time.</param>
public sealed record DenseQuery(ReadOnlyMemory<float> Vector, int TopK, IReadOnlyCollection<MemoryType> Types, DateTimeOffset? Since);

/// <summary>An answer of the dense tier.</summary>
/// <param name="Matches">What was found, best first.</param>
/// <param name="SeenTo">The last write that the answer saw, or null when the store does not tell.</param>
public sealed record DenseAnswer(IReadOnlyList<DenseMatch> Matches, long? SeenTo);

/// <summary>A passage whose vector is near.</summary>
/// <param name="Id">The passage's id.</param>
/// <param name="Similarity">The cosine of the two vectors.</param>
public readonly record struct DenseMatch(string Id, float Similarity);

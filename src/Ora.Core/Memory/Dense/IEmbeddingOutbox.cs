using Ora.Core.Errors;
using Ora.Core.Queue;

namespace Ora.Core.Memory.Dense;

/// <summary>
/// What the dense tier has yet to see of the exact tier: passages to embed, and vectors to remove. It is kept where the passages are and
/// changes in the same transactions, so nothing is lost between the two, and a project without a dense tier pays nothing for it.
/// </summary>
/// <remarks>Every operation throws <see cref="IndexUnavailableException"/> when the store does not work. One process at a time empties it.</remarks>
public interface IEmbeddingOutbox
{
    /// <summary>
    /// What is next. From now on, and after a crash, its passages count as seen by the dense tier: one that is forgotten is also removed
    /// there.
    /// </summary>
    /// <param name="limit">At most this many passages.</param>
    /// <param name="isComplete">Whether all that was said is in the exact tier, so that a vector without a passage belongs to nothing.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    ValueTask<EmbeddingBatch> TakeAsync(int limit, bool isComplete, CancellationToken cancellationToken);

    /// <summary>Notes that a batch is in the dense tier.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="writtenTo">The last write's place in the order of the dense tier's writes, when it tells.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    ValueTask DoneAsync(EmbeddingBatch batch, long? writtenTo, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Notes that the model refuses a passage. It is not offered again until everything is embedded anew.</summary>
    ValueTask RefuseAsync(string id, string problem, CancellationToken cancellationToken);

    /// <summary>Notes vectors that the dense tier has already; with the last of them, that all are noted.</summary>
    ValueTask NoteKnownAsync(IReadOnlyList<string> ids, bool isLast, CancellationToken cancellationToken);

    /// <summary>Offers every passage again: the dense tier was emptied.</summary>
    ValueTask RestartAsync(CancellationToken cancellationToken);

    /// <summary>What waits.</summary>
    ValueTask<EmbeddingBacklog> BacklogAsync(CancellationToken cancellationToken);
}

/// <summary>Work for the dense tier.</summary>
/// <param name="Passages">Passages to embed.</param>
/// <param name="Removals">Ids of vectors to remove after that.</param>
/// <param name="Mark">Where it ends, for the outbox alone.</param>
public sealed record EmbeddingBatch(IReadOnlyList<MemoryRecord> Passages, IReadOnlyList<string> Removals, string Mark)
{
    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Passages.Count == 0 && Removals.Count == 0;
}

/// <summary>What waits for the dense tier.</summary>
/// <param name="Passages">Passages that are not embedded yet.</param>
/// <param name="Removals">Vectors that are not removed yet.</param>
/// <param name="Refused">Passages that the model refuses.</param>
/// <param name="IsListed">Whether it is known what the dense tier held before.</param>
/// <param name="WrittenTo">The last write's place, when the dense tier tells.</param>
/// <param name="WrittenAt">When the last write was made.</param>
public sealed record EmbeddingBacklog(long Passages, long Removals, long Refused, bool IsListed, long? WrittenTo, DateTimeOffset? WrittenAt)
{
    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Passages == 0 && Removals == 0 && IsListed;
}

/// <summary>A model with its dimension. Vectors of two models cannot be compared, so a project keeps to one.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Dimension">The dimension of its vectors.</param>
/// <param name="Index">Where the vectors are.</param>
public sealed record EmbeddingModel(string Name, int Dimension, string Index);

/// <summary>Which model a project's vectors are of.</summary>
public interface IEmbeddingModelRecord
{
    /// <summary>The model, or null when there are no vectors yet.</summary>
    /// <exception cref="OraException">The record is damaged.</exception>
    EmbeddingModel? ReadModel();

    /// <summary>Records a model.</summary>
    void WriteModel(EmbeddingModel model);
}

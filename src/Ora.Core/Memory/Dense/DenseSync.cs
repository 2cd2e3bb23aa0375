using Microsoft.Extensions.AI;
using Ora.Core.Errors;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Memory.Dense;

/// <summary>What a run of the outbox did.</summary>
/// <param name="Embedded">Passages that were embedded and stored.</param>
/// <param name="Removed">Vectors that were removed.</param>
/// <param name="Refused">Passages that the model refuses.</param>
public readonly record struct DenseSyncResult(int Embedded, int Removed, int Refused);

/// <summary>
/// Empties the outbox into the dense tier, a batch at a time, one process at a time. It can be stopped anywhere: what was not noted as
/// done is done again, and comes out the same.
/// </summary>
internal sealed class DenseSync(
    IDenseMemory memory, IEmbeddingGenerator<string, Embedding<float>> embedder, ModelGuard guard, IEmbeddingOutbox outbox, IWriteLock turns,
    IProjectionFeed feed, TimeProvider timeProvider)
{
    private const int BatchSize = 96;
    private const int KnownBatch = 1_000;
    private const string Probe = "ora";

    /// <summary>Runs until nothing waits.</summary>
    /// <exception cref="RemoteServiceException">The model or the dense tier does not answer or refuses.</exception>
    /// <exception cref="OraException">The vectors are of another model, or another process is at it for long.</exception>
    public async ValueTask<DenseSyncResult> RunAsync(CancellationToken cancellationToken)
    {
        if ((await outbox.BacklogAsync(cancellationToken)).IsEmpty) return default;
        using var turn = await turns.AcquireAsync(cancellationToken);
        guard.Require();
        if (!(await outbox.BacklogAsync(cancellationToken)).IsListed) await NoteKnownAsync(cancellationToken);
        var done = default(DenseSyncResult);
        while (true)
        {
            var isComplete = await feed.BacklogAsync(cancellationToken) == 0;
            var batch = await outbox.TakeAsync(BatchSize, isComplete, cancellationToken);
            if (batch.IsEmpty) return done;
            var (written, refused) = await EmbedAsync(batch.Passages, isProbed: false, cancellationToken);
            if (batch.Removals.Count > 0) written = await memory.DeleteAsync(batch.Removals, cancellationToken) ?? written;
            await outbox.DoneAsync(batch, written, timeProvider.GetUtcNow(), cancellationToken);
            done = new DenseSyncResult(done.Embedded + batch.Passages.Count - refused, done.Removed + batch.Removals.Count, done.Refused + refused);
        }
    }

    /// <summary>Removes all vectors, so that the next run embeds everything by the model that is set.</summary>
    /// <exception cref="RemoteServiceException">The dense tier does not answer or refuses.</exception>
    public async ValueTask RestartAsync(CancellationToken cancellationToken)
    {
        using var turn = await turns.AcquireAsync(cancellationToken);
        await memory.DropAsync(cancellationToken);
        await outbox.RestartAsync(cancellationToken);

        // The record comes last: until all vectors of the old model are gone, the new one is refused, and a next try does it all again.
        guard.Replace();
    }

    // The passages were made anew from the files, but their vectors are still there, and cost money: what is there is not embedded again.
    private async ValueTask NoteKnownAsync(CancellationToken cancellationToken)
    {
        var ids = new List<string>(KnownBatch);
        await foreach (var id in memory.ListIdsAsync(cancellationToken))
        {
            ids.Add(id);
            if (ids.Count < KnownBatch) continue;
            await outbox.NoteKnownAsync(ids, isLast: false, cancellationToken);
            ids.Clear();
        }

        await outbox.NoteKnownAsync(ids, isLast: true, cancellationToken);
    }

    // A text that the model refuses must not stop the others: the batch is halved until it is found.
    private async ValueTask<(long? Written, int Refused)> EmbedAsync(IReadOnlyList<MemoryRecord> passages, bool isProbed, CancellationToken cancellationToken)
    {
        if (passages.Count == 0) return (null, 0);
        GeneratedEmbeddings<Embedding<float>> embeddings;
        try
        {
            embeddings = await embedder.GenerateAsync(passages.Select(TextOf), options: null, cancellationToken);
        }
        catch (RemoteServiceException e) when (e.IsOfInput)
        {
            if (!isProbed) await embedder.GenerateAsync([Probe], options: null, cancellationToken); // Throws when no text would do.
            if (passages.Count > 1)
            {
                var half = passages.Count / 2;
                var first = await EmbedAsync([.. passages.Take(half)], isProbed: true, cancellationToken);
                var second = await EmbedAsync([.. passages.Skip(half)], isProbed: true, cancellationToken);
                return (second.Written ?? first.Written, first.Refused + second.Refused);
            }

            await outbox.RefuseAsync(passages[0].Id, e.Message, cancellationToken);
            return (null, 1);
        }

        return (await memory.UpsertAsync([.. passages.Select((passage, n) => new DenseRecord(passage, embeddings[n].Vector))], cancellationToken), 0);
    }

    private static string TextOf(MemoryRecord passage) => passage.Title is { Length: > 0 } title ? $"{title}\n{passage.Text}" : passage.Text;
}

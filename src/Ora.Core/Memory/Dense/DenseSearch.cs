using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Ora.Core.Errors;
using Ora.Core.Queue;

namespace Ora.Core.Memory.Dense;

/// <summary>What the dense tier adds to an answer.</summary>
/// <param name="Matches">Passages whose vectors are near, best first.</param>
/// <param name="Degraded">Why there are none, in words for a reader, or null.</param>
/// <param name="IsFinal">Whether the same question finds the same until something is written.</param>
public sealed record DenseFinding(IReadOnlyList<DenseMatch> Matches, string? Degraded, bool IsFinal);

/// <summary>
/// Asks the dense tier. When it does not answer, the exact tier goes on without it, and it is left alone for a while: only one question
/// waits for it in vain.
/// </summary>
internal sealed partial class DenseSearch(
    IDenseMemory memory, IEmbeddingGenerator<string, Embedding<float>> embedder, EmbeddingModel model, ModelGuard guard, IEmbeddingOutbox outbox,
    TimeProvider timeProvider, ILogger logger)
{
    private const int Matches = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    // A store that does not tell how far a query sees is believed after this time.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    private readonly RecentVectors _vectors = new();
    private readonly Lock _gate = new();
    private string? _problem;
    private TimeSpan _pause;
    private long _failedAt;

    /// <summary>Finds passages by meaning; never fails but by cancellation.</summary>
    public async ValueTask<DenseFinding> FindAsync(MemoryQuery query, CancellationToken cancellationToken)
    {
        if (KnownProblem() is { } problem) return Away(problem);
        using var patience = new CancellationTokenSource(Patience, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            if (guard.Refusal is { } refusal) return Away(refusal.Message);
            var finding = await AskAsync(query, both.Token);
            NoteAnswer();
            return finding;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"it does not answer within {Patience.TotalSeconds:0} seconds.", null);
        }
        catch (RemoteServiceException e)
        {
            return Failed(e.Message, e);
        }
        catch (Exception e) when (e is OraException or IndexUnavailableException)
        {
            return Away(e.Message);
        }
    }

    private async ValueTask<DenseFinding> AskAsync(MemoryQuery query, CancellationToken cancellationToken)
    {
        var backlog = await outbox.BacklogAsync(cancellationToken); // Before the question: what is written meanwhile is none of its answer.
        var vector = await VectorAsync(query.Text, cancellationToken);
        var answer = await memory.QueryAsync(new DenseQuery(vector, Math.Max(Matches, 2 * query.TopK), query.Types, query.Since), cancellationToken);
        return new DenseFinding(answer.Matches, null, backlog.IsEmpty && SeesAll(answer, backlog));
    }

    private async ValueTask<ReadOnlyMemory<float>> VectorAsync(string text, CancellationToken cancellationToken)
    {
        if (_vectors.Find(model, text) is { } known) return known;
        var embeddings = await embedder.GenerateAsync([text], EmbeddingPurpose.Query, cancellationToken);
        _vectors.Keep(model, text, embeddings[0].Vector);
        return embeddings[0].Vector;
    }

    private bool SeesAll(DenseAnswer answer, EmbeddingBacklog backlog) => answer.SeenTo is { } seen && backlog.WrittenTo is { } written
        ? seen >= written
        : backlog.WrittenAt is not { } at || timeProvider.GetUtcNow() - at > Settling;

    private string? KnownProblem()
    {
        lock (_gate) return _problem is not null && timeProvider.GetElapsedTime(_failedAt) < _pause ? _problem : null;
    }

    private DenseFinding Failed(string problem, Exception? exception)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _problem is null;
            _pause = isNew ? FirstPause : _pause * 2 < PauseMax ? _pause * 2 : PauseMax;
            (_problem, _failedAt) = (problem, timeProvider.GetTimestamp());
        }

        if (isNew) LogAway(logger, problem, exception);
        return Away(problem);
    }

    private void NoteAnswer()
    {
        lock (_gate) _problem = null;
    }

    private static DenseFinding Away(string problem) => new([], $"memory was searched by its words only, not by meaning: {problem}", IsFinal: false);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Memory is searched by words only: {Problem}")]
    private static partial void LogAway(ILogger logger, string problem, Exception? exception);
}

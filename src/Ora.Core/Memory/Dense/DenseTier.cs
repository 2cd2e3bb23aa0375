using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Ora.Core.Errors;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Memory.Dense;

/// <summary>
/// Search by meaning beside the exact tier. Its store and its model may be away for any time: what is said meanwhile waits in the outbox,
/// and follows by itself.
/// </summary>
public sealed partial class DenseTier : IAsyncDisposable
{
    private static readonly TimeSpan Debounce = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AskedPauseMax = TimeSpan.FromMinutes(10);

    private readonly DenseSearch _search;
    private readonly DenseSync _sync;
    private readonly IEmbeddingOutbox _outbox;
    private readonly ILogger<DenseTier> _logger;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Task _background = Task.CompletedTask;
    private bool _signalled;
    private bool _running;
    private bool _again;
    private bool _disposed;
    private TimeSpan _retry;

    /// <summary>Puts the tier together. It does nothing until it is asked or signalled.</summary>
    /// <param name="memory">The vectors.</param>
    /// <param name="embedder">The model; it is the caller's to dispose, as the vectors are.</param>
    /// <param name="model">Which model that is.</param>
    /// <param name="record">Which model the vectors are of.</param>
    /// <param name="outbox">What waits.</param>
    /// <param name="turns">A lock that one process holds while it empties the outbox; no other lock is held for as long.</param>
    /// <param name="feed">Whether all that was said is in the exact tier.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Where it logs.</param>
    public DenseTier(
        IDenseMemory memory, IEmbeddingGenerator<string, Embedding<float>> embedder, EmbeddingModel model, IEmbeddingModelRecord record,
        IEmbeddingOutbox outbox, IWriteLock turns, IProjectionFeed feed, TimeProvider timeProvider, ILogger<DenseTier> logger)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        var guard = new ModelGuard(model, record, timeProvider);
        Model = model;
        Memory = memory;
        _outbox = outbox;
        _logger = logger;
        _search = new DenseSearch(memory, embedder, model, guard, outbox, timeProvider, logger);
        _sync = new DenseSync(memory, embedder, guard, outbox, turns, feed, timeProvider);
        _timer = timeProvider.CreateTimer(_ => StartBackground(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The model that is set.</summary>
    public EmbeddingModel Model { get; }

    /// <summary>The vectors.</summary>
    public IDenseMemory Memory { get; }

    /// <summary>What waits to be embedded or removed.</summary>
    public ValueTask<EmbeddingBacklog> BacklogAsync(CancellationToken cancellationToken) => _outbox.BacklogAsync(cancellationToken);

    /// <summary>Finds passages by meaning; when that is not possible, the reason.</summary>
    public ValueTask<DenseFinding> FindAsync(MemoryQuery query, CancellationToken cancellationToken) => _search.FindAsync(query, cancellationToken);

    /// <summary>Says that something may wait: it is embedded in the background. It returns at once.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            if (_signalled || _disposed) return;
            _signalled = true;
            _timer.Change(_retry > Debounce ? _retry : Debounce, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Empties the outbox, however long it takes.</summary>
    /// <exception cref="RemoteServiceException">The model or the dense tier does not answer or refuses; what waits stays in the outbox.</exception>
    /// <exception cref="OraException">The vectors are of another model.</exception>
    public ValueTask<DenseSyncResult> SyncAsync(CancellationToken cancellationToken) => _sync.RunAsync(cancellationToken);

    /// <summary>Removes all vectors and offers every passage again, by the model that is set.</summary>
    /// <exception cref="RemoteServiceException">The dense tier does not answer or refuses.</exception>
    public ValueTask RestartAsync(CancellationToken cancellationToken) => _sync.RestartAsync(cancellationToken);

    /// <summary>Stops the background work; what waits stays in the outbox.</summary>
    public async ValueTask DisposeAsync()
    {
        Task background;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            background = _background;
        }

        await _timer.DisposeAsync();
        await _stopping.CancelAsync();
        await background;
        _stopping.Dispose();
    }

    private void StartBackground()
    {
        lock (_gate)
        {
            _signalled = false;
            if (_disposed) return;
            _again = _running;
            if (_running) return;
            _running = true;
            _background = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield(); // Off the timer's thread and out of the lock.
        do
        {
            try
            {
                await _sync.RunAsync(_stopping.Token);
                Succeeded();
            }
            catch (OperationCanceledException)
            {
                // Stopping.
            }
            catch (Exception e)
            {
                Failed(e);
            }
        }
        while (RunsAgain());
    }

    private void Succeeded()
    {
        lock (_gate) _retry = TimeSpan.Zero;
    }

    // Said once, and then tried again more and more seldom, whatever is said meanwhile.
    private void Failed(Exception exception)
    {
        var asked = (exception as RemoteServiceException)?.RetryAfter ?? TimeSpan.Zero;
        bool isFirst;
        lock (_gate)
        {
            isFirst = _retry == TimeSpan.Zero;
            _retry = isFirst ? FirstRetry : _retry * 2 < RetryMax ? _retry * 2 : RetryMax;
            if (asked > _retry) _retry = asked < AskedPauseMax ? asked : AskedPauseMax;
            _again = false;
            if (!_disposed)
            {
                _signalled = true;
                _timer.Change(_retry, Timeout.InfiniteTimeSpan);
            }
        }

        if (isFirst) LogWaits(_logger, exception.Message, exception is RemoteServiceException or OraException ? null : exception);
    }

    private bool RunsAgain()
    {
        lock (_gate)
        {
            _running = _again && !_disposed;
            _again = false;
            return _running;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is new in memory waits to be embedded, and follows by itself. {Problem}")]
    private static partial void LogWaits(ILogger logger, string problem, Exception? exception);
}

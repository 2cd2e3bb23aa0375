using Microsoft.Extensions.Logging;
using Ora.Core.Errors;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.State;

/// <summary>What was read from a projection, and what is wrong with it.</summary>
/// <typeparam name="T">What was read.</typeparam>
/// <param name="Value">What the projection says, or a default when it does not answer.</param>
/// <param name="Degraded">Why the value is missing or may be old, or null.</param>
public readonly record struct Projected<T>(T Value, string? Degraded);

/// <summary>
/// Carries the queue's changes into the tables and the memory. Both can be dropped at any time, so a failure here is logged, told to
/// readers as "degraded", tried again with the next change, and never the failure of an agent's call.
/// </summary>
public sealed partial class Projector : IAsyncDisposable
{
    private const int BatchSize = 200;

    // Whoever reads catches up first, so this only keeps backlogs short; and it leaves the disk and the lock to the agents meanwhile:
    // what a busy second brings is applied in one transaction.
    private static readonly TimeSpan Debounce = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    // What a reader waits for a long backlog (after a rebuild) and a stopping process for its last look. The rest is done later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A store that is damaged again at once is not helped by making it anew in a loop.
    private static readonly TimeSpan RebuildRest = TimeSpan.FromMinutes(1);

    private readonly IProjectionFeed _feed;
    private readonly IStateStore _state;
    private readonly IMemoryIndex _memory;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<Projector> _logger;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Task _background = Task.CompletedTask;
    private bool _signalled;
    private bool _running;
    private bool _again;
    private bool _disposed;
    private long? _rebuiltAt;
    private bool _unavailable;

    /// <summary>Creates a projector. It does nothing until it is asked or signalled.</summary>
    public Projector(IProjectionFeed feed, IStateStore state, IMemoryIndex memory, TimeProvider timeProvider, ILogger<Projector> logger)
    {
        _feed = feed;
        _state = state;
        _memory = memory;
        _timeProvider = timeProvider;
        _logger = logger;
        _timer = timeProvider.CreateTimer(_ => StartBackground(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something new is in the projections.</summary>
    public event Action? Advanced;

    /// <summary>Says that something was written: the projections catch up within about a second, in the background. It returns at once.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            if (_signalled || _disposed) return;
            _signalled = true;
            _timer.Change(Debounce, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Brings the projections up to date, for at most two seconds.</summary>
    /// <returns>Why they are not, in words for a reader, or null when they are.</returns>
    public ValueTask<string?> CatchUpAsync(CancellationToken cancellationToken) => CatchUpAsync(Patience, cancellationToken);

    /// <summary>Brings the projections up to date, however long it takes: for a rebuild, which nobody waits for in the middle of a call.</summary>
    /// <returns>Why they are not, in words for a reader, or null when they are.</returns>
    public ValueTask<string?> CatchUpFullyAsync(CancellationToken cancellationToken) => CatchUpAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    private async ValueTask<string?> CatchUpAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(longest, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await ProjectAsync(both.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "not all that was written is in the tables and the memory yet; the rest follows by itself";
        }
        catch (StateUnavailableException e)
        {
            NoteUnavailable(e);
            return e.Message;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogProjectionFailed(_logger, e);
            return "the tables and the memory cannot be updated, so they may be old; tasks and messages are safe, and `ora rebuild` makes the rest anew";
        }
    }

    /// <summary>Brings the projections up to date and reads from the tables; when they do not answer, the fallback and the reason.</summary>
    public async ValueTask<Projected<T>> ReadAsync<T>(
        Func<IStateStore, CancellationToken, ValueTask<T>> read, T fallback, CancellationToken cancellationToken)
    {
        var degraded = await CatchUpAsync(cancellationToken);
        var answer = await PeekAsync(read, fallback, cancellationToken);
        return answer with { Degraded = answer.Degraded ?? degraded };
    }

    /// <summary>Reads from the tables as they are; when they do not answer, the fallback and the reason.</summary>
    public async ValueTask<Projected<T>> PeekAsync<T>(
        Func<IStateStore, CancellationToken, ValueTask<T>> read, T fallback, CancellationToken cancellationToken)
    {
        try
        {
            return new Projected<T>(await UseStoreAsync(token => read(_state, token), cancellationToken), null);
        }
        catch (StateUnavailableException e)
        {
            NoteUnavailable(e);
            return new Projected<T>(fallback, e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogReadFailed(_logger, e);
            return new Projected<T>(fallback, "the tables cannot be read; tasks and messages are safe, and `ora rebuild` makes the rest anew");
        }
    }

    /// <summary>Asks the memory as it is.</summary>
    public ValueTask<T> AskMemoryAsync<T>(Func<IMemoryIndex, CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken) =>
        UseStoreAsync(token => ask(_memory, token), cancellationToken);

    /// <summary>Stops the background work after a last look, so that a process that ends leaves the projections up to date.</summary>
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
        await CatchUpAsync(CancellationToken.None);
        _stopping.Dispose();
    }

    // Never two at once in one process: the second would only wait for the first one's lock.
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
                await ProjectAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // Stopping: the last look follows.
            }
            catch (StateUnavailableException e)
            {
                NoteUnavailable(e);
                TryAgainLater();
            }
            catch (OraException e) when (e.Code == OraErrorCode.Unavailable)
            {
                LogTurnNotTaken(_logger, e.Message);
                TryAgainLater();
            }
            catch (Exception e)
            {
                LogProjectionFailed(_logger, e);
            }
        }
        while (RunsAgain());
    }

    // Nothing may be written any more that would signal: what is left must not wait for it.
    private void TryAgainLater()
    {
        lock (_gate)
        {
            if (!_signalled && !_disposed) _timer.Change(Retry, Timeout.InfiniteTimeSpan);
        }
    }

    // Said once, not with every call that goes on without the tables.
    private void NoteUnavailable(StateUnavailableException e)
    {
        if (Interlocked.Exchange(ref _unavailable, true)) return;
        LogUnavailable(_logger, e.Message);
    }

    private void NoteAvailable()
    {
        if (Interlocked.Exchange(ref _unavailable, false)) LogAvailable(_logger);
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

    private async Task ProjectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ProjectPendingAsync(cancellationToken);
        }
        catch (IndexUnavailableException e)
        {
            LogStoreLost(_logger, e);
            await HealAsync(ProjectPendingAsync, cancellationToken);
        }
    }

    private async ValueTask<T> UseStoreAsync<T>(Func<CancellationToken, ValueTask<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            return await use(cancellationToken);
        }
        catch (IndexUnavailableException e)
        {
            LogStoreLost(_logger, e);
        }

        using var patience = new CancellationTokenSource(Patience, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        T? result = default;
        await HealAsync(async token => result = await use(token), both.Token);
        return result!;
    }

    // A store that was deleted or replaced is noticed by the queue, with its own next operation: it makes the store anew and offers
    // everything again. Damage in the tables it does not see, and is told of it.
    private async Task HealAsync(Func<CancellationToken, Task> use, CancellationToken cancellationToken)
    {
        await _feed.BacklogAsync(cancellationToken);
        try
        {
            await ProjectPendingAsync(cancellationToken);
            await use(cancellationToken);
            return;
        }
        catch (IndexUnavailableException e) when (e.IsDamage && MayRebuild())
        {
            LogStoreDamaged(_logger, e);
        }

        await _feed.RebuildAsync(cancellationToken);
        await ProjectPendingAsync(cancellationToken);
        await use(cancellationToken);
    }

    private bool MayRebuild()
    {
        lock (_gate)
        {
            if (_rebuiltAt is { } at && _timeProvider.GetElapsedTime(at) < RebuildRest) return false;
            _rebuiltAt = _timeProvider.GetTimestamp();
            return true;
        }
    }

    private async Task ProjectPendingAsync(CancellationToken cancellationToken)
    {
        if (await _feed.BacklogAsync(cancellationToken) == 0) return;
        if (_state.Unavailable is { } reason) throw reason; // Nobody takes a turn, and reads files, for tables that are not there.
        await using var turn = await _feed.LockAsync(cancellationToken);
        while (true)
        {
            var batch = await _feed.ReadAsync(BatchSize, cancellationToken);
            if (batch.Pending.Count == 0) return;

            // All can be repeated, so a batch that was cut off in between is simply applied again.
            await _memory.AddAsync([.. batch.Messages.SelectMany(MemoryExtraction.From)], cancellationToken);
            await _memory.ForgetAsync([.. batch.Messages.OfType<MemoryForgotten>()], cancellationToken);
            await _state.ApplyAsync(batch, cancellationToken);
            var isKept = await _feed.AcknowledgeAsync(batch, cancellationToken);
            NoteAvailable();
            Advanced?.Invoke();

            // What came after the end of the feed was read has its own signal: going on until nothing is left would go on as long as agents
            // work, a change at a time.
            if (isKept && batch.Pending.Count < BatchSize) return;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The projections could not be brought up to date; it is tried again with the next change.")]
    private static partial void LogProjectionFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The projections are left for later. {Reason}")]
    private static partial void LogTurnNotTaken(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tables are not available; agents go on without them. {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The tables are available again.")]
    private static partial void LogAvailable(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The tables could not be read.")]
    private static partial void LogReadFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The tables are damaged; the store is made anew from the files.")]
    private static partial void LogStoreDamaged(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store of the projections is gone or damaged; it is made anew from the files.")]
    private static partial void LogStoreLost(ILogger logger, Exception exception);
}

using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;
using Ora.Director.Server;

namespace Ora.Director.Cycles;

/// <summary>
/// Runs cycles: one at once, then one per interval, and one in between as soon as something urgent is seen. A server that is lost
/// is started again and the cycle repeated; what it had done already is not decided again, because the briefing shows it.
/// </summary>
/// <param name="connect">Makes the way to a new server.</param>
/// <param name="engine">Who decides.</param>
/// <param name="output">Where cycles and troubles are reported.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class DirectorLoop(Func<IClientTransport> connect, IChatClient engine, ICycleOutput output, TimeProvider timeProvider)
    : IAsyncDisposable
{
    /// <summary>How often the project is looked at between cycles, for critical blockers only.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a cycle may take.</summary>
    public static readonly TimeSpan CycleTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The longest wait before a lost server is started again, or looked at again after a look that failed.</summary>
    public static readonly TimeSpan BackoffMax = TimeSpan.FromMinutes(1);

    private const int AttemptsAtOnce = 3;
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private readonly ReviewCycle _cycle = new(engine);
    private readonly HashSet<string> _seenCritical = new(StringComparer.Ordinal);
    private OraSession? _session;
    private int _failedLooks;
    private bool _everConnected;
    private int _cycles;

    /// <summary>Runs one cycle. A lost server is started again twice.</summary>
    /// <exception cref="ServerLostException">The server cannot be started, or was lost every time.</exception>
    public Task<CycleReport> RunOnceAsync(CancellationToken stop) => RunCycleAsync(AttemptsAtOnce, stop);

    /// <summary>Runs cycles until it is told to stop. A cycle in progress is finished first.</summary>
    /// <exception cref="ServerLostException">The server could not be started the first time.</exception>
    public async Task RunAsync(TimeSpan interval, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var due = timeProvider.GetUtcNow() + interval;
            await RunCycleAsync(int.MaxValue, stop).ConfigureAwait(false);
            await WaitAsync(due, stop).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DisconnectAsync();

    private async Task<CycleReport> RunCycleAsync(int maxAttempts, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var report = await RunCycleAsync().ConfigureAwait(false) with { Cycle = ++_cycles };
                _seenCritical.UnionWith(report.CriticalBlockers);
                output.Report(report);
                return report;
            }
            catch (ServerLostException e) when (_everConnected && attempt < maxAttempts)
            {
                await DisconnectAsync().ConfigureAwait(false);
                if (stop.IsCancellationRequested && attempt > 1) throw;
                var wait = Backoff(RestartDelay, attempt - 1);
                output.Trouble($"{e.Message} It is started again in {wait.TotalSeconds:0} s.");
                await DelayAsync(wait, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A cycle is not cancelled by a request to stop: it is short, and what it began should be seen to its end.</summary>
    private async Task<CycleReport> RunCycleAsync()
    {
        using var timeout = new CancellationTokenSource(CycleTimeout, timeProvider);
        var started = timeProvider.GetUtcNow();
        CycleReport report;
        try
        {
            var session = await ConnectAsync(timeout.Token).ConfigureAwait(false);
            report = await _cycle.RunAsync(session, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            report = Failed($"The cycle took longer than {CycleTimeout.TotalMinutes:0} min.");
        }
        catch (Exception e) when (e is not ServerLostException)
        {
            // An engine can fail in any way its library knows. The review stays open, so that the next cycle takes it up.
            report = Failed(e.Message);
        }

        var duration = timeProvider.GetUtcNow() - started;
        return report with { StartedAt = started, DurationMs = (long)duration.TotalMilliseconds };
    }

    private static CycleReport Failed(string error) => new() { Outcome = CycleOutcome.Failed, Error = error };

    /// <summary>Waits until the next cycle is due, a critical blocker is seen, or it is told to stop.</summary>
    private async Task WaitAsync(DateTimeOffset due, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var left = due - timeProvider.GetUtcNow();
            var look = Backoff(LookInterval, _failedLooks);
            await DelayAsync(left < look ? left : look, stop).ConfigureAwait(false);
            if (left <= look || await IsUrgentAsync(stop).ConfigureAwait(false)) return;
        }
    }

    /// <summary>Whether there is a critical blocker that no cycle has seen. One that stays open starts no second cycle.</summary>
    private async Task<bool> IsUrgentAsync(CancellationToken stop)
    {
        if (stop.IsCancellationRequested) return false;
        try
        {
            var session = await ConnectAsync(stop).ConfigureAwait(false);
            var critical = await session.CriticalBlockersAsync(stop).ConfigureAwait(false);
            _failedLooks = 0;
            if (_seenCritical.IsSupersetOf(critical)) return false;
            _seenCritical.UnionWith(critical);
            return true;
        }
        catch (Exception e) when (e is ServerLostException or ToolFailedException)
        {
            if (_failedLooks++ == 0) output.Trouble(e.Message); // The cycle will say if it goes on.
            if (e is ServerLostException) await DisconnectAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The loop ends.
        }

        return false;
    }

    private async Task<OraSession> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_session is { Lost.IsCancellationRequested: true }) await DisconnectAsync().ConfigureAwait(false);
        _session ??= await OraSession.ConnectAsync(connect(), timeProvider, cancellationToken).ConfigureAwait(false);
        _everConnected = true;
        return _session;
    }

    private async ValueTask DisconnectAsync()
    {
        var session = _session;
        _session = null;
        if (session is not null) await session.DisposeAsync().ConfigureAwait(false);
    }

    private static TimeSpan Backoff(TimeSpan delay, int failures)
    {
        var doubled = delay * Math.Pow(2, Math.Min(failures, 10));
        return doubled < BackoffMax ? doubled : BackoffMax;
    }

    /// <summary>Waits, or less when it is told to stop.</summary>
    private async Task DelayAsync(TimeSpan time, CancellationToken stop)
    {
        if (time <= TimeSpan.Zero) return;
        await Task.Delay(time, timeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

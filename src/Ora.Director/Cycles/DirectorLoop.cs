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
    /// <summary>
    /// How often the project is looked at between cycles. A look is one call of <c>review_project</c>: it reads local tables and
    /// asks no model.
    /// </summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(30);

    /// <summary>How long a cycle may take.</summary>
    public static readonly TimeSpan CycleTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The longest wait before a lost server is started again.</summary>
    public static readonly TimeSpan BackoffMax = TimeSpan.FromMinutes(1);

    private const int AttemptsAtOnce = 3;
    private readonly ReviewCycle _cycle = new(engine);
    private IReadOnlySet<string> _knownUrgent = new HashSet<string>(StringComparer.Ordinal);
    private OraSession? _session;
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
                output.Report(report);
                return report;
            }
            catch (ServerLostException e) when (_everConnected && attempt < maxAttempts)
            {
                await DisconnectAsync().ConfigureAwait(false);
                if (stop.IsCancellationRequested && attempt > 1) throw;
                var wait = Backoff(attempt);
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

    private async Task WaitAsync(DateTimeOffset due, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var left = due - timeProvider.GetUtcNow();
            if (left <= TimeSpan.Zero) return;
            if (left <= LookInterval)
            {
                await DelayAsync(left, stop).ConfigureAwait(false);
                return;
            }

            await DelayAsync(LookInterval, stop).ConfigureAwait(false);
            if (!stop.IsCancellationRequested && await IsUrgentAsync(stop).ConfigureAwait(false)) return;
        }
    }

    /// <summary>
    /// Whether there is an urgent message that no look has started a cycle for: one that stays unread starts no second one. A look
    /// that fails is made again at the next one.
    /// </summary>
    private async Task<bool> IsUrgentAsync(CancellationToken stop)
    {
        try
        {
            var session = await ConnectAsync(stop).ConfigureAwait(false);
            var briefing = await session.ReviewAsync(stop).ConfigureAwait(false);
            var urgent = briefing.Messages.Where(m => m.Urgent).Select(m => m.MessageId).ToHashSet(StringComparer.Ordinal);
            var isNew = !urgent.IsSubsetOf(_knownUrgent);
            _knownUrgent = urgent;
            return isNew && briefing.Changed;
        }
        catch (ServerLostException e)
        {
            output.Trouble(e.Message);
            await DisconnectAsync().ConfigureAwait(false);
        }
        catch (ToolFailedException e)
        {
            output.Trouble(e.Message);
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

    private static TimeSpan Backoff(int attempt) =>
        TimeSpan.FromSeconds(Math.Min(BackoffMax.TotalSeconds, Math.Pow(2, Math.Min(attempt, 10) - 1)));

    /// <summary>Waits, or less when it is told to stop.</summary>
    private async Task DelayAsync(TimeSpan time, CancellationToken stop)
    {
        if (time <= TimeSpan.Zero) return;
        await Task.Delay(time, timeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

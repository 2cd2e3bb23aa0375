using Ora.Core.Messages;
using Ora.Crash.Serving;

namespace Ora.Crash.Driving;

/// <summary>The programs that serve.</summary>
/// <param name="Fused">The command of this harness's own server.</param>
/// <param name="Shipped">The command of <c>ora</c>.</param>
internal sealed record Programs(IReadOnlyList<string> Fused, IReadOnlyList<string> Shipped);

/// <summary>
/// A client with the server that it has now. The server dies at a point, or is killed at a random instant; then the client gets
/// another one.
/// </summary>
internal sealed class Seat(string root, string project, string agent, AgentRole role, IClient client, Programs programs, KillTable kills, Random random, TimeProvider clock)
    : IDisposable
{
    /// <summary>How long a fuse may take, from the server's first answer, before the server is killed anyway.</summary>
    private static readonly TimeSpan FusePatience = TimeSpan.FromSeconds(2);

    private ServerProcess? _server;
    private string? _point;
    private TimeSpan _killAfter;
    private long _startedAt;
    private bool _answered;

    /// <summary>Who sits here, and how its server is to die.</summary>
    public string Description => $"{agent}: {_point ?? "at a random instant"}";

    /// <summary>Whether there is a server that lives.</summary>
    public bool HasServer => _server is not null;

    /// <summary>Starts the next server.</summary>
    /// <param name="mayDie">False for one that must survive for a while.</param>
    public void Start(bool mayDie)
    {
        _point = mayDie ? kills.Next(role, random) : null;
        var isRandom = _point is null;
        _killAfter = isRandom ? TimeSpan.FromMilliseconds(mayDie ? random.Next(200) : 500) : FusePatience;
        var command = isRandom ? programs.Shipped : programs.Fused;
        var arguments = isRandom
            ? ["--root", root, "--project", project, "serve", "--agent", agent, "--role", WireEnum.Name(role)]
            : FusedServer.Arguments(root, project, agent, role, _point!, Passes());
        _startedAt = clock.GetTimestamp();
        _answered = false;
        _server = ServerProcess.Start(command[0], command.Skip(1).Concat(arguments));
    }

    /// <summary>Makes a call that reads; the server opens the project for it, and so recovers. False when it died.</summary>
    public Task<bool> RecoverAsync() => SurvivesAsync(server => server.CallAsync("query_memory", Json.Object(("query", "fact"))));

    /// <summary>Works until it is told to pause or the server dies.</summary>
    public async Task WorkAsync(CancellationTokenSource pause)
    {
        await using var patience = clock.CreateTimer(_ => KillServer(), null, Left(), Timeout.InfiniteTimeSpan);
        while (!pause.IsCancellationRequested)
        {
            if (await StepAsync()) continue;
            await pause.CancelAsync();
        }
    }

    /// <summary>Ends the server as a client does that has finished.</summary>
    public async Task EndAsync()
    {
        if (_server is not { } server) return;
        if (!await server.EndAsync()) Count();
        server.Dispose();
        _server = null;
    }

    public void Dispose()
    {
        _server?.Kill();
        _server?.Dispose();
    }

    private Task<bool> StepAsync() => SurvivesAsync(client.StepAsync);

    private async Task<bool> SurvivesAsync(Func<ServerProcess, Task> step)
    {
        try
        {
            await step(_server!);
            if (!_answered) _startedAt = _point is null ? _startedAt : clock.GetTimestamp();
            _answered = true;
            return true;
        }
        catch (ServerGoneException)
        {
            await BuryAsync();
            return false;
        }
    }

    // Most points are passed many times in a life: not only the first time counts.
    private int Passes() => random.Next(3) switch
    {
        0 => 1,
        1 => random.Next(1, 4),
        _ => random.Next(1, 12),
    };

    private TimeSpan Left()
    {
        var left = _killAfter - clock.GetElapsedTime(_startedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void KillServer()
    {
        _point = null;
        _server?.Kill();
    }

    private async Task BuryAsync()
    {
        var server = _server!;
        _server = null;
        await server.BuryAsync();
        server.Dispose();
        Count();
    }

    private void Count()
    {
        if (_point is null) kills.CountRandom();
        else kills.Count(_point);
    }
}

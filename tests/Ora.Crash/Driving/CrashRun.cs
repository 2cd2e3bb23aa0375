using System.Collections.Concurrent;
using System.Globalization;

namespace Ora.Crash.Driving;

/// <summary>One run of the harness: worlds side by side, one after the other, until there were enough kills.</summary>
/// <param name="programs">The programs that serve.</param>
/// <param name="kills">How many kills.</param>
/// <param name="seed">What the run is made from.</param>
/// <param name="lanes">How many worlds there are at a time.</param>
/// <param name="output">Where it tells.</param>
/// <param name="clock">The clock.</param>
internal sealed class CrashRun(Programs programs, int kills, int seed, int lanes, TextWriter output, TimeProvider clock) : IDisposable
{
    private const int DeathsMin = 10;
    private const int DeathsMax = 40;

    private readonly KillTable _table = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly CancellationTokenSource _stop = new();
    private int _worlds;
    private long _promises;

    /// <summary>Runs. True when nothing was violated and every point was hit.</summary>
    public async Task<bool> RunAsync()
    {
        var started = clock.GetTimestamp();
        var root = Directory.CreateTempSubdirectory("ora-crash-").FullName;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{kills} kills, seed {seed}, in {root}"));
        using (clock.CreateTimer(_ => Tell(started), null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)))
            await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(() => RunLaneAsync(root, lane))));
        if (_violations.IsEmpty) Directory.Delete(root, recursive: true);
        _table.Write(output);
        Tell(started);
        foreach (var violation in _violations) await output.WriteLineAsync($"VIOLATION {violation}");
        foreach (var point in _table.Missed) await output.WriteLineAsync($"MISSED {point}");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{_violations.Count} violations, {_table.Missed.Count} points missed, {_promises} promises kept in {_worlds} projects"));
        return _violations.IsEmpty && _table.Missed.Count == 0;
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunLaneAsync(string root, int lane)
    {
        var random = new Random(HashCode.Combine(seed, lane));
        while (GoesOn())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"w{Interlocked.Increment(ref _worlds)}");
            var folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
            using (var world = new World(folder, name, programs, _table, random.Next(), clock))
            {
                await RunWorldAsync(world, random.Next(DeathsMin, DeathsMax), folder);
                Interlocked.Add(ref _promises, world.Promises);
            }

            if (!_stop.IsCancellationRequested) Directory.Delete(folder, recursive: true);
        }
    }

    // A point that is rarely passed may take a little more than was asked for.
    private bool GoesOn() => !_stop.IsCancellationRequested && (_table.Total < kills || (_table.Missed.Count > 0 && _table.Total < 2 * kills));

    private async Task RunWorldAsync(World world, int deaths, string folder)
    {
        try
        {
            foreach (var violation in await world.RunAsync(deaths, _stop.Token)) _violations.Enqueue(violation);
        }
        catch (MisbehaviourException e)
        {
            _violations.Enqueue($"{e.Message} In {folder}.");
        }

        if (!_violations.IsEmpty) await _stop.CancelAsync();
    }

    private void Tell(long started)
    {
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_table.Total} kills in {seconds:0} s, {_table.Total / seconds:0.0} a second; {_table.Missed.Count} points not hit yet"));
    }
}

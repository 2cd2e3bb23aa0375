using System.Globalization;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Files.Projects;
using Ora.Invariants;

namespace Ora.Crash.Driving;

/// <summary>
/// A small project with a Director and three agents, for the time of a few dozen kills. Everybody works until somebody dies; then
/// everybody pauses, who died comes back, which recovers, and the folders are checked. At the end the whole project is checked.
/// </summary>
internal sealed class World : IDisposable
{
    private const string Project = "crash";
    private const int Agents = 3;

    private readonly string _root;
    private readonly Programs _programs;
    private readonly KillTable _kills;
    private readonly Random _random;
    private readonly TimeProvider _clock;
    private readonly Acknowledged _acknowledged = new();
    private readonly List<Seat> _seats = [];
    private readonly List<string> _dropped = [];
    private readonly Queue<string> _history = new();
    private QueueFacts? _facts;

    public World(string root, string name, Programs programs, KillTable kills, int seed, TimeProvider clock)
    {
        _root = root;
        _programs = programs;
        _kills = kills;
        _random = new Random(seed);
        _clock = clock;
        ProjectFolder.Create(root, ProjectName.Parse(Project), new ProjectSettings { LeaseSeconds = Ora.Core.Limits.LeaseSecondsMin }, clock);
        var fleet = new Fleet(_acknowledged, name);
        _seats.Add(NewSeat("director", AgentRole.Director, random => new Director("director", fleet, random)));
        for (var n = 1; n <= Agents; n++)
        {
            var agent = string.Create(CultureInfo.InvariantCulture, $"agent-{n}");
            _seats.Add(NewSeat(agent, AgentRole.Agent, random => new Worker(agent, fleet, random, clock)));
        }
    }

    /// <summary>What was promised in it.</summary>
    public int Promises => _acknowledged.Count;

    private string Folder => Path.Combine(_root, Project);

    private string QueueFolder(string name) => Path.Combine(Folder, "agents", "_queue", name);

    /// <summary>Lives through so many deaths, and returns the violations.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(int deaths, CancellationToken stop)
    {
        for (var n = 0; n < deaths && !stop.IsCancellationRequested; n++)
        {
            await WorkUntilSomebodyDiesAsync();
            if (_random.Next(12) == 0) DropBadFile();
            if (_random.Next(25) == 0) LoseDatabase();
            await BringBackAsync();
            if (Check() is { Count: > 0 } violations) return Told(violations);
        }

        foreach (var seat in _seats) await seat.EndAsync();
        return Told(await ProjectInvariants.CheckAsync(_root, Project, _acknowledged, _clock, CancellationToken.None));
    }

    public void Dispose()
    {
        foreach (var seat in _seats) seat.Dispose();
    }

    private Seat NewSeat(string agent, AgentRole role, Func<Random, IClient> client) =>
        new(_root, Project, agent, role, client(new Random(_random.Next())), _programs, _kills, new Random(_random.Next()), _clock);

    private async Task WorkUntilSomebodyDiesAsync()
    {
        foreach (var seat in _seats.Where(seat => !seat.HasServer)) seat.Start(mayDie: true);
        using var pause = new CancellationTokenSource();
        await Task.WhenAll(_seats.Select(seat => seat.WorkAsync(pause)));
    }

    // Whoever comes back recovers what the dead left, and may die over it. The last of them must not, so that it ends.
    private async Task BringBackAsync()
    {
        for (var tries = 0; _seats.FirstOrDefault(seat => !seat.HasServer) is { } dead; tries++)
        {
            Remember(dead.Description);
            dead.Start(mayDie: tries < 4);
            await dead.RecoverAsync();
        }
    }

    private List<string> Check()
    {
        _facts = QueueFacts.Read(FolderReader.OfProject(Folder), _facts);
        var violations = QueueInvariants.Check(_facts, _acknowledged).ToList();
        violations.AddRange(_dropped.Where(name => !_facts.Rejected.Contains(name)).Select(name => $"{name} is no task and is not in failed/ with its reason"));
        foreach (var twins in _facts.Tasks.GroupBy(task => _facts.Titles[task.TaskId]).Where(same => same.Count() > 1))
            violations.Add($"\"{twins.Key}\" was put more than once: {string.Join(", ", twins.Select(task => task.TaskId))}");
        return violations;
    }

    private void DropBadFile()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"task-bad{_dropped.Count + 1}.json");
        var path = Path.Combine(Folder, "docs", name);
        File.WriteAllText(path, """{"messageType":"NEW_TASK_ASSIGNMENT"}""");
        File.Move(path, Path.Combine(QueueFolder("inbox"), name));
        _dropped.Add(name);
    }

    private void LoseDatabase()
    {
        Remember("ora.db was deleted");
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(Path.Combine(Folder, "ora.db" + suffix));
    }

    private void Remember(string @event)
    {
        _history.Enqueue(@event);
        if (_history.Count > 12) _history.Dequeue();
    }

    private IReadOnlyList<string> Told(IReadOnlyList<string> violations) =>
        violations.Count == 0 ? [] : [.. violations, $"The last deaths: {string.Join("; ", _history)}", $"The project: {Folder}"];
}

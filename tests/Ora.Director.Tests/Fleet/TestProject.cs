using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Director.Cycles;
using Ora.Director.Engine;
using Ora.Director.Server;
using Ora.Files.Projects;

namespace Ora.Director.Tests.Fleet;

/// <summary>
/// A project in a folder of its own, with a clock that stands still, and real servers in this process: each connection is a server
/// of its own, as in life. Only the pipe is not a process's.
/// </summary>
internal sealed class TestProject : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ora-director-").FullName;
    private readonly List<IAsyncDisposable> _open = [];

    private TestProject(ProjectSettings settings) => Folder = ProjectFolder.Create(_root, Name, settings, Clock);

    public static ProjectName Name { get; } = ProjectName.Parse("demo");

    /// <summary>The clock of the project's servers.</summary>
    public TestClock Clock { get; } = new();

    /// <summary>The clock of the Director. It has one of its own, so that its waits can be told from the servers'.</summary>
    public TestClock DirectorClock { get; } = new();

    public string Root => _root;

    public ProjectFolder Folder { get; }

    /// <summary>The servers that the Director was given, in order.</summary>
    public List<PipedServer> DirectorServers { get; } = [];

    public static TestProject Create(ProjectSettings? settings = null) => new(settings ?? new ProjectSettings());

    /// <summary>Connects an agent.</summary>
    public async Task<TestAgent> AgentAsync(string id, AgentRole role = AgentRole.Agent)
    {
        var server = PipedServer.Start(_root, Name, id, role, Clock);
        var client = await McpClient.CreateAsync(server.Transport, cancellationToken: TestContext.Current.CancellationToken);
        _open.Add(server);
        _open.Add(client);
        return new TestAgent(client, Clock);
    }

    /// <summary>Makes a Director that is connected as <c>ora-director</c> would be.</summary>
    public DirectorLoop Director(IChatClient engine, RecordedOutput? output = null)
    {
        var loop = new DirectorLoop(Connect, engine, output ?? new RecordedOutput(), DirectorClock);
        _open.Add(loop);
        return loop;

        IClientTransport Connect()
        {
            var server = PipedServer.Start(_root, Name, "director", AgentRole.Director, Clock);
            _open.Insert(0, server);
            DirectorServers.Add(server);
            return server.Transport;
        }
    }

    /// <summary>Runs one cycle with the rules.</summary>
    public async Task<CycleReport> CycleAsync()
    {
        using var engine = new RulesChatClient();
        await using var director = Director(engine);
        return await director.RunOnceAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The summaries on disk, oldest first; each starts with a mark in its day's file.</summary>
    public IReadOnlyList<string> Summaries() =>
    [
        .. from file in Directory.EnumerateFiles(Directory.CreateDirectory(Folder.Summaries).FullName).Order(StringComparer.Ordinal)
           from summary in File.ReadAllText(file).Split("<!-- msg-", StringSplitOptions.RemoveEmptyEntries)
           select summary,
    ];

    /// <summary>The names of the files in a folder of the queue.</summary>
    public IReadOnlyList<string> Files(string folder) => [.. Paths(folder).Select(path => Path.GetFileName(path)!)];

    /// <summary>All messages of a type that were ever written and not archived.</summary>
    public IReadOnlyList<string> Messages(string type) =>
    [
        .. from folder in (string[])["inbox", "outbox", "processed"]
           from file in Paths(folder)
           let text = File.ReadAllText(file)
           where text.Contains($"\"{type}\"", StringComparison.Ordinal)
           select text,
    ];

    /// <summary>Lets the Director's time pass until something has happened.</summary>
    public Task<T> AdvanceUntilAsync<T>(Task<T> happened) =>
        DirectorClock.AdvanceUntilAsync(happened, longestWait: OraSession.CallTimeout - TimeSpan.FromTicks(1));

    public async ValueTask DisposeAsync()
    {
        for (var i = _open.Count - 1; i >= 0; i--) await _open[i].DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private IEnumerable<string> Paths(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Folder.Path, "agents", "_queue", folder)).Order(StringComparer.Ordinal);
}

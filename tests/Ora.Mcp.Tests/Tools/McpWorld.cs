using System.IO.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Files.Projects;
using Ora.Mcp.Serving;

namespace Ora.Mcp.Tests.Tools;

/// <summary>
/// A root folder with projects, and real servers on it that real clients talk to over pipes. Each connection has a server of its own,
/// as each agent has a process of its own. Only the clock is not real.
/// </summary>
internal sealed class McpWorld : IAsyncDisposable
{
    public const string Project = "demo";

    private readonly TemporaryFolder _folder = new();
    private readonly List<McpConnection> _connections = [];

    public McpWorld(ProjectSettings? settings = null)
    {
        Settings = settings;
        CreateProject(Project);
    }

    public TestClock Clock { get; } = new(new DateTimeOffset(2026, 1, 31, 9, 0, 0, TimeSpan.Zero));

    public string Root => _folder.Path;

    public ProjectSettings? Settings { get; }

    /// <summary>True for a test that breaks something on purpose; otherwise an error in a server's log fails the test.</summary>
    public bool ExpectsErrors { get; init; }

    public FaultLog Log { get; } = new();

    public void CreateProject(string name) => ProjectFolder.Create(Root, ProjectName.Parse(name), Settings, Clock);

    public string Queue(string folder, string project = Project) => Path.Combine(Root, project, "agents", "_queue", folder);

    /// <summary>The names of the files in a folder of the queue, sorted.</summary>
    public IEnumerable<string> Files(string folder, string project = Project) =>
        Directory.EnumerateFiles(Queue(folder, project)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public async Task<McpConnection> ConnectAsync(
        string agent, AgentRole role = AgentRole.Agent, string project = Project, string[]? capabilities = null, string? protocolVersion = null)
    {
        var caller = new Caller(ProjectName.Parse(project), AgentId.Parse(agent), role, capabilities ?? []);
        var toServer = new Pipe();
        var toClient = new Pipe();
        var server = new StreamServer(Root, caller, Log, Clock)
            .RunAsync(toServer.Reader.AsStream(), toClient.Writer.AsStream(), CancellationToken.None);
        var client = await McpClient.CreateAsync(
            new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()),
            new McpClientOptions { ProtocolVersion = protocolVersion },
            cancellationToken: TestContext.Current.CancellationToken);
        var connection = new McpConnection(client, server, toServer.Writer);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Every file of every project with its content, but for the database, which is disposable and notes every look.</summary>
    public SortedDictionary<string, string> Snapshot()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Root, path);
            if (!Path.GetFileName(name).StartsWith("ora.", StringComparison.Ordinal)) files.Add(name, File.ReadAllText(path));
        }

        return files;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
        _folder.Dispose();
        if (!ExpectsErrors && Log.Errors.Count > 0) Assert.Fail(string.Join("\n\n", Log.Errors));
    }
}

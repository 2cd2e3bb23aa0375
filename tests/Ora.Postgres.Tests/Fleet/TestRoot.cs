using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Files.Projects;
using Ora.Mcp.Composition;
using Ora.Mcp.Cli;
using Ora.Mcp.Serving;
using Ora.Postgres.Tests.Cluster;
using Xunit;

namespace Ora.Postgres.Tests.Fleet;

/// <summary>What a command line did.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The JSON object on standard output.</summary>
    public JsonElement Json => JsonElement.Parse(Output);
}

/// <summary>A root folder and a database for projects, with command lines and MCP servers on them as processes would be.</summary>
internal sealed class TestRoot(PostgresCluster cluster, string database) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ora-postgres-root-").FullName;
    private readonly List<TestAgent> _agents = [];

    /// <summary>A root with a database of its own on a cluster.</summary>
    public static async Task<TestRoot> CreateAsync(PostgresCluster cluster) => new(cluster, await cluster.CreateDatabaseAsync());

    public PostgresCluster Cluster => cluster;

    public string Database => database;

    public string Path => _folder;

    /// <summary>The environment of every command and server; the administrator's connection is given to those that need it.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>All that commands have written to their outputs.</summary>
    public StringBuilder Said { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Runs a command line.</summary>
    public async Task<CliResult> RunAsync(string input, params string[] arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var host = new CliHost
        {
            Output = output,
            Error = error,
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Variables = Variables,
            CurrentDirectory = _folder,
            HomeDirectory = _folder,
            ExecutablePath = "/opt/ora/ora",
            Platform = Platform.Linux,
            Clock = TimeProvider.System,
        };
        var exitCode = await CommandLine.RunAsync(["--root", _folder, .. arguments], host, Cancellation);
        lock (Said) Said.Append(output).Append(error);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that must succeed.</summary>
    public async Task<CliResult> OkAsync(params string[] arguments)
    {
        var result = await RunAsync("", arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)} returned {result.ExitCode}: {result.Output}{result.Error}");
        return result;
    }

    /// <summary>Runs a command with the administrator's connection in its environment; it must succeed.</summary>
    public async Task<CliResult> AdminAsync(params string[] arguments)
    {
        Variables["ORA_POSTGRES_ADMIN"] = cluster.AdminUri(database);
        try
        {
            return await OkAsync(arguments);
        }
        finally
        {
            Variables.Remove("ORA_POSTGRES_ADMIN");
        }
    }

    /// <summary>Makes a project with its tables in PostgreSQL.</summary>
    public async Task<ProjectFolder> InitAsync(string name)
    {
        await AdminAsync("init", name, "--postgres");
        return ProjectFolder.Open(_folder, ProjectName.Parse(name));
    }

    /// <summary>A project's own connection, as a program with its password could make it.</summary>
    public Npgsql.NpgsqlConnectionStringBuilder RoleOf(ProjectFolder project) =>
        cluster.Builder(database, project.Postgres.Role, project.ReadPostgresPassword()!);

    /// <summary>Starts a server for one agent and connects a client to it.</summary>
    public async Task<TestAgent> ConnectAsync(string project, string agent, AgentRole role = AgentRole.Agent)
    {
        var caller = new Caller(ProjectName.Parse(project), AgentId.Parse(agent), role, []);
        var toServer = new Pipe();
        var toClient = new Pipe();
        var server = new StreamServer(_folder, caller, NullLoggerFactory.Instance, TimeProvider.System, new ProjectAdapters(Variables))
            .RunAsync(toServer.Reader.AsStream(), toClient.Writer.AsStream(), CancellationToken.None);
        var client = await McpClient.CreateAsync(
            new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()), cancellationToken: Cancellation);
        var connection = new TestAgent(client, server, toServer.Writer);
        lock (_agents) _agents.Add(connection);
        return connection;
    }

    /// <summary>Every table of a project, row by row, as text. The moments of set-aside changes and of migrations are left out.</summary>
    public async Task<IReadOnlyDictionary<string, string[]>> DumpAsync(ProjectFolder project)
    {
        var tables = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        await using var connection = new Npgsql.NpgsqlConnection(RoleOf(project).ConnectionString);
        await connection.OpenAsync(Cancellation);
        foreach (var table in await ReadAsync(connection, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"))
            tables[table] = await ReadAsync(connection, $"SELECT (to_jsonb(row) - 'applied_at' - 'failed_at')::text FROM {table} AS row ORDER BY 1");
        return tables;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents) await agent.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string[]> ReadAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation)) rows.Add(reader.GetString(0));
        return [.. rows];
    }
}

/// <summary>A client and the server that serves it.</summary>
internal sealed class TestAgent(McpClient client, Task server, PipeWriter input) : IAsyncDisposable
{
    private bool _disposed;

    public McpClient Client => client;

    /// <summary>Calls a tool that must succeed.</summary>
    public async Task<JsonElement> CallAsync(string tool, object? arguments = null)
    {
        var given = arguments is null ? [] : arguments.GetType().GetProperties().Where(p => p.GetValue(arguments) is not null).ToDictionary(p => p.Name, p => Wire(p.GetValue(arguments)!));
        var result = await client.CallToolAsync(tool, given, cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError is true, $"{tool} was refused: {(result.Content[0] as TextContentBlock)?.Text}");
        return result.StructuredContent!.Value;
    }

    // What is nested, such as a progress, holds numbers only.
    private static object? Wire(object value) => value.GetType().Name.StartsWith("<>", StringComparison.Ordinal)
        ? new JsonObject(value.GetType().GetProperties().Select(p => KeyValuePair.Create(p.Name, (JsonNode?)JsonValue.Create((int)p.GetValue(value)!))))
        : value;

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await input.CompleteAsync();
        await server;
        await client.DisposeAsync();
    }
}

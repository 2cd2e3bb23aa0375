using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace FleetDemo.Agents;

/// <summary>Where Ora is and which project is meant: what a client's MCP configuration says.</summary>
/// <param name="Program">The <c>ora</c> program.</param>
/// <param name="Root">The folder of all projects.</param>
/// <param name="Project">The project.</param>
internal sealed record OraSetup(ProgramFile Program, string Root, string Project);

/// <summary>A tool of Ora refused. The message says what was wrong and what to do next.</summary>
internal sealed class OraRefusedException(string tool, string message) : Exception($"{tool}: {message}");

/// <summary>One agent's connection: an <c>ora serve</c> process of its own, spoken to over MCP, as Claude Code would.</summary>
internal sealed class OraConnection : IAsyncDisposable
{
    private readonly McpClient _client;

    private OraConnection(McpClient client) => _client = client;

    public static async Task<OraConnection> OpenAsync(
        OraSetup setup, string agent, string role, Action<string> serverLog, CancellationToken cancellationToken)
    {
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = agent,
            Command = setup.Program.Command,
            Arguments = [.. setup.Program.Arguments, "--root", setup.Root, "--project", setup.Project, "serve", "--agent", agent, "--role", role],
            StandardErrorLines = serverLog,
        });

        // On a busy machine a start can outlast the default probe, after which the client would fall back to another handshake.
        var options = new McpClientOptions { DiscoverProbeTimeout = Timeout.InfiniteTimeSpan };
        return new OraConnection(await McpClient.CreateAsync(transport, options, cancellationToken: cancellationToken));
    }

    /// <summary>Calls a tool and returns its result's object.</summary>
    /// <exception cref="OraRefusedException">The tool refused.</exception>
    public async Task<JsonElement> CallAsync(string tool, JsonObject arguments, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(arguments.ToJsonString());
        var result = await _client.CallToolAsync(
            new CallToolRequestParams
            {
                Name = tool,
                Arguments = json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone()),
            },
            cancellationToken);
        if (result.IsError == true || result.StructuredContent is not { } content)
            throw new OraRefusedException(tool, string.Join(' ', result.Content.OfType<TextContentBlock>().Select(c => c.Text)));
        return content;
    }

    /// <summary>Reads a resource as JSON.</summary>
    public async Task<JsonElement> ReadAsync(string uri, CancellationToken cancellationToken)
    {
        var result = await _client.ReadResourceAsync(uri, cancellationToken: cancellationToken);
        var text = result.Contents.OfType<TextResourceContents>().Single().Text;
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}

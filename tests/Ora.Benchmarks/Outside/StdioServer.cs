using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ora.Benchmarks.Outside;

/// <summary>How to start an MCP server.</summary>
/// <param name="Command">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables set on top of the ones that are there.</param>
internal sealed record ServerCommand(string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string>? Environment = null);

/// <summary>
/// An MCP server in a process of its own, spoken to with the least that JSON-RPC over stdio needs, so that what is measured is the
/// server. One request is out at a time.
/// </summary>
internal sealed class StdioServer : IAsyncDisposable
{
    private const string ProtocolVersion = "2025-06-18";
    private readonly Process _process;
    private readonly Task _draining;
    private int _lastId;

    private StdioServer(Process process)
    {
        _process = process;
        _draining = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The memory that the process holds now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a server and shakes hands.</summary>
    public static async Task<StdioServer> StartAsync(ServerCommand command, CancellationToken cancellationToken)
    {
        var server = new StdioServer(Start(command));
        await server.InitializeAsync(cancellationToken);
        return server;
    }

    /// <summary>Calls a tool and returns its result's object.</summary>
    /// <exception cref="InvalidOperationException">The tool refused.</exception>
    public async Task<JsonElement> CallAsync(string tool, JsonObject arguments, CancellationToken cancellationToken)
    {
        var result = await RequestAsync("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments }, cancellationToken);
        return result.TryGetProperty("isError", out var isError) && isError.GetBoolean()
            ? throw new InvalidOperationException($"{tool} was refused: {result.GetRawText()}")
            : result.GetProperty("structuredContent");
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="InvalidOperationException">The answer is an error, or something that is no protocol came instead.</exception>
    public async Task<JsonElement> RequestAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var id = ++_lastId;
        await SendAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters }, cancellationToken);
        while (true)
        {
            var line = await _process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException($"The server ended instead of answering {method}.");
            var message = Parse(line);
            if (!message.TryGetProperty("id", out var answered) || answered.ValueKind != JsonValueKind.Number || answered.GetInt32() != id) continue;
            if (message.TryGetProperty("result", out var result)) return result;
            throw new InvalidOperationException($"{method} failed: {line}");
        }
    }

    /// <summary>Ends the server's input, which ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _draining;
        _process.Dispose();
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var parameters = new JsonObject
        {
            ["protocolVersion"] = ProtocolVersion,
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "ora-benchmarks", ["version"] = "1" },
        };
        await RequestAsync("initialize", parameters, cancellationToken);
        await SendAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" }, cancellationToken);
    }

    private async Task SendAsync(JsonObject message, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteAsync((message.ToJsonString() + "\n").AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    private static Process Start(ServerCommand command)
    {
        var info = new ProcessStartInfo(command.Command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.Arguments) info.ArgumentList.Add(argument);
        foreach (var (name, value) in command.Environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        return Process.Start(info) ?? throw new InvalidOperationException($"{command.Command} did not start.");
    }

    private static JsonElement Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new InvalidOperationException($"The server wrote something that is no protocol to its standard output: {line}");
        }
    }
}

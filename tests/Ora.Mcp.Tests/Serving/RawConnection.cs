using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Mcp.Serving;
using Ora.Mcp.Tests.Tools;

namespace Ora.Mcp.Tests.Serving;

/// <summary>A client that writes lines as it likes: what no well-behaved client would send.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StreamReader _output;
    private readonly Task _server;

    private RawConnection(McpWorld world, Caller caller)
    {
        _output = new StreamReader(_toClient.Reader.AsStream(), Encoding.UTF8);
        _server = RunAsync(new StreamServer(world.Root, caller, world.Log, world.Clock));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a server and says hello.</summary>
    public static async Task<RawConnection> OpenAsync(McpWorld world, string agent, AgentRole role)
    {
        var connection = new RawConnection(world, new Caller(ProjectName.Parse(McpWorld.Project), AgentId.Parse(agent), role, []));
        await connection.SendAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}""",
            id: 1);
        await connection.WriteAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        return connection;
    }

    public async Task WriteAsync(string line) => await _toServer.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), Cancellation);

    /// <summary>Writes a request and reads until its answer.</summary>
    public async Task<JsonElement> SendAsync(string line, int id = 7)
    {
        await WriteAsync(line);
        while (true)
        {
            var answer = JsonElement.Parse((await _output.ReadLineAsync(Cancellation))!);
            if (answer.TryGetProperty("id", out var answered) && answered.ValueKind == JsonValueKind.Number && answered.GetInt32() == id) return answer;
        }
    }

    public async Task EndInputAsync() => await _toServer.Writer.CompleteAsync();

    /// <summary>Every answer until the server closes its output.</summary>
    public async Task<List<JsonElement>> ReadToEndAsync()
    {
        var answers = new List<JsonElement>();
        while (await _output.ReadLineAsync(Cancellation) is { } line) answers.Add(JsonElement.Parse(line));
        await _server;
        return answers;
    }

    /// <summary>Stops the server as a signal does, and waits for its end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _server;
    }

    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync();
        await _server;
        _output.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(StreamServer server)
    {
        await server.RunAsync(_toServer.Reader.AsStream(), _toClient.Writer.AsStream(), _stop.Token);
        await _toClient.Writer.CompleteAsync();
    }
}

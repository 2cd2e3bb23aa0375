using System.IO.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Mcp.Serving;

namespace Ora.Director.Tests.Fleet;

/// <summary>The real server on a pipe.</summary>
internal sealed class PipedServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Pipe _fromClient = new();
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly Task _running;
    private volatile bool _frozen;

    private PipedServer(StreamServer server)
    {
        var serving = server.RunAsync(_toServer.Reader.AsStream(), _toClient.Writer.AsStream(), _stop.Token);
        _running = Task.WhenAll(serving, RelayAsync());
        Transport = new StreamClientTransport(_fromClient.Writer.AsStream(), _toClient.Reader.AsStream());
    }

    /// <summary>The way to it.</summary>
    public IClientTransport Transport { get; }

    public static PipedServer Start(string root, ProjectName project, string agent, AgentRole role, TimeProvider clock) =>
        new(new StreamServer(root, new Caller(project, AgentId.Parse(agent), role, []), new TestLog(), clock));

    /// <summary>Lets it live, but hear nothing any more.</summary>
    public void Freeze() => _frozen = true;

    /// <summary>Ends it without a word, as a kill does.</summary>
    public async Task KillAsync()
    {
        await _stop.CancelAsync();
        await _toClient.Writer.CompleteAsync();
        await _toServer.Reader.CompleteAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _stop.Dispose();
    }

    private async Task RelayAsync()
    {
        try
        {
            while (await _fromClient.Reader.ReadAsync(_stop.Token) is { IsCompleted: false } read)
            {
                foreach (var segment in read.Buffer)
                {
                    if (!_frozen) await _toServer.Writer.WriteAsync(segment, _stop.Token);
                }

                _fromClient.Reader.AdvanceTo(read.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Killed.
        }

        await _toServer.Writer.CompleteAsync();
    }
}

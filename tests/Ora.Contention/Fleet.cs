using Ora.Processes;

namespace Ora.Contention;

/// <summary>Many server processes on one project, each for an agent of its own.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly List<OraServer> _servers = [];

    private Fleet()
    {
    }

    public IReadOnlyList<OraServer> Servers => _servers;

    /// <summary>Starts them a few at a time: all at once they would only compete for the start.</summary>
    public static async Task<Fleet> StartAsync(OraProject project, int count, CancellationToken cancellationToken)
    {
        var fleet = new Fleet();
        try
        {
            foreach (var names in Enumerable.Range(1, count).Select(Name).Chunk(Environment.ProcessorCount * 2))
                fleet._servers.AddRange(await Task.WhenAll(names.Select(name => OraServer.StartAsync(project.Server(name), cancellationToken))));

            // The first call opens the project and registers the agent; that is not what is measured.
            foreach (var server in fleet._servers) await server.MustCallAsync("post_heartbeat", new() { ["status"] = "idle" }, cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public static string Name(int number) => $"agent-{number}";

    public async ValueTask DisposeAsync() => await Task.WhenAll(_servers.Select(server => server.DisposeAsync().AsTask()));
}

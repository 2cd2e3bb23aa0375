using System.Diagnostics;
using Ora.Postgres.Tests.Cluster;
using Ora.Postgres.Tests.Fleet;
using Xunit;

namespace Ora.Postgres.Tests.Connections;

/// <summary>A crowd of agents, each with its own <c>ora serve</c> process, as real clients start them. Nothing else runs beside them.</summary>
[Collection("alone")]
public sealed class ConnectionCountTests(PostgresCluster cluster)
{
    private const int ConnectionsMax = 20;
    private static readonly int Servers = Scale.Of(25, soak: 100);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(Scale.Of(7, soak: 15)); // Every server works each 5 seconds.

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Program => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ora.exe" : "ora");

    [Fact]
    public async Task ManyServers_AllAtWork_HoldAtMostTwentyConnections()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var project = await root.InitAsync("crowd");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var started = 0;
        var calls = 0;
        var servers = new List<Task>();
        for (var n = 0; n < Servers; n++)
        {
            servers.Add(RunServerAsync(root, n, () => Interlocked.Increment(ref started), () => Interlocked.Increment(ref calls), stop.Token));
            while (Volatile.Read(ref started) < n - 4) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }

        while (Volatile.Read(ref started) < Servers) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        var (most, before) = (0L, Volatile.Read(ref calls));
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < Watched)
        {
            most = Math.Max(most, (long)(await cluster.SqlAsync(root.Database, $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{project.Postgres.Role}'"))!);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }

        TestContext.Current.SendDiagnosticMessage($"At most {most} connections for {Servers} servers and {calls - before} calls in {Watched.TotalSeconds} s.");
        Assert.True(calls > before);
        Assert.InRange(most, 0, ConnectionsMax);
        await stop.CancelAsync();
        await Task.WhenAll(servers);
        Assert.InRange((long)(await PostgresCluster.SqlAsync(root.RoleOf(project), "SELECT count(*) FROM messages WHERE message_type = 'HEARTBEAT'"))!, Servers, long.MaxValue);
    }

    // Raw lines: so many SDK clients would load this process more than the servers do.
    private static async Task RunServerAsync(TestRoot root, int n, Action started, Action called, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Program, ["serve", "--root", root.Path, "--project", "crowd", "--agent", $"w{n}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ORA_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var server = Process.Start(start)!;
        try
        {
            await AskAsync("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
            await server.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
            for (var id = 1; !stop.IsCancellationRequested; id++)
            {
                var answer = await AskAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"post_heartbeat","arguments":{"status":"idle"} } }""");
                Assert.DoesNotContain("isError\":true", answer, StringComparison.Ordinal);
                if (id == 1) started();
                called();
                try
                {
                    await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, stop);
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            server.StandardInput.Close();
            await server.WaitForExitAsync(CancellationToken.None);
        }
        finally
        {
            if (!server.HasExited) server.Kill();
        }

        async Task<string> AskAsync(string request)
        {
            await server.StandardInput.WriteLineAsync(request.AsMemory(), CancellationToken.None);
            await server.StandardInput.FlushAsync(CancellationToken.None);
            return await server.StandardOutput.ReadLineAsync(CancellationToken.None) ?? throw new InvalidOperationException("The server ended.");
        }
    }
}

/// <summary>Tests that need the machine for themselves.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

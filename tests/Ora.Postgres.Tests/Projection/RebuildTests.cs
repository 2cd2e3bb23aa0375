using Ora.Core.Messages;
using Ora.Postgres.Tests.Cluster;
using Ora.Postgres.Tests.Fleet;
using Xunit;

namespace Ora.Postgres.Tests.Projection;

/// <summary>The tables are only a projection: dropped, they come out of the files as they were, row by row.</summary>
public sealed class RebuildTests(PostgresCluster cluster)
{
    private const int Agents = 4;
    private static readonly int Messages = Scale.Of(800, soak: 10_000);

    [Fact]
    public async Task SchemaDropped_AfterALongHistory_IsRebuiltEqualRowByRow()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var project = await root.InitAsync("history");
        await MakeHistoryAsync(root);
        Assert.Equal(0, (await root.OkAsync("--project", "history", "status", "--json")).Json.GetProperty("projectionBacklog").GetInt64());
        var live = await root.DumpAsync(project);

        await cluster.SqlAsync(root.Database, "DROP SCHEMA ora_history CASCADE");
        var without = await root.OkAsync("--project", "history", "status", "--json");
        var refused = await root.RunAsync("", "--project", "history", "rebuild");
        var rebuild = await root.AdminAsync("--project", "history", "rebuild", "--json");

        Assert.Contains("missing in PostgreSQL", without.Json.GetProperty("degraded").GetString(), StringComparison.Ordinal);
        Assert.Equal(7, refused.ExitCode);
        Assert.Contains("ora init", refused.Error, StringComparison.Ordinal);
        Assert.InRange(live["messages"].Length, Messages, int.MaxValue);
        Assert.False(rebuild.Json.TryGetProperty("degraded", out var reason), reason.ToString());
        var rebuilt = await root.DumpAsync(project);
        Assert.Equal(live.Keys, rebuilt.Keys);
        foreach (var (table, rows) in live) Assert.Equal(rows, rebuilt[table]);
        TestContext.Current.SendDiagnosticMessage(string.Join(", ", live.Select(table => $"{table.Key} {table.Value.Length}")));
    }

    [Fact]
    public async Task TablesDroppedByTheProjectsOwnRole_AreRebuiltWithoutAnAdministrator()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var project = await root.InitAsync("tables");
        await root.OkAsync("--project", "tables", "task", "add", "--title", "T");
        await root.OkAsync("--project", "tables", "status");
        var live = await root.DumpAsync(project);
        await PostgresCluster.SqlAsync(root.RoleOf(project), "DROP TABLE tasks, messages CASCADE");

        await root.OkAsync("--project", "tables", "rebuild");

        Assert.Equal(live, await root.DumpAsync(project));
    }

    // Four agents at once: claims, heartbeats with and without progress, results of both kinds, blockers and answers, decisions, notes.
    private static async Task MakeHistoryAsync(TestRoot root)
    {
        var director = await root.ConnectAsync("history", "director", AgentRole.Director);
        var written = 0;
        await Task.WhenAll(Enumerable.Range(0, Agents).Select(n => WorkAsync($"w{n}")));
        await director.DisposeAsync();

        async Task WorkAsync(string name)
        {
            await using var agent = await root.ConnectAsync("history", name);
            for (var n = 0; Volatile.Read(ref written) < Messages; n++)
            {
                await director.CallAsync("assign_task", new { title = $"Task {n} of {name}", description = "d", agentId = name });
                var claim = (await agent.CallAsync("get_task")).GetProperty("claim").GetString();
                for (var beat = 0; beat < 6; beat++)
                    await agent.CallAsync("post_heartbeat", new { claim, status = "in_progress", progress = new { phase = beat / 2, tasksCompleted = beat }, note = beat == 3 ? "half-way" : null });
                await agent.CallAsync("remember", new { text = $"Note {n} of {name}: tea", type = "note" });
                if (n % 3 == 0) await agent.CallAsync("record_decision", new { title = "t", rationale = "r", alternatives = new[] { "a" } });
                if (n % 5 == 0)
                {
                    var blocker = (await agent.CallAsync("raise_blocker", new { claim, description = "d", severity = "HIGH", needs = "n" })).GetProperty("blockerId").GetString();
                    await director.CallAsync("resolve_blocker", new { blockerId = blocker, answer = "a" });
                    Interlocked.Add(ref written, 2);
                }

                await agent.CallAsync("complete_task", new { claim, outcome = n % 10 == 0 ? "failed" : "completed", summary = $"s {n}", artifacts = new[] { "a.md" } });
                Interlocked.Add(ref written, n % 3 == 0 ? 9 : 8);
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ora.Benchmarks.Outside;

/// <summary>What came of many processes claiming at once.</summary>
/// <param name="Claims">Claims that were handed out.</param>
/// <param name="Tasks">Different tasks among them.</param>
/// <param name="PerAgentMin">Claims of the agent that got the fewest.</param>
/// <param name="PerAgentMax">Claims of the agent that got the most.</param>
/// <param name="Calls">How long a <c>get_task</c> that got something took.</param>
/// <param name="Took">From the first call to the last result.</param>
internal sealed record ContentionResult(int Claims, int Tasks, int PerAgentMin, int PerAgentMax, Samples Calls, TimeSpan Took)
{
    /// <summary>Every task was handed out once.</summary>
    public bool Holds => Claims == ContentionCheck.Tasks && Tasks == ContentionCheck.Tasks;
}

/// <summary>Eight server processes hand out 400 tasks as fast as they can.</summary>
internal static class ContentionCheck
{
    public const int Agents = 8;
    public const int Tasks = 400;
    private const int WaitSeconds = 1;

    public static async Task<ContentionResult> RunAsync(OraFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        await folder.CreateAsync("contention", cancellationToken);
        folder.DropTasks("contention", Tasks);
        var servers = new List<StdioServer>();
        try
        {
            for (var i = 1; i <= Agents; i++) servers.Add(await StdioServer.StartAsync(folder.Server("contention", $"agent-{i}"), cancellationToken));
            var claims = new ConcurrentQueue<(int Agent, string TaskId, TimeSpan Took)>();
            var start = time.GetTimestamp();
            await Task.WhenAll(servers.Select((server, agent) => WorkAsync(server, agent, claims, time, cancellationToken)));
            return Summarize(claims, time.GetElapsedTime(start));
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }

    private static async Task WorkAsync(
        StdioServer server, int agent, ConcurrentQueue<(int Agent, string TaskId, TimeSpan Took)> claims, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            var start = time.GetTimestamp();
            var got = await server.CallAsync("get_task", new JsonObject { ["waitSeconds"] = WaitSeconds }, cancellationToken);
            if (got.GetProperty("task") is not { ValueKind: JsonValueKind.Object } task) return;
            claims.Enqueue((agent, task.GetProperty("taskId").GetString()!, time.GetElapsedTime(start)));
            await server.CallAsync(
                "complete_task",
                new JsonObject { ["claim"] = got.GetProperty("claim").GetString(), ["outcome"] = "completed", ["summary"] = "Done." },
                cancellationToken);
        }
    }

    private static ContentionResult Summarize(ConcurrentQueue<(int Agent, string TaskId, TimeSpan Took)> claims, TimeSpan took)
    {
        var calls = new Samples();
        foreach (var claim in claims) calls.Add(claim.Took);
        var perAgent = Enumerable.Range(0, Agents).Select(agent => claims.Count(c => c.Agent == agent)).ToList();
        return new ContentionResult(claims.Count, claims.Select(c => c.TaskId).Distinct().Count(), perAgent.Min(), perAgent.Max(), calls, took);
    }
}

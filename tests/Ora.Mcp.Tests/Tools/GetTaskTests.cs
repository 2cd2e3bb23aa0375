using System.Text.Json;
using Ora.Core.Projects;

namespace Ora.Mcp.Tests.Tools;

public sealed class GetTaskTests
{
    [Fact]
    public async Task GetTask_TaskWaits_ReturnsItWithClaimAndLease()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var id = await director.AssignAsync(
            "Write it", ""","objective":"It exists","priority":"HIGH","paths":["src/**"],"maxAttempts":2,"dueAt":"2026-02-01T00:00:00Z","successCriteria":{"tests":"pass"}""");
        var result = await (await world.ConnectAsync("w1")).CallAsync("get_task");
        var task = result.GetProperty("task");
        Assert.Equal((id, "Write it", "Do it", "It exists", "HIGH"), (task.Text("taskId"), task.Text("title"), task.Text("description"), task.Text("objective"), task.Text("priority")));
        Assert.Equal((1, 2), (task.GetProperty("attempt").GetInt32(), task.GetProperty("maxAttempts").GetInt32()));
        Assert.Equal("pass", task.GetProperty("successCriteria").Text("tests"));
        Assert.Equal("src/**", Assert.Single(task.List("paths")).GetString());
        Assert.Equal("2026-02-01T00:00:00.000Z", task.Text("dueAt"));
        Assert.Equal($"{id}.1", result.Text("claim"));
        Assert.Equal("2026-01-31T09:15:00.000Z", result.Text("leaseExpiresAt"));
        Assert.False(result.Has("resumed"));
        Assert.False(result.Has("reason"));
        Assert.Equal([$"{id}.1.w1.json"], world.Files("working"));
    }

    [Fact]
    public async Task GetTask_NothingWaits_SaysWhy()
    {
        await using var world = new McpWorld();
        var result = await (await world.ConnectAsync("w1")).CallAsync("get_task");
        Assert.Equal(JsonValueKind.Null, result.GetProperty("task").ValueKind);
        Assert.Contains("Nothing is waiting", result.Text("reason"), StringComparison.Ordinal);
        Assert.Empty(result.List("messages"));
        Assert.False(result.Has("claim"));
    }

    [Theory]
    [InlineData(""","agentId":"w2" """, "1 for other agents")]
    [InlineData(""","requires":["rust"]""", "1 require a capability you do not have")]
    public async Task GetTask_TaskIsForOthers_SaysWhy(string condition, string words)
    {
        await using var world = new McpWorld();
        await (await world.DirectorAsync()).AssignAsync(more: condition);
        var result = await (await world.ConnectAsync("w1")).CallAsync("get_task");
        Assert.Contains(words, result.Text("reason"), StringComparison.Ordinal);
        var other = await world.ConnectAsync("w2", capabilities: ["rust"]);
        Assert.Equal(JsonValueKind.Object, (await other.CallAsync("get_task")).GetProperty("task").ValueKind);
    }

    [Fact]
    public async Task GetTask_SessionRestarted_GetsItsTaskBack()
    {
        await using var world = new McpWorld();
        await (await world.DirectorAsync()).AssignAsync();
        var claim = await (await world.ConnectAsync("w1")).ClaimAsync();
        var again = await (await world.ConnectAsync("w1")).CallAsync("get_task");
        Assert.Equal(claim, again.Text("claim"));
        Assert.True(again.GetProperty("resumed").GetBoolean());
    }

    [Fact]
    public async Task GetTask_TaskDroppedInByHand_KeepsItsFreeFormParts()
    {
        await using var world = new McpWorld();
        await File.WriteAllTextAsync(
            Path.Combine(world.Queue("inbox"), "task-by-hand.json"),
            """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"By hand","context":{"ticket":[1,{"a":null}]},"phases":["one","two"]}}""",
            TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(Path.Combine(world.Queue("inbox"), "task-by-hand.json"), world.Clock.GetUtcNow().UtcDateTime);
        var task = (await (await world.ConnectAsync("w1")).CallAsync("get_task")).GetProperty("task");
        Assert.Equal("task-by-hand", task.Text("taskId"));
        Assert.Equal("""{"ticket":[1,{"a":null}]}""", task.GetProperty("context").GetRawText());
        Assert.Equal(2, task.List("phases").Count);
    }

    [Fact]
    public async Task GetTask_DependencyIsNotDone_WaitsForIt()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var first = await director.AssignAsync("First");
        await director.AssignAsync("Second", $$""","dependsOn":["{{first}}"],"priority":"CRITICAL" """);
        var agent = await world.ConnectAsync("w1");
        var claim = await agent.ClaimAsync();
        Assert.StartsWith(first, claim, StringComparison.Ordinal);
        await agent.CompleteAsync(claim);
        Assert.Equal("Second", (await agent.CallAsync("get_task")).GetProperty("task").Text("title"));
    }

    [Fact]
    public async Task GetTask_TwoAgents_NeverGetTheSameTask()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        for (var n = 0; n < 10; n++) await director.AssignAsync($"Task {n}");
        var agents = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => world.ConnectAsync($"w{n}")));
        var claims = await Task.WhenAll(agents.Select(agent => agent.ClaimAsync()));
        Assert.Equal(10, claims.Distinct().Count());
    }

    [Fact]
    public async Task GetTask_LeaseExpiredElsewhere_TakesTheTaskBack()
    {
        await using var world = new McpWorld(new ProjectSettings { LeaseSeconds = 60 });
        await (await world.DirectorAsync()).AssignAsync();
        var first = await (await world.ConnectAsync("w1")).ClaimAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        var second = await (await world.ConnectAsync("w2")).ClaimAsync();
        Assert.EndsWith(".1", first, StringComparison.Ordinal);
        Assert.EndsWith(".2", second, StringComparison.Ordinal);
    }
}

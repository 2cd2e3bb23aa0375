using System.Text.Json;
using Ora.Core.Messages;

namespace Ora.Mcp.Tests.Tools;

public sealed class RegistrationTests
{
    private static string Profile(McpWorld world, string agent) => Path.Combine(world.Root, McpWorld.Project, "agents", agent, "profile.json");

    [Fact]
    public async Task FirstCall_UnknownAgent_IsRegisteredWithTheConnectionsRoleAndCapabilities()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1", capabilities: ["rust", "sql"]);
        await agent.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(File.Exists(Profile(world, "w1")));
        await agent.CallAsync("get_task");
        using var profile = JsonDocument.Parse(await File.ReadAllBytesAsync(Profile(world, "w1"), TestContext.Current.CancellationToken));
        Assert.Equal(("w1", "agent", "active"), (profile.RootElement.Text("agentId"), profile.RootElement.Text("role"), profile.RootElement.Text("status")));
        Assert.Equal(["rust", "sql"], profile.RootElement.List("capabilities").Select(c => c.GetString()));
        Assert.Single(world.Files("processed")); // AGENT_UPDATED
        await agent.CallAsync("get_task");
        Assert.Single(world.Files("processed"));
    }

    [Fact]
    public async Task FirstCall_Observer_WritesNothing()
    {
        await using var world = new McpWorld();
        await (await world.DirectorAsync()).AssignAsync();
        var observer = await world.ConnectAsync("watcher", AgentRole.Observer);
        var before = world.Snapshot();
        await observer.CallAsync("review_project");
        await observer.CallAsync("query_memory", """{"query":"q"}""");
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task AnyCall_RetiredAgent_IsRefusedWithWhatToDo()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        await agent.CallAsync("get_task");
        var director = await world.DirectorAsync();
        await director.CallAsync("update_agent", """{"agentId":"w1","status":"retired","reason":"gone"}""");
        foreach (var (tool, arguments) in ((string, string)[])
                 [
                     ("get_task", "{}"),
                     ("post_heartbeat", """{"status":"ok"}"""),
                     ("raise_blocker", """{"description":"d","severity":"LOW","needs":"n"}"""),
                     ("query_memory", """{"query":"q"}"""),
                     ("record_decision", """{"title":"t","rationale":"r"}"""),
                     ("remember", """{"text":"t","type":"note"}"""),
                 ])
        {
            var refusal = await agent.RefusedAsync(tool, arguments);
            Assert.Equal("forbidden", refusal.Code);
            Assert.Contains("Agent w1 is retired", refusal.Text, StringComparison.Ordinal);
            Assert.Contains("update_agent", refusal.Text, StringComparison.Ordinal);
        }

        await director.CallAsync("update_agent", """{"agentId":"w1","status":"active"}""");
        await agent.CallAsync("get_task");
    }

    [Fact]
    public async Task CompleteTask_RetiredAgent_KeepsItsResult()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        await director.AssignAsync();
        var agent = await world.ConnectAsync("w1");
        var claim = await agent.ClaimAsync();
        var retired = await director.CallAsync("update_agent", """{"agentId":"w1","status":"retired"}""");
        Assert.Equal(1, retired.GetProperty("tasksReleased").GetInt32());
        Assert.Equal("late", (await agent.CompleteAsync(claim, summary: "it was nearly done")).Text("result"));
    }

    [Fact]
    public async Task UpdateAgent_UnknownAgent_IsRegisteredBeforeItConnects()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var result = await director.CallAsync("update_agent", """{"agentId":"w9","capabilities":["sql"],"maxClaims":2}""");
        Assert.Equal(("w9", "agent", "active", 2), (result.Text("agentId"), result.Text("role"), result.Text("status"), result.GetProperty("maxClaims").GetInt32()));
        await director.AssignAsync(more: ""","requires":["sql"]""");
        await (await world.ConnectAsync("w9")).ClaimAsync();
    }

    [Fact]
    public async Task UpdateAgent_OneField_LeavesTheOthers()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        await director.CallAsync("update_agent", """{"agentId":"w9","capabilities":["sql"],"maxClaims":2}""");
        var result = await director.CallAsync("update_agent", """{"agentId":"w9","maxClaims":3}""");
        Assert.Equal("sql", Assert.Single(result.List("capabilities")).GetString());
        Assert.Equal(3, result.GetProperty("maxClaims").GetInt32());
    }
}

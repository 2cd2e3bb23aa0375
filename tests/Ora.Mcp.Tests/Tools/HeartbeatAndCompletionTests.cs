using Ora.Core.Projects;

namespace Ora.Mcp.Tests.Tools;

public sealed class HeartbeatAndCompletionTests
{
    [Fact]
    public async Task PostHeartbeat_HeldClaim_ExtendsTheLeaseAndTellsTheDirector()
    {
        await using var world = new McpWorld();
        await (await world.DirectorAsync()).AssignAsync();
        var agent = await world.ConnectAsync("w1");
        var claim = await agent.ClaimAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var result = await agent.BeatAsync(claim, ""","progress":{"phase":1,"tasksCompleted":3,"tasksRemaining":2},"note":"half done" """);
        Assert.Equal("continue", result.Text("directive"));
        Assert.Equal("2026-01-31T09:25:00.000Z", result.Text("leaseExpiresAt"));
        var message = await File.ReadAllTextAsync(
            Path.Combine(world.Queue("outbox"), Assert.Single(world.Files("outbox"))), TestContext.Current.CancellationToken);
        Assert.Contains("\"HEARTBEAT\"", message, StringComparison.Ordinal);
        Assert.Contains("\"tasksCompleted\": 3", message, StringComparison.Ordinal);
        Assert.Contains($"\"taskId\": \"{claim.Split('.')[0]}\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostHeartbeat_WithoutClaim_HasNoLease()
    {
        await using var world = new McpWorld();
        var result = await (await world.ConnectAsync("w1")).BeatAsync();
        Assert.Equal("continue", result.Text("directive"));
        Assert.False(result.Has("leaseExpiresAt"));
        Assert.Single(world.Files("outbox"));
    }

    [Fact]
    public async Task PostHeartbeat_TaskWasGivenToAnother_SaysStopAndWhy()
    {
        await using var world = new McpWorld(new ProjectSettings { LeaseSeconds = 60 });
        await (await world.DirectorAsync()).AssignAsync();
        var slow = await world.ConnectAsync("w1");
        var claim = await slow.ClaimAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await (await world.ConnectAsync("w2")).ClaimAsync();
        var result = await slow.BeatAsync(claim);
        Assert.Equal("stop", result.Text("directive"));
        Assert.Contains("given out again", result.Text("note"), StringComparison.Ordinal);
        Assert.Contains("call get_task", result.Text("note"), StringComparison.Ordinal);
        Assert.False(result.Has("leaseExpiresAt"));
    }

    [Fact]
    public async Task PostHeartbeat_TaskWasCancelled_SaysStop()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var id = await director.AssignAsync();
        var agent = await world.ConnectAsync("w1");
        var claim = await agent.ClaimAsync();
        await director.CallAsync("update_task", $$"""{"taskId":"{{id}}","cancel":true,"reason":"not needed"}""");
        var result = await agent.BeatAsync(claim);
        Assert.Equal("stop", result.Text("directive"));
        Assert.Contains("cancelled", result.Text("note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostHeartbeat_ClaimOfAnotherAgent_IsForbidden()
    {
        await using var world = new McpWorld();
        await (await world.DirectorAsync()).AssignAsync();
        var claim = await (await world.ConnectAsync("w1")).ClaimAsync();
        var other = await world.ConnectAsync("w2");
        var refusal = await other.RefusedAsync("post_heartbeat", $$"""{"status":"ok","claim":"{{claim}}"}""");
        Assert.Equal(("forbidden", "claim"), (refusal.Code, refusal.Argument));
        Assert.Equal("forbidden", (await other.RefusedAsync("complete_task", $$"""{"claim":"{{claim}}","outcome":"completed","summary":"mine"}""")).Code);
        Assert.Equal("forbidden", (await other.RefusedAsync("raise_blocker", $$"""{"claim":"{{claim}}","description":"d","severity":"LOW","needs":"n"}""")).Code);
    }

    [Fact]
    public async Task CompleteTask_Done_IsInProcessedAndTold()
    {
        await using var world = new McpWorld();
        var id = await (await world.DirectorAsync()).AssignAsync();
        var agent = await world.ConnectAsync("w1");
        var result = await agent.CallAsync(
            "complete_task", $$"""{"claim":"{{await agent.ClaimAsync()}}","outcome":"completed","summary":"all of it","artifacts":["a.md"]}""");
        Assert.Equal("completed", result.Text("result"));
        Assert.Contains("get_task", result.Text("next"), StringComparison.Ordinal);
        Assert.Contains($"{id}.json", world.Files("processed"));
        Assert.Single(world.Files("outbox"));
        Assert.Empty(world.Files("working"));
    }

    [Fact]
    public async Task CompleteTask_Repeated_IsAnsweredNotRepeated()
    {
        await using var world = new McpWorld();
        await (await world.DirectorAsync()).AssignAsync();
        var agent = await world.ConnectAsync("w1");
        var claim = await agent.ClaimAsync();
        await agent.CompleteAsync(claim);
        Assert.Equal("already_recorded", (await agent.CompleteAsync(claim)).Text("result"));
        Assert.Single(world.Files("outbox"));
    }

    [Fact]
    public async Task CompleteTask_Failed_IsRequeuedUntilTheAttemptsAreSpent()
    {
        await using var world = new McpWorld();
        var id = await (await world.DirectorAsync()).AssignAsync(more: ""","maxAttempts":2""");
        var agent = await world.ConnectAsync("w1");
        Assert.Equal("requeued", (await agent.CompleteAsync(await agent.ClaimAsync(), "failed", "no luck")).Text("result"));
        Assert.Equal("failed", (await agent.CompleteAsync(await agent.ClaimAsync(), "failed", "again")).Text("result"));
        Assert.Contains($"{id}.2.json", world.Files("failed"));
    }

    [Fact]
    public async Task CompleteTask_ClaimWasLost_IsKeptAsLate()
    {
        await using var world = new McpWorld(new ProjectSettings { LeaseSeconds = 60 });
        await (await world.DirectorAsync()).AssignAsync();
        var slow = await world.ConnectAsync("w1");
        var claim = await slow.ClaimAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        var fast = await world.ConnectAsync("w2");
        var current = await fast.ClaimAsync();
        Assert.Equal("late", (await slow.CompleteAsync(claim, summary: "my work")).Text("result"));
        Assert.Equal("completed", (await fast.CompleteAsync(current)).Text("result"));
        var kept = world.Files("outbox").Select(name => File.ReadAllText(Path.Combine(world.Queue("outbox"), name)));
        Assert.Contains(kept, text => text.Contains("my work", StringComparison.Ordinal) && text.Contains("\"late\": true", StringComparison.Ordinal));
    }
}

using Ora.Core;
using Ora.Core.Projects;

namespace Ora.Mcp.Tests.Tools;

public sealed class DirectorTests
{
    [Fact]
    public async Task AssignTask_SameIdempotencyKey_IsOneTask()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        const string Arguments = """{"title":"t","description":"d"}""";
        const string Meta = """{"ora/idempotencyKey":"cycle-1-a"}""";
        var first = await director.CallAsync("assign_task", Arguments, Meta);
        var second = await (await world.ConnectAsync("director2", Core.Messages.AgentRole.Director)).CallAsync("assign_task", Arguments, Meta);
        Assert.Equal(first.Text("taskId"), second.Text("taskId"));
        Assert.True(first.GetProperty("created").GetBoolean());
        Assert.False(second.GetProperty("created").GetBoolean());
        Assert.Single(world.Files("inbox"));
    }

    [Fact]
    public async Task AssignTask_AgentNobodyHasSeen_IsAnsweredWithAWarning()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var result = await director.CallAsync("assign_task", """{"title":"t","description":"d","agentId":"w7"}""");
        Assert.Contains("No agent \"w7\" is registered", result.Text("warning"), StringComparison.Ordinal);
        await director.CallAsync("update_agent", """{"agentId":"w7"}""");
        Assert.False((await director.CallAsync("assign_task", """{"title":"t","description":"d","agentId":"w7"}""")).Has("warning"));
    }

    [Fact]
    public async Task AssignTask_RetiredAgent_IsRefused()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        await director.CallAsync("update_agent", """{"agentId":"w7","status":"retired"}""");
        var before = world.Snapshot();
        Assert.Equal("conflict", (await director.RefusedAsync("assign_task", """{"title":"t","description":"d","agentId":"w7"}""")).Code);
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task UpdateTask_PriorityAndAgent_AreChangedTogether()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var id = await director.AssignAsync();
        var changed = await director.CallAsync("update_task", $$"""{"taskId":"{{id}}","priority":"CRITICAL","agentId":"w2"}""");
        Assert.Equal(("waiting", "CRITICAL", "w2"), (changed.Text("state"), changed.Text("priority"), changed.Text("agentId")));
        Assert.False((await (await world.ConnectAsync("w1")).CallAsync("get_task")).Has("claim"));
        var opened = await director.CallAsync("update_task", $$"""{"taskId":"{{id}}","agentId":""}""");
        Assert.Equal("", opened.Text("agentId"));
        Assert.Equal("CRITICAL", (await (await world.ConnectAsync("w1")).CallAsync("get_task")).GetProperty("task").Text("priority"));
    }

    [Fact]
    public async Task UpdateTask_CancelAndRetry_GoThereAndBack()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var id = await director.AssignAsync();
        Assert.Equal("cancelled", (await director.CallAsync("update_task", $$"""{"taskId":"{{id}}","cancel":true,"reason":"no"}""")).Text("state"));
        Assert.Equal("conflict", (await director.RefusedAsync("update_task", $$"""{"taskId":"{{id}}","cancel":true}""")).Code);
        Assert.Equal("waiting", (await director.CallAsync("update_task", $$"""{"taskId":"{{id}}","retry":true}""")).Text("state"));
        Assert.Equal("conflict", (await director.RefusedAsync("update_task", $$"""{"taskId":"{{id}}","retry":true}""")).Code);
    }

    [Fact]
    public async Task ReviewProject_Briefing_ShowsWhereTheProjectStands()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        await director.AssignAsync("Claimed", ""","priority":"CRITICAL" """);
        await director.AssignAsync("Next");
        var agent = await world.ConnectAsync("w1", capabilities: ["rust"]);
        var claim = await agent.ClaimAsync();
        await agent.BeatAsync(claim, ""","progress":{"tasksCompleted":1}""");
        var blocker = await agent.BlockAsync(claim, "no key", "CRITICAL");
        await File.WriteAllTextAsync(Path.Combine(world.Queue("inbox"), "Broken Name.json"), "{", TestContext.Current.CancellationToken);
        var review = await director.CallAsync("review_project");
        Assert.True(review.GetProperty("changed").GetBoolean());
        Assert.Equal("demo", review.Text("project"));
        var working = Assert.Single(review.List("working"));
        Assert.Equal(("Claimed", claim, "w1"), (working.Text("title"), working.Text("claim"), working.Text("claimedBy")));
        Assert.Equal("Next", Assert.Single(review.List("waiting")).Text("title"));
        var worker = review.List("agents").Single(a => a.Text("agentId") == "w1");
        Assert.Equal(claim.Split('.')[0], Assert.Single(worker.List("holding")).GetString());
        Assert.Equal(blocker, Assert.Single(review.List("blockers")).Text("blockerId"));
        var messages = review.List("messages");
        Assert.Equal(["BLOCKER_ALERT", "HEARTBEAT"], messages.Select(m => m.Text("messageType")));
        Assert.True(messages[0].GetProperty("urgent").GetBoolean());
        Assert.Equal("Broken Name.json", Assert.Single(review.List("rejected")).Text("name"));
        Assert.Equal(0, review.GetProperty("messagesCarriedOver").GetInt64());
    }

    [Fact]
    public async Task PostSummary_ClosesTheReview_AndTheNextOneHasNothingNew()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        await agent.CallAsync("record_decision", """{"title":"t","rationale":"r"}""");
        var review = await director.CallAsync("review_project");
        await agent.CallAsync("record_decision", """{"title":"later","rationale":"r"}""");
        var posted = await director.CallAsync("post_summary", $$"""{"summary":"# All well","reviewId":"{{review.Text("reviewId")}}"}""");
        Assert.Equal(1, posted.GetProperty("messagesRead").GetInt32());
        Assert.Contains("# All well", await File.ReadAllTextAsync(posted.Text("postedTo"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var next = await director.CallAsync("review_project");
        Assert.Equal("later", Assert.Single(next.List("messages")).Text("text").Split('\n')[0]);
        await director.CallAsync("post_summary", $$"""{"summary":"done","reviewId":"{{next.Text("reviewId")}}"}""");
        Assert.False((await director.CallAsync("review_project")).GetProperty("changed").GetBoolean());
        Assert.Empty(world.Files("outbox"));
        Assert.Equal("not_found", (await director.RefusedAsync("post_summary", $$"""{"summary":"s","reviewId":"{{next.Text("reviewId")}}"}""")).Code);
    }

    [Fact]
    public async Task PostSummary_WithoutReview_MarksNothing()
    {
        await using var world = new McpWorld();
        await (await world.ConnectAsync("w1")).BeatAsync();
        var posted = await (await world.DirectorAsync()).CallAsync("post_summary", """{"summary":"s"}""");
        Assert.Equal(0, posted.GetProperty("messagesRead").GetInt32());
        Assert.Single(world.Files("outbox"));
    }

    [Fact]
    public async Task ReviewProject_IdleCycles_AreNoChangeAndKeepTheOutboxSmall()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        await director.AssignAsync();
        var agent = await world.ConnectAsync("w1");
        var claim = await agent.ClaimAsync();
        await agent.BeatAsync(claim, ""","progress":{"phase":1}""");
        await CloseAsync(director);
        for (var n = 0; n < 3; n++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(4));
            await agent.BeatAsync(claim, ""","progress":{"phase":1}""");
            Assert.False((await director.CallAsync("review_project")).GetProperty("changed").GetBoolean());
            Assert.Single(world.Files("outbox"));
        }

        world.Clock.Advance(TimeSpan.FromMinutes(8)); // 20 minutes without progress
        await agent.BeatAsync(claim, ""","progress":{"phase":1}""");
        var stalled = await director.CallAsync("review_project");
        Assert.True(stalled.GetProperty("changed").GetBoolean());
        Assert.True(Assert.Single(stalled.List("working")).GetProperty("stalled").GetBoolean());
        await CloseAsync(director);
        Assert.False((await director.CallAsync("review_project")).GetProperty("changed").GetBoolean());

        await agent.BeatAsync(claim, ""","progress":{"phase":2}""");
        var moving = await director.CallAsync("review_project");
        Assert.True(moving.GetProperty("changed").GetBoolean());
        Assert.False(Assert.Single(moving.List("working")).GetProperty("stalled").GetBoolean());
    }

    [Fact]
    public async Task ReviewProject_ExpiredLease_IsTakenBackByTheDirectorNotByAnObserver()
    {
        await using var world = new McpWorld(new ProjectSettings { LeaseSeconds = 60 });
        await (await world.DirectorAsync()).AssignAsync();
        await (await world.ConnectAsync("w1")).ClaimAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await (await world.ConnectAsync("watcher", Core.Messages.AgentRole.Observer)).CallAsync("review_project");
        Assert.Single(world.Files("working"));
        await (await world.ConnectAsync("director2", Core.Messages.AgentRole.Director)).CallAsync("review_project");
        Assert.Empty(world.Files("working"));
    }

    [Fact]
    public async Task ReviewProject_FailedTask_SaysHowItFailedAndHowOftenItWasRetried()
    {
        await using var world = new McpWorld(new ProjectSettings { LeaseSeconds = 60, MaxAttempts = 1 }) { ExpectsErrors = true }; // A task given up is one.
        var director = await world.DirectorAsync();
        var silent = await director.AssignAsync("Silent");
        var agent = await world.ConnectAsync("w1");
        await agent.ClaimAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        var tried = await director.AssignAsync("Tried");
        await agent.CompleteAsync(await agent.ClaimAsync(), "failed", "no luck");
        await director.CallAsync("update_task", $$"""{"taskId":"{{tried}}","retry":true}""");
        await agent.CompleteAsync(await agent.ClaimAsync(), "failed", "still no luck");
        var failed = (await director.CallAsync("review_project")).List("failed").ToDictionary(task => task.Text("taskId"));
        Assert.True(failed[silent].GetProperty("leaseExpired").GetBoolean());
        Assert.Equal(0, failed[silent].GetProperty("retries").GetInt32());
        Assert.False(failed[tried].GetProperty("leaseExpired").GetBoolean());
        Assert.Equal(1, failed[tried].GetProperty("retries").GetInt32());
        Assert.Equal("still no luck", failed[tried].Text("summary"));
    }

    [Fact]
    public async Task ReviewProject_BlockerThatWaitsForACompletedTask_ShowsTheTask()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var awaited = await director.AssignAsync("Awaited");
        var agent = await world.ConnectAsync("w1");
        await agent.BlockAsync(description: $"I wait for {awaited}.");
        Assert.Empty((await director.CallAsync("review_project")).List("awaited"));
        await agent.CompleteAsync(await agent.ClaimAsync());
        Assert.Equal(awaited, Assert.Single((await director.CallAsync("review_project")).List("awaited")).Text("taskId"));
    }

    [Fact]
    public async Task ReviewProject_LongOutbox_ShowsTheLimitAndCarriesTheRestOver()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        const int Count = Limits.BriefingMessages + 10;
        for (var n = 0; n < Count; n++) await agent.CallAsync("record_decision", """{"title":"t","rationale":"r"}""");
        var shown = 0;
        var carriedOver = Count;
        while (carriedOver > 0)
        {
            var review = await director.CallAsync("review_project");
            shown += review.List("messages").Count;
            carriedOver = review.GetProperty("messagesCarriedOver").GetInt32();
            Assert.True(review.GetRawText().Length <= Limits.BriefingLength);
            Assert.Equal(Count, shown + carriedOver);
            await director.CallAsync("post_summary", $$"""{"summary":"s","reviewId":"{{review.Text("reviewId")}}"}""");
        }

        Assert.Empty(world.Files("outbox"));
    }

    private static async Task CloseAsync(McpConnection director)
    {
        var review = await director.CallAsync("review_project");
        await director.CallAsync("post_summary", $$"""{"summary":"s","reviewId":"{{review.Text("reviewId")}}"}""");
    }
}

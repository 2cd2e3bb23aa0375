namespace Ora.Mcp.Tests.Tools;

public sealed class BlockerTests
{
    [Theory]
    [InlineData(1, "HIGH", "wait")]
    [InlineData(2, "HIGH", "take_another_task")]
    [InlineData(2, "CRITICAL", "wait")]
    public async Task RaiseBlocker_ClaimHeld_AdvisesWhatTheAgentCanDo(int maxClaims, string severity, string advice)
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        await director.CallAsync("update_agent", $$"""{"agentId":"w1","maxClaims":{{maxClaims}}}""");
        await director.AssignAsync();
        var agent = await world.ConnectAsync("w1");
        var result = await agent.CallAsync(
            "raise_blocker", $$"""{"claim":"{{await agent.ClaimAsync()}}","description":"d","severity":"{{severity}}","needs":"n"}""");
        Assert.Equal(advice, result.Text("advice"));
        Assert.False(result.Has("alreadyOpen"));
        Assert.Equal([$"{result.Text("blockerId")}.json"], world.Files("outbox"));
    }

    [Fact]
    public async Task RaiseBlocker_WithoutClaim_LeavesTheAgentFree()
    {
        await using var world = new McpWorld();
        var result = await (await world.ConnectAsync("w1")).CallAsync("raise_blocker", """{"description":"d","severity":"LOW","needs":"n"}""");
        Assert.Equal("take_another_task", result.Text("advice"));
    }

    [Fact]
    public async Task RaiseBlocker_StaleClaim_IsRefusedAndWritesNothing()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var id = await director.AssignAsync();
        var agent = await world.ConnectAsync("w1");
        var claim = await agent.ClaimAsync();
        await director.CallAsync("update_task", $$"""{"taskId":"{{id}}","cancel":true}""");
        var before = world.Snapshot();
        var refusal = await agent.RefusedAsync("raise_blocker", $$"""{"claim":"{{claim}}","description":"d","severity":"LOW","needs":"n"}""");
        Assert.Equal(("conflict", "claim"), (refusal.Code, refusal.Argument));
        Assert.Contains("cancelled", refusal.Text, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task RaiseBlocker_ByTheDirectorAboutATask_IsOneIncidentHoweverOftenItIsRaised()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        await director.AssignAsync();
        var claim = await (await world.ConnectAsync("w1")).ClaimAsync();
        var arguments = $$"""{"claim":"{{claim}}","description":"no progress","severity":"HIGH","needs":"look"}""";
        var first = await director.CallAsync("raise_blocker", arguments);
        var second = await director.CallAsync("raise_blocker", arguments);
        Assert.Equal(first.Text("blockerId"), second.Text("blockerId"));
        Assert.True(second.GetProperty("alreadyOpen").GetBoolean());
        Assert.Single(world.Files("outbox"));
        var incident = Assert.Single((await director.CallAsync("review_project")).List("blockers"));
        Assert.Equal("incident", incident.Text("kind"));

        Assert.False((await director.ResolveAsync(first.Text("blockerId"), "it moves again")).Has("deliveredTo"));
        Assert.Empty(world.Files("inbox"));
        var third = await director.CallAsync("raise_blocker", arguments);
        Assert.NotEqual(first.Text("blockerId"), third.Text("blockerId"));
    }

    [Theory]
    [InlineData(".2")]
    [InlineData(".99")]
    public async Task RaiseBlocker_ByTheDirectorWithAnotherAttempt_IsRefused(string attempt)
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var id = await director.AssignAsync();
        await (await world.ConnectAsync("w1")).ClaimAsync();
        var refusal = await director.RefusedAsync(
            "raise_blocker", $$"""{"claim":"{{id}}{{attempt}}","description":"d","severity":"LOW","needs":"n"}""");
        Assert.Equal(("conflict", "claim"), (refusal.Code, refusal.Argument));
    }

    [Fact]
    public async Task ResolveBlocker_AnsweredBefore_IsRefusedWithTheAnswer()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        var blocker = await agent.BlockAsync();
        await director.ResolveAsync(blocker, "the first answer");
        var before = world.Snapshot();
        var refusal = await director.RefusedAsync("resolve_blocker", $$"""{"blockerId":"{{blocker}}","answer":"another"}""");
        Assert.Equal(("conflict", "blockerId"), (refusal.Code, refusal.Argument));
        Assert.Contains("the first answer", refusal.Text, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task ResolveBlocker_MessageThatIsNoBlocker_IsNotFound()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        var decision = (await agent.CallAsync("record_decision", """{"title":"t","rationale":"r"}""")).Text("decisionId");
        Assert.Equal("not_found", (await director.RefusedAsync("resolve_blocker", $$"""{"blockerId":"{{decision}}","answer":"a"}""")).Code);
    }

    [Fact]
    public async Task ResolveBlocker_AgentThatRaisedItIsRetired_IsOnlyRecorded()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        var blocker = await agent.BlockAsync();
        await director.CallAsync("update_agent", """{"agentId":"w1","status":"retired"}""");
        Assert.False((await director.ResolveAsync(blocker)).Has("deliveredTo"));
        Assert.Empty(world.Files("inbox"));
    }
}

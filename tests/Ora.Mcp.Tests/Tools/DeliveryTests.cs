namespace Ora.Mcp.Tests.Tools;

/// <summary>Addressed messages come with every answer until the agent's next call after the one that carried them.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task Answer_ToABlocker_IsDeliveredWithWhatItIsAbout()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        var blocker = await agent.BlockAsync(description: "The key is missing");
        Assert.Equal("w1", (await director.ResolveAsync(blocker, "It is in the vault")).Text("deliveredTo"));
        var message = Assert.Single((await agent.BeatAsync()).List("messages"));
        Assert.Equal(("BLOCKER_RESOLVED", "director", blocker), (message.Text("messageType"), message.Text("from"), message.Text("blockerId")));
        Assert.Equal(("It is in the vault", "The key is missing"), (message.Text("text"), message.Text("about")));
    }

    [Fact]
    public async Task Message_NextCall_MarksItAsRead()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        await director.ResolveAsync(await agent.BlockAsync());
        Assert.Single((await agent.CallAsync("get_task")).List("messages"));
        Assert.Single(world.Files("inbox"));
        Assert.Empty((await agent.BeatAsync()).List("messages"));
        Assert.Empty(world.Files("inbox"));
    }

    [Theory]
    [InlineData("remember", """{"text":"t","type":"note"}""")]
    [InlineData("record_decision", """{"title":"t","rationale":"r"}""")]
    [InlineData("query_memory", """{"query":"q"}""")]
    [InlineData("raise_blocker", """{"description":"d","severity":"LOW","needs":"n"}""")]
    public async Task Message_AnyToolAsTheNextCall_MarksItAsRead(string tool, string arguments)
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        await director.ResolveAsync(await agent.BlockAsync());
        await agent.BeatAsync();
        Assert.Single(world.Files("inbox"));
        await agent.CallAsync(tool, arguments);
        Assert.Empty(world.Files("inbox"));
    }

    [Fact]
    public async Task Message_SessionDiesAfterTheAnswer_IsDeliveredAgain()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var first = await world.ConnectAsync("w1");
        await director.ResolveAsync(await first.BlockAsync());
        var delivered = Assert.Single((await first.BeatAsync()).List("messages")).Text("messageId");
        await first.DisposeAsync();
        var second = await world.ConnectAsync("w1");
        Assert.Equal(delivered, Assert.Single((await second.BeatAsync()).List("messages")).Text("messageId"));
        Assert.Empty((await second.BeatAsync()).List("messages"));
    }

    [Fact]
    public async Task Messages_MoreThanOneAnswerCarries_ComeWithTheNext()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        for (var n = 0; n < 23; n++) await director.ResolveAsync(await agent.BlockAsync(), $"answer {n}");
        var first = (await agent.BeatAsync()).List("messages");
        var second = (await agent.BeatAsync()).List("messages");
        Assert.Equal((20, 3), (first.Count, second.Count));
        Assert.Equal(Enumerable.Range(0, 23).Select(n => $"answer {n}"), first.Concat(second).Select(m => m.Text("text")));
    }

    [Fact]
    public async Task Change_OfATaskThatIsOut_IsDeliveredToItsHolder()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        var id = await director.AssignAsync();
        var claim = await agent.ClaimAsync();
        await director.CallAsync("update_task", $$"""{"taskId":"{{id}}","priority":"CRITICAL","reason":"the customer waits"}""");
        var message = Assert.Single((await agent.BeatAsync(claim)).List("messages"));
        Assert.Equal(("TASK_UPDATED", id, "director"), (message.Text("messageType"), message.Text("taskId"), message.Text("from")));
        Assert.Equal($"Task {id} was changed: priority CRITICAL\nReason: the customer waits", message.Text("text"));
        var again = await agent.CallAsync("get_task");
        Assert.Equal("CRITICAL", again.GetProperty("task").Text("priority"));
        Assert.Empty(again.List("messages"));
    }

    [Fact]
    public async Task Change_DatabaseIsMadeAnewBeforeItIsDelivered_HoldsAndIsDelivered()
    {
        await using var world = new McpWorld();
        await using (var director = await world.DirectorAsync())
        {
            var id = await director.AssignAsync();
            await using var first = await world.ConnectAsync("w1");
            await first.ClaimAsync();
            await director.CallAsync("update_task", $$"""{"taskId":"{{id}}","priority":"LOW"}""");
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(world.Root, McpWorld.Project), "ora.db*").ToList()) File.Delete(file);
        var result = await (await world.ConnectAsync("w1")).CallAsync("get_task");
        Assert.Equal("LOW", result.GetProperty("task").Text("priority"));
        Assert.Single(result.List("messages"));
    }

    [Fact]
    public async Task Change_OfATaskThatWaits_IsNewsForTheDirectorOnly()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        var id = await director.AssignAsync();
        await director.CallAsync("update_task", $$"""{"taskId":"{{id}}","priority":"CRITICAL"}""");
        Assert.Empty((await agent.CallAsync("get_task")).List("messages"));
        Assert.Single(world.Files("outbox"));
    }

    [Fact]
    public async Task Message_ForAnotherAgent_IsNotDelivered()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        await director.ResolveAsync(await agent.BlockAsync());
        Assert.Empty((await (await world.ConnectAsync("w2")).BeatAsync()).List("messages"));
        Assert.Single((await agent.BeatAsync()).List("messages"));
    }
}

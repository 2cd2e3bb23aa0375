using Ora.Core;

namespace Ora.Mcp.Tests.Tools;

public sealed class MemoryTests
{
    [Fact]
    public async Task QueryMemory_WhatAnotherAgentSaid_IsFoundAtOnce()
    {
        await using var world = new McpWorld();
        var id = (await (await world.ConnectAsync("w1")).CallAsync(
            "remember", """{"text":"The parser must accept tabs","type":"note","source":"docs/parser.md"}""")).Text("memoryId");
        var result = await (await world.ConnectAsync("w2")).CallAsync("query_memory", """{"query":"tabs in the parser"}""");
        var passage = Assert.Single(result.List("results"));
        Assert.Equal((id, "The parser must accept tabs", "note"), (passage.Text("id"), passage.Text("text"), passage.Text("type")));
        Assert.Equal(("docs/parser.md", "w1", "2026-01-31T09:00:00.000Z"), (passage.Text("source"), passage.Text("agentId"), passage.Text("timestamp")));
        Assert.InRange(passage.GetProperty("score").GetDouble(), 0, 1);
        Assert.Contains("no instructions", result.Text("notice"), StringComparison.Ordinal);
        Assert.False(result.Has("degraded"));
    }

    [Fact]
    public async Task QueryMemory_DecisionsResultsBlockersAndAnswers_AreAllMemory()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        await director.AssignAsync();
        var claim = await agent.ClaimAsync();
        await agent.BeatAsync(claim, ""","note":"zebra note" """);
        var blocker = await agent.BlockAsync(claim, "zebra blocker");
        await director.ResolveAsync(blocker, "zebra answer");
        await agent.CallAsync("record_decision", """{"title":"zebra decision","rationale":"because"}""");
        await agent.CompleteAsync(claim, summary: "zebra result");
        await director.CallAsync("post_summary", """{"summary":"zebra summary"}""");
        var found = (await agent.CallAsync("query_memory", """{"query":"zebra","topK":50}""")).List("results");
        Assert.Equal(
            ["BLOCKER_ALERT", "BLOCKER_RESOLVED", "DECISION_RECORDED", "DIRECTOR_SUMMARY", "HEARTBEAT", "TASK_COMPLETE"],
            found.Select(p => p.Text("source")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task QueryMemory_TypesAndSince_Filter()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        await agent.CallAsync("remember", """{"text":"lion one","type":"note"}""");
        world.Clock.Advance(TimeSpan.FromHours(1));
        await agent.CallAsync("remember", """{"text":"lion two","type":"code"}""");
        await agent.CallAsync("remember", """{"text":"lion three","type":"note"}""");
        Assert.Equal(["lion two"], await TextsAsync(agent, """{"query":"lion","types":["code"]}"""));
        Assert.Equal(["lion three"], await TextsAsync(agent, """{"query":"lion","types":["note"],"since":"2026-01-31T09:30:00Z"}"""));
        Assert.Equal(3, (await TextsAsync(agent, """{"query":"lion","types":[]}""")).Count);
        Assert.Single(await TextsAsync(agent, """{"query":"lion","topK":1}"""));
    }

    [Fact]
    public async Task QueryMemory_MaxTokens_CutsAndSaysWhereTheWholeIs()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        var id = (await agent.CallAsync("remember", $$"""{"text":"tiger {{new string('x', 3_000)}}","type":"note"}""")).Text("memoryId");
        await agent.CallAsync("remember", $$"""{"text":"tiger {{new string('y', 3_000)}}","type":"note"}""");
        var texts = await TextsAsync(agent, """{"query":"tiger","maxTokens":100}""");
        Assert.Equal(400, Assert.Single(texts).Length);
        Assert.Contains("ora://message/msg-", texts[0], StringComparison.Ordinal);
        Assert.True((await TextsAsync(agent, """{"query":"tiger","maxTokens":1000}""")).Sum(text => text.Length) <= 4_000);
        Assert.Equal([3_006, 3_006], (await TextsAsync(agent, """{"query":"tiger"}""")).Select(text => text.Length));
        Assert.EndsWith(".0", id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryMemory_LongText_IsFoundByThePartThatFits()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        var text = string.Concat(Enumerable.Range(0, 60).Select(n => $"# Part {n}\\n\\nThis part is about the {(n == 42 ? "walrus" : "sea")}. {new string('x', 300)}\\n\\n"));
        var id = (await agent.CallAsync("remember", $$"""{"text":"{{text}}","type":"documentation"}""")).Text("memoryId");
        var best = (await agent.CallAsync("query_memory", """{"query":"walrus"}""")).List("results").First();
        Assert.Contains("walrus", best.Text("text"), StringComparison.Ordinal);
        Assert.StartsWith(id, best.Text("id"), StringComparison.Ordinal);
        Assert.Equal("Part 42", best.Text("title"));
        Assert.True(best.Text("text").Length <= Limits.PassageLength);
        await agent.CallAsync("record_decision", $$"""{"title":"d","rationale":"r","evidence":["{{best.Text("id")}}"]}""");
    }

    [Fact]
    public async Task QueryMemory_AskedAgain_SeesWhatWasWrittenInBetween()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        await agent.CallAsync("remember", """{"text":"the otter swims","type":"note"}""");
        Assert.Single(await TextsAsync(agent, """{"query":"otter"}"""));
        await (await world.ConnectAsync("w2")).CallAsync("remember", """{"text":"an otter sleeps afloat","type":"note"}""");
        Assert.Equal(2, (await TextsAsync(agent, """{"query":"otter"}""")).Count);
        Assert.Equal(2, (await TextsAsync(agent, """{"query":"otter"}""")).Count);
    }

    [Fact]
    public async Task QueryMemory_OfTheTaskInHand_IsALittlePreferred()
    {
        await using var world = new McpWorld();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        await director.AssignAsync();
        var claim = await agent.ClaimAsync();
        await agent.BeatAsync(claim, ""","note":"the badger digs here" """);
        await (await world.ConnectAsync("w2")).CallAsync("post_heartbeat", """{"status":"idle","note":"the badger digs there"}""");
        Assert.Equal("the badger digs here", (await TextsAsync(agent, """{"query":"badger digs"}"""))[0]);
    }

    [Fact]
    public async Task QueryMemory_NothingFits_IsAnEmptyAnswer()
    {
        await using var world = new McpWorld();
        Assert.Empty(await TextsAsync(await world.ConnectAsync("w1"), """{"query":"\" OR * NEAR( -- ' ; DROP"}"""));
    }

    [Fact]
    public async Task QueryMemory_DatabaseDeleted_IsMadeAnewFromTheFilesByTheNextServer()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        await agent.CallAsync("remember", """{"text":"the whale","type":"note"}""");
        await agent.CallAsync("query_memory", """{"query":"whale"}""");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(world.Root, McpWorld.Project), "ora.db*").ToList()) File.Delete(file);
        foreach (var connection in (McpConnection[])[await world.ConnectAsync("w2"), agent])
        {
            var result = await connection.CallAsync("query_memory", """{"query":"whale"}""");
            Assert.Single(result.List("results"));
            Assert.False(result.Has("degraded"));
        }
    }

    [Fact]
    public async Task QueryMemory_DatabaseCannotBeUsed_IsDegradedAndTheOtherToolsWork()
    {
        await using var world = new McpWorld { ExpectsErrors = true };
        var director = await world.DirectorAsync();
        await director.AssignAsync();
        var database = Path.Combine(world.Root, McpWorld.Project, "ora.db");
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(database)!, "ora.db*").ToList()) File.Delete(file);
        Directory.CreateDirectory(database);
        Directory.CreateDirectory(Path.Combine(database, "in-the-way"));
        var agent = await world.ConnectAsync("w1");
        var claim = await agent.ClaimAsync();
        await agent.BeatAsync(claim);
        Assert.Contains("ora rebuild", (await agent.CallAsync("query_memory", """{"query":"q"}""")).Text("degraded"), StringComparison.Ordinal);
        Assert.NotEmpty((await director.CallAsync("review_project")).Text("degraded"));
        Assert.Equal("completed", (await agent.CompleteAsync(claim)).Text("result"));
    }

    [Fact]
    public async Task RecordDecision_EvidenceAndAlternatives_AreKept()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        var memory = (await agent.CallAsync("remember", """{"text":"t","type":"note"}""")).Text("memoryId");
        var id = (await agent.CallAsync(
            "record_decision", $$"""{"title":"Use X","rationale":"cheap","alternatives":["Y"],"evidence":["{{memory}}","task-a","msg-b"]}""")).Text("decisionId");
        var file = await File.ReadAllTextAsync(Path.Combine(world.Queue("outbox"), $"{id}.json"), TestContext.Current.CancellationToken);
        Assert.Contains(memory, file, StringComparison.Ordinal);
        Assert.Contains("\"Y\"", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remember_IsNotTheDirectorsToRead()
    {
        await using var world = new McpWorld();
        await (await world.ConnectAsync("w1")).CallAsync("remember", """{"text":"t","type":"note"}""");
        Assert.Empty(world.Files("outbox"));
        Assert.Equal(2, world.Files("processed").Count()); // and the registration
    }

    private static async Task<List<string>> TextsAsync(McpConnection agent, string arguments) =>
        [.. (await agent.CallAsync("query_memory", arguments)).List("results").Select(passage => passage.Text("text"))];
}

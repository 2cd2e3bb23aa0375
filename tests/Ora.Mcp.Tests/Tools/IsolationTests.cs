using System.Text.Json;
using Ora.Core.Messages;

namespace Ora.Mcp.Tests.Tools;

/// <summary>
/// Two projects under one root, with the same agents. No argument of any tool reaches the other one: an id that exists only there is
/// answered in the same words as an id that exists nowhere, so not even its existence shows.
/// </summary>
public sealed class IsolationTests
{
    private const string Other = "other";

    [Fact]
    public async Task Ids_OfTheOtherProject_AreAnsweredLikeIdsThatExistNowhere()
    {
        await using var world = TwoProjects();
        var secret = await SecretAsync(world);
        var director = await world.DirectorAsync();
        await director.CallAsync("review_project");
        var before = world.Snapshot();
        foreach (var (tool, arguments, id) in Attempts(secret))
        {
            var refusal = await director.RefusedAsync(tool, arguments(id));
            var nowhere = Nowhere(id);
            var asNowhere = await director.RefusedAsync(tool, arguments(nowhere));
            Assert.Equal(asNowhere.Text, refusal.Text.Replace(IdOf(id), IdOf(nowhere), StringComparison.Ordinal));
            Assert.Equal((asNowhere.Code, asNowhere.Argument), (refusal.Code, refusal.Argument));
            Assert.Equal("not_found", refusal.Code);
        }

        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task Claims_OfTheOtherProject_AreAnsweredLikeClaimsThatWereNeverGiven()
    {
        await using var world = TwoProjects();
        var secret = await SecretAsync(world);
        var agent = await world.ConnectAsync("w1"); // The agent of the same name holds this very claim in the other project.
        await agent.BeatAsync();
        var before = world.Snapshot();
        foreach (var tool in (string[])["post_heartbeat", "complete_task", "raise_blocker"])
        {
            var refusal = await agent.RefusedAsync(tool, Arguments(tool, secret.Claim));
            var nowhere = Nowhere(secret.Claim);
            Assert.Equal((await agent.RefusedAsync(tool, Arguments(tool, nowhere))).Text, refusal.Text.Replace(secret.Claim, nowhere, StringComparison.Ordinal));
            Assert.Equal("not_found", refusal.Code);
        }

        Assert.Equal(before, world.Snapshot());

        static string Arguments(string tool, string claim) => tool switch
        {
            "post_heartbeat" => $$"""{"status":"ok","claim":"{{claim}}"}""",
            "complete_task" => $$"""{"claim":"{{claim}}","outcome":"completed","summary":"s"}""",
            _ => $$"""{"claim":"{{claim}}","description":"d","severity":"LOW","needs":"n"}""",
        };
    }

    [Fact]
    public async Task Reads_NeverShowTheOtherProject()
    {
        await using var world = TwoProjects();
        await SecretAsync(world);
        var director = await world.DirectorAsync();
        var agent = await world.ConnectAsync("w1");
        JsonElement[] answers =
        [
            await agent.CallAsync("get_task"),
            await agent.CallAsync("query_memory", """{"query":"zanzibar secret","topK":50,"maxTokens":20000}"""),
            await agent.BeatAsync(),
            await director.CallAsync("review_project"),
        ];
        Assert.All(answers, answer =>
        {
            Assert.DoesNotContain("zanzibar", answer.GetRawText(), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\"other\"", answer.GetRawText(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Writes_NeverReachTheOtherProject()
    {
        await using var world = TwoProjects();
        var (agent, director) = (await world.ConnectAsync("w1"), await world.DirectorAsync());
        var before = Of(world, Other);
        await director.AssignAsync(more: ""","successCriteria":{"projectName":"other","path":"../../other"}""");
        var claim = await agent.ClaimAsync();
        await agent.BeatAsync(claim, ""","note":"../other" """);
        await director.ResolveAsync(await agent.BlockAsync(claim, "../../other"));
        await agent.CallAsync("record_decision", """{"title":"../other","rationale":"../other"}""");
        await agent.CallAsync("remember", """{"text":"t","type":"note","source":"../../other/project.json"}""");
        await agent.CompleteAsync(claim);
        await director.CallAsync("update_agent", """{"agentId":"other"}""");
        await director.CallAsync("post_summary", """{"summary":"../other"}""");
        Assert.Equal(before, Of(world, Other));
    }

    [Fact]
    public async Task AgentId_OfTheOtherProject_IsAStrangerHere()
    {
        await using var world = TwoProjects();
        await SecretAsync(world);
        var result = await (await world.DirectorAsync()).CallAsync("assign_task", """{"title":"t","description":"d","agentId":"w1"}""");
        Assert.Contains("No agent \"w1\" is registered", result.Text("warning"), StringComparison.Ordinal);
    }

    private static McpWorld TwoProjects()
    {
        var world = new McpWorld();
        world.CreateProject(Other);
        return world;
    }

    /// <summary>Fills the other project with what this one must never see.</summary>
    private static async Task<Secret> SecretAsync(McpWorld world)
    {
        var director = await world.ConnectAsync("director", AgentRole.Director, Other);
        var agent = await world.ConnectAsync("w1", AgentRole.Agent, Other);
        var task = await director.AssignAsync("Zanzibar");
        var claim = await agent.ClaimAsync();
        var blocker = await agent.BlockAsync(claim, "zanzibar");
        var memory = (await agent.CallAsync("remember", """{"text":"zanzibar secret","type":"note"}""")).Text("memoryId");
        await agent.CallAsync("record_decision", """{"title":"zanzibar","rationale":"zanzibar"}""");
        var review = (await director.CallAsync("review_project")).Text("reviewId");
        return new Secret(task, claim, blocker, memory, review);
    }

    private static IEnumerable<(string Tool, Func<string, string> Arguments, string Id)> Attempts(Secret secret) =>
    [
        ("update_task", id => $$"""{"taskId":"{{id}}","cancel":true}""", secret.Task),
        ("update_task", id => $$"""{"taskId":"{{id}}","priority":"LOW"}""", secret.Task),
        ("assign_task", id => $$"""{"title":"t","description":"d","dependsOn":["{{id}}"]}""", secret.Task),
        ("raise_blocker", id => $$"""{"claim":"{{id}}","description":"d","severity":"LOW","needs":"n"}""", secret.Claim),
        ("resolve_blocker", id => $$"""{"blockerId":"{{id}}","answer":"a"}""", secret.Blocker),
        ("post_summary", id => $$"""{"summary":"s","reviewId":"{{id}}"}""", secret.Review),
    ];

    // The same form and length, so that nothing but existence differs.
    private static string Nowhere(string id)
    {
        var dash = id.IndexOf('-', StringComparison.Ordinal) + 1;
        return string.Concat(id.AsSpan(0, dash), "z", id.AsSpan(dash + 1));
    }

    private static string IdOf(string claimOrId) => claimOrId.Split('.')[0];

    private static List<KeyValuePair<string, string>> Of(McpWorld world, string project) =>
        [.. world.Snapshot().Where(file => file.Key.StartsWith(project + Path.DirectorySeparatorChar, StringComparison.Ordinal))];

    private sealed record Secret(string Task, string Claim, string Blocker, string Memory, string Review);
}

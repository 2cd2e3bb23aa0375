using Ora.Core.Messages;
using Ora.Mcp.Tests.Tools;

namespace Ora.Mcp.Tests.Serving;

public sealed class StreamServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_ProjectDoesNotExist_IsServedAndOnlyACallSaysSo()
    {
        await using var world = new McpWorld();
        var connection = await world.ConnectAsync("w1", project: "nowhere");
        Assert.Equal(7, (await connection.Client.ListToolsAsync(cancellationToken: Cancellation)).Count);
        var refusal = await connection.RefusedAsync("get_task");
        Assert.Equal(("not_found", "project"), (refusal.Code, refusal.Argument));
        Assert.Contains("ora init nowhere", refusal.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(world.Root, "nowhere")));

        // An opening that failed is tried again.
        world.CreateProject("nowhere");
        await connection.CallAsync("get_task");
    }

    [Fact]
    public async Task Connect_ListTools_OpensNothing()
    {
        await using var world = new McpWorld();
        var before = Directory.EnumerateFiles(world.Root, "*", SearchOption.AllDirectories).ToList();
        var connection = await world.ConnectAsync("w1");
        await connection.Client.ListToolsAsync(cancellationToken: Cancellation);
        await connection.Client.ListPromptsAsync(cancellationToken: Cancellation);
        await connection.Client.ListResourcesAsync(cancellationToken: Cancellation);
        Assert.Equal(before, Directory.EnumerateFiles(world.Root, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("2026-07-28")]
    [InlineData("2025-11-25")]
    [InlineData("2025-06-18")]
    public async Task Connect_ProtocolVersions_AllServeTheTools(string version)
    {
        await using var world = new McpWorld();
        var director = await world.ConnectAsync("director", AgentRole.Director, protocolVersion: version);
        Assert.Equal(version, director.Client.NegotiatedProtocolVersion);
        Assert.Equal("ora", director.Client.ServerInfo?.Name);
        await director.AssignAsync();
        Assert.NotEmpty(await director.ClaimAsync());
    }

    [Theory]
    [InlineData(AgentRole.Agent, "post_heartbeat at least every 5 minutes")]
    [InlineData(AgentRole.Director, "review_project")]
    [InlineData(AgentRole.Observer, "change nothing")]
    public async Task Connect_Instructions_SayHowTheRoleWorks(AgentRole role, string words)
    {
        await using var world = new McpWorld();
        var connection = await world.ConnectAsync("someone", role);
        Assert.Contains(words, connection.Client.ServerInstructions, StringComparison.Ordinal);
        Assert.True(connection.Client.ServerInstructions!.Length < 600);
    }

    [Fact]
    public async Task Call_ManyAtOnceOnOneConnection_AreAllServed()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => director.AssignAsync($"Task {n}")));
        Assert.Equal(20, ids.Distinct().Count());
        Assert.Equal(20, world.Files("inbox").Count());
    }

    /// <summary>An escape for half of a surrogate pair is JSON but no text. The SDK refuses most of it; Ora must refuse the rest.</summary>
    [Theory]
    [InlineData("remember", """{"text":"\ud800","type":"note"}""")]
    [InlineData("remember", """{"text":"a","type":"note","source":"\udc00b"}""")]
    [InlineData("assign_task", """{"title":"t","description":"d","successCriteria":{"a":["\ud800"]}}""")]
    [InlineData("assign_task", """{"title":"t","description":"d","successCriteria":{"\ud800":1}}""")]
    [InlineData("assign_task", """{"\ud800":"t","description":"d"}""")]
    public async Task Call_TextThatIsNoUnicode_IsRefusedAndWritesNothing(string tool, string arguments)
    {
        await using var world = new McpWorld();
        await using var raw = await RawConnection.OpenAsync(world, "director", AgentRole.Director);
        await raw.SendAsync("""{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"review_project"}}""", id: 6);
        var before = world.Snapshot();
        var answer = await raw.SendAsync("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":""" + $"\"{tool}\",\"arguments\":{arguments}" + "}}");
        Assert.True(answer.TryGetProperty("error", out _) || answer.GetProperty("result").GetProperty("isError").GetBoolean());
        Assert.Equal(before, world.Snapshot());
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("{\"jsonrpc\":\"2.0\"")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7}")]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":5}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"remember\",\"arguments\":[]}}")]
    public async Task Line_ThatIsNoRequest_LeavesTheServerServing(string line)
    {
        await using var world = new McpWorld();
        await using var raw = await RawConnection.OpenAsync(world, "w1", AgentRole.Agent);
        await raw.WriteAsync(line);
        var answer = await raw.SendAsync("""{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"get_task"}}""", id: 8);
        Assert.True(answer.GetProperty("result").TryGetProperty("structuredContent", out _));
    }

    [Fact]
    public async Task Input_EndsWhileCallsRun_TheyAreAnsweredAndTheServerEnds()
    {
        await using var world = new McpWorld();
        await using var raw = await RawConnection.OpenAsync(world, "w1", AgentRole.Agent);
        await raw.WriteAsync("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"remember","arguments":{"text":"the last words","type":"note"}}}""");
        await raw.WriteAsync("""{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"get_task","arguments":{"waitSeconds":55}}}""");
        await raw.EndInputAsync();
        var answers = await raw.ReadToEndAsync();
        Assert.Equal([7, 8], answers.Select(answer => answer.GetProperty("id").GetInt32()).Order());
        Assert.All(answers, answer => Assert.False(answer.GetProperty("result").TryGetProperty("isError", out var isError) && isError.GetBoolean()));
    }

    [Fact]
    public async Task Stop_WhileAWaitRuns_EndsAtOnceAndClosesTheProject()
    {
        await using var world = new McpWorld();
        await using var raw = await RawConnection.OpenAsync(world, "w1", AgentRole.Agent);
        await raw.SendAsync("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_task"}}""");
        await raw.WriteAsync("""{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"get_task","arguments":{"waitSeconds":55}}}""");
        await raw.StopAsync();
    }
}

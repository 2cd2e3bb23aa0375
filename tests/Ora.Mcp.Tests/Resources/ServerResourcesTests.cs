using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Ora.Core.Messages;
using Ora.Mcp.Tests.Tools;

namespace Ora.Mcp.Tests.Resources;

public sealed class ServerResourcesTests
{
    [Fact]
    public async Task List_Resources_AreAsApproved()
    {
        await using var world = new McpWorld();
        var connection = await ConnectAsync(world);

        var resources = await connection.Client.ListResourcesAsync(cancellationToken: TestContext.Current.CancellationToken);
        var templates = await connection.Client.ListResourceTemplatesAsync(cancellationToken: TestContext.Current.CancellationToken);

        Approval.Verify(
            string.Join('\n', resources.Select(r => $"{r.Uri}  {r.MimeType}  {r.Title}: {r.Description}").Concat(
                templates.Select(t => $"{t.UriTemplate}  {t.MimeType}  {t.Title}: {t.Description}"))),
            "resources");
    }

    [Fact]
    public async Task List_BeforeTheProjectExists_Answers()
    {
        await using var world = new McpWorld();
        Directory.Delete(Path.Combine(world.Root, McpWorld.Project), recursive: true);
        var connection = await ConnectAsync(world);

        Assert.NotEmpty(await connection.Client.ListResourcesAsync(cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_EveryListedResource_IsJsonOfItsType()
    {
        await using var world = new McpWorld();
        var connection = await ConnectAsync(world);

        foreach (var resource in await connection.Client.ListResourcesAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            var content = await ContentAsync(connection, resource.Uri);
            Assert.Equal(resource.Uri, content.Uri);
            Assert.Equal(resource.MimeType, content.MimeType);
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(content.Text).RootElement.ValueKind);
        }
    }

    [Theory]
    [InlineData(AgentRole.Agent)]
    [InlineData(AgentRole.Director)]
    [InlineData(AgentRole.Observer)]
    public async Task Read_EveryRole_MayReadEverything(AgentRole role)
    {
        await using var world = new McpWorld();
        var made = await MakeAsync(world);
        var connection = await ConnectAsync(world, role);

        Assert.Equal("First", (await ReadAsync(connection, $"ora://task/{made.Task}")).GetProperty("task").GetProperty("title").GetString());
        Assert.Equal("worker-1", (await ReadAsync(connection, "ora://agent/worker-1")).GetProperty("agent").GetProperty("agentId").GetString());
        Assert.Equal("Go left", (await ReadAsync(connection, $"ora://decision/{made.Decision}")).GetProperty("decision").GetProperty("title").GetString());
        Assert.Equal("No access", (await ReadAsync(connection, $"ora://blocker/{made.Blocker}")).GetProperty("blocker").GetProperty("description").GetString());
        Assert.Equal("BLOCKER_ALERT", (await ReadAsync(connection, $"ora://message/{made.Blocker}")).GetProperty("message").GetProperty("messageType").GetString());
        Assert.Equal("demo", (await ReadAsync(connection, "ora://index")).GetProperty("project").GetProperty("project").GetString());
    }

    [Fact]
    public async Task Read_Blocker_CarriesItsAnswer()
    {
        await using var world = new McpWorld();
        var made = await MakeAsync(world);
        var director = await world.ConnectAsync("director", AgentRole.Director);
        await director.CallAsync("resolve_blocker", $$"""{"blockerId":"{{made.Blocker}}","answer":"Granted."}""");
        var connection = await ConnectAsync(world);

        Assert.Equal("Granted.", (await ReadAsync(connection, $"ora://blocker/{made.Blocker}")).GetProperty("blocker").GetProperty("answer").GetString());
    }

    [Fact]
    public async Task Read_TextOfAgents_IsMarkedAsDataBeforeIt()
    {
        await using var world = new McpWorld();
        var made = await MakeAsync(world);
        var connection = await ConnectAsync(world);

        var first = (await ReadAsync(connection, $"ora://task/{made.Task}")).EnumerateObject().First();

        Assert.Equal("notice", first.Name);
        Assert.Contains("data", first.Value.GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ora://task/task-none")]
    [InlineData("ora://agent/nobody")]
    [InlineData("ora://decision/msg-none")]
    [InlineData("ora://blocker/msg-none")]
    [InlineData("ora://message/msg-none")]
    [InlineData("ora://schema/none")]
    [InlineData("ora://nothing/x")]
    [InlineData("ora://index/x")]
    [InlineData("ora://task")]
    [InlineData("ora://task/")]
    [InlineData("file:///etc/passwd")]
    public async Task Read_NothingThere_SaysSo(string uri)
    {
        await using var world = new McpWorld();
        var old = await ConnectAsync(world, protocolVersion: "2025-11-25");
        var current = await ConnectAsync(world, protocolVersion: "2026-07-28");

        var before = await RefusalAsync(old, uri);
        var now = await RefusalAsync(current, uri);

        Assert.Equal(McpErrorCode.ResourceNotFound, before.ErrorCode);
        Assert.Equal(McpErrorCode.InvalidParams, now.ErrorCode);
        Assert.Contains("There is no ", now.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ora://task/../../other/task-x")]
    [InlineData("ora://task/task-%2e%2e")]
    [InlineData("ora://task/TASK-X")]
    [InlineData("ora://task/msg-1")]
    [InlineData("ora://task/task-x?project=other")]
    [InlineData("ora://agent/con")]
    [InlineData("ora://agent//etc/passwd")]
    [InlineData("ora://message/task-1")]
    public async Task Read_MalformedId_IsRefused(string uri)
    {
        await using var world = new McpWorld();
        var connection = await ConnectAsync(world);

        var refusal = await RefusalAsync(connection, uri);

        Assert.Equal(McpErrorCode.InvalidParams, refusal.ErrorCode);
    }

    [Fact]
    public async Task Read_MessageOfAnotherKind_IsNotThere()
    {
        await using var world = new McpWorld();
        var made = await MakeAsync(world);
        var connection = await ConnectAsync(world);

        Assert.Contains("no such decision", (await RefusalAsync(connection, $"ora://decision/{made.Blocker}")).Message, StringComparison.Ordinal);
        Assert.Contains("no such blocker", (await RefusalAsync(connection, $"ora://blocker/{made.Decision}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OtherProject_CannotBeReached()
    {
        await using var world = new McpWorld();
        var made = await MakeAsync(world);
        world.CreateProject("other");
        var connection = await world.ConnectAsync("spy", AgentRole.Director, "other");

        foreach (var uri in (string[])[$"ora://task/{made.Task}", "ora://agent/worker-1", $"ora://decision/{made.Decision}", $"ora://message/{made.Blocker}"])
            Assert.DoesNotContain("demo", (await RefusalAsync(connection, uri)).Message, StringComparison.Ordinal);
        var index = (await ReadAsync(connection, "ora://index")).GetProperty("project");
        Assert.Empty(index.GetProperty("agents").EnumerateArray());
        Assert.Empty(index.GetProperty("blockers").EnumerateArray());
    }

    private static async Task<(string Task, string Decision, string Blocker)> MakeAsync(McpWorld world)
    {
        var director = await world.ConnectAsync("director", AgentRole.Director);
        var worker = await world.ConnectAsync("worker-1");
        var task = (await director.CallAsync("assign_task", """{"title":"First","description":"Do it."}""")).GetProperty("taskId").GetString()!;
        var claim = (await worker.CallAsync("get_task")).GetProperty("claim").GetString();
        var decision = (await worker.CallAsync("record_decision", """{"title":"Go left","rationale":"Shorter"}""")).GetProperty("decisionId").GetString()!;
        var blocker = (await worker.CallAsync(
            "raise_blocker",
            $$"""{"claim":"{{claim}}","description":"No access","severity":"HIGH","needs":"the owner: grant it"}""")).GetProperty("blockerId").GetString()!;
        return (task, decision, blocker);
    }

    private static Task<McpConnection> ConnectAsync(McpWorld world, AgentRole role = AgentRole.Observer, string? protocolVersion = null) =>
        world.ConnectAsync("reader", role, protocolVersion: protocolVersion);

    private static async Task<TextResourceContents> ContentAsync(McpConnection connection, string uri)
    {
        var result = await connection.Client.ReadResourceAsync(uri, cancellationToken: TestContext.Current.CancellationToken);
        return Assert.IsType<TextResourceContents>(Assert.Single(result.Contents));
    }

    private static async Task<JsonElement> ReadAsync(McpConnection connection, string uri) =>
        JsonDocument.Parse((await ContentAsync(connection, uri)).Text).RootElement;

    private static Task<McpProtocolException> RefusalAsync(McpConnection connection, string uri) =>
        Assert.ThrowsAsync<McpProtocolException>(async () => await ContentAsync(connection, uri));
}

using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Ora.Core;
using Ora.Core.Messages;
using Ora.Mcp.Tests.Tools;

namespace Ora.Mcp.Tests.Prompts;

public sealed class ServerPromptsTests
{
    [Theory]
    [InlineData(AgentRole.Agent)]
    [InlineData(AgentRole.Director)]
    [InlineData(AgentRole.Observer)]
    public async Task List_EveryRole_IsAsApproved(AgentRole role)
    {
        await using var world = new McpWorld();
        var connection = await ConnectAsync(world, role);

        var text = new StringBuilder();
        foreach (var prompt in await ListAsync(connection))
        {
            text.AppendLine($"{prompt.Name}  {prompt.Title}: {prompt.Description}");
            foreach (var argument in prompt.Arguments ?? [])
                text.AppendLine($"  {argument.Name}{(argument.Required == true ? " (required)" : "")}: {argument.Description}");
        }

        Approval.Verify(text.ToString(), $"prompts.{WireEnum.Name(role)}");
    }

    [Theory]
    [InlineData(AgentRole.Agent, "agent-worker")]
    [InlineData(AgentRole.Director, "director-review")]
    [InlineData(AgentRole.Director, "escalation", "blockerId", "msg-1qne7tf6png")]
    [InlineData(AgentRole.Director, "summary")]
    [InlineData(AgentRole.Observer, "summary", "audience", "the owner")]
    public async Task Get_EveryPrompt_IsFilledInCompletely(AgentRole role, string name, string? argument = null, string? value = null)
    {
        await using var world = new McpWorld();
        var connection = await ConnectAsync(world, role);

        var text = await TextAsync(connection, name, argument is null ? [] : new() { [argument] = value });

        Assert.Contains("`demo`", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("}}", text, StringComparison.Ordinal);
        if (value is not null) Assert.Contains(value, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_PromptOfTheWorker_NamesItsAgentAndOnlyToolsThatItHas()
    {
        await using var world = new McpWorld();
        var agent = await ConnectAsync(world, AgentRole.Agent);
        var director = await ConnectAsync(world, AgentRole.Director);

        var text = await TextAsync(agent, "agent-worker", []);

        Assert.Contains("`reader`", text, StringComparison.Ordinal);
        Assert.Empty(await UnknownToolsAsync(agent, text));
        Assert.Empty(await UnknownToolsAsync(director, await TextAsync(director, "director-review", [])));
        Assert.Empty(await UnknownToolsAsync(director, await TextAsync(director, "escalation", new() { ["blockerId"] = "msg-1" })));
    }

    [Theory]
    [InlineData(AgentRole.Agent, "director-review")]
    [InlineData(AgentRole.Observer, "agent-worker")]
    [InlineData(AgentRole.Agent, "nothing")]
    [InlineData(AgentRole.Agent, "../agent-worker")]
    public async Task Get_NotForThisConnection_IsUnknown(AgentRole role, string name)
    {
        await using var world = new McpWorld();
        var connection = await ConnectAsync(world, role);

        var refusal = await RefusalAsync(connection, name, []);

        Assert.Equal(McpErrorCode.InvalidParams, refusal.ErrorCode);
        Assert.Contains("Use one of: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_BadArguments_SaysWhichOnesThereAre()
    {
        await using var world = new McpWorld();
        var connection = await ConnectAsync(world, AgentRole.Director);

        Assert.Contains("blockerId is missing", (await RefusalAsync(connection, "escalation", [])).Message, StringComparison.Ordinal);
        Assert.Contains("blockerId is missing", (await RefusalAsync(connection, "escalation", new() { ["blockerId"] = " " })).Message, StringComparison.Ordinal);
        Assert.Contains("It has: focus", (await RefusalAsync(connection, "director-review", new() { ["agent"] = "x" })).Message, StringComparison.Ordinal);
        Assert.Contains("must be a string", (await RefusalAsync(connection, "director-review", new() { ["focus"] = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "the limit is 4096",
            (await RefusalAsync(connection, "director-review", new() { ["focus"] = new string('x', Limits.PromptArgumentLength + 1) })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProjectPrompt_SameName_ReplacesOurs()
    {
        await using var world = new McpWorld();
        await WriteAsync(world, "agent-worker", "---\ntitle: Ours\nargument.colour: A colour\n---\nHello {{agent}}.\nIt is {{colour}}.");
        var connection = await ConnectAsync(world, AgentRole.Agent);

        var prompt = Assert.Single(await ListAsync(connection), p => p.Name == "agent-worker");

        Assert.Equal("Ours", prompt.Title);
        Assert.Equal("Hello reader.", await TextAsync(connection, "agent-worker", []));
        Assert.Equal("Hello reader.\nIt is blue.", await TextAsync(connection, "agent-worker", new() { ["colour"] = "blue" }));
    }

    [Fact]
    public async Task ProjectPrompt_NewName_IsAddedWhileTheServerRuns()
    {
        await using var world = new McpWorld();
        var connection = await ConnectAsync(world, AgentRole.Agent);
        Assert.DoesNotContain(await ListAsync(connection), p => p.Name == "house-rules");

        await WriteAsync(world, "house-rules", "Be kind.");

        Assert.Contains(await ListAsync(connection), p => p.Name == "house-rules");
        Assert.Equal("Be kind.", await TextAsync(connection, "house-rules", []));
    }

    [Fact]
    public async Task ProjectPrompt_Broken_IsListedWithWhatIsWrongAndHidesNoOther()
    {
        await using var world = new McpWorld();
        await WriteAsync(world, "agent-worker", "---\ncolour: blue\n---\n");
        await WriteAsync(world, "too-large", new string('x', Limits.PromptFileBytes + 1));
        var connection = await ConnectAsync(world, AgentRole.Observer);

        var prompts = await ListAsync(connection);

        Assert.Equal(["agent-worker", "summary", "too-large"], prompts.Select(p => p.Name));
        Assert.Contains("\"colour\" is not known", prompts[0].Description, StringComparison.Ordinal);
        Assert.Contains("the limit is 65536", (await RefusalAsync(connection, "too-large", [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProjectPrompt_Link_IsNotFollowed()
    {
        await using var world = new McpWorld();
        var secret = Path.Combine(world.Root, "secret.md");
        await File.WriteAllTextAsync(secret, "secret", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(Folder(world), "leak.md"), secret);
        var connection = await ConnectAsync(world, AgentRole.Agent);

        Assert.Contains("symbolic link", (await RefusalAsync(connection, "leak", [])).Message, StringComparison.Ordinal);
    }

    private static Task<McpConnection> ConnectAsync(McpWorld world, AgentRole role) => world.ConnectAsync("reader", role);

    private static string Folder(McpWorld world)
    {
        var folder = Path.Combine(world.Root, McpWorld.Project, "prompts");
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static Task WriteAsync(McpWorld world, string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(Folder(world), $"{name}.md"), text, TestContext.Current.CancellationToken);

    private static async Task<List<Prompt>> ListAsync(McpConnection connection) =>
        [.. (await connection.Client.ListPromptsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(p => p.ProtocolPrompt)];

    private static async Task<string> TextAsync(McpConnection connection, string name, Dictionary<string, object?> arguments)
    {
        var result = await connection.Client.GetPromptAsync(name, arguments, cancellationToken: TestContext.Current.CancellationToken);
        return Assert.IsType<TextContentBlock>(Assert.Single(result.Messages).Content).Text;
    }

    private static Task<McpProtocolException> RefusalAsync(McpConnection connection, string name, Dictionary<string, object?> arguments) =>
        Assert.ThrowsAsync<McpProtocolException>(async () => await TextAsync(connection, name, arguments));

    private static async Task<IEnumerable<string>> UnknownToolsAsync(McpConnection connection, string text)
    {
        var tools = await connection.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        string[] words = ["get_task", "post_heartbeat", "complete_task", "raise_blocker", "query_memory", "record_decision", "remember",
            "review_project", "assign_task", "update_task", "resolve_blocker", "update_agent", "post_summary"];
        return words.Where(word => text.Contains($"`{word}`", StringComparison.Ordinal)).Except(tools.Select(t => t.Name));
    }
}

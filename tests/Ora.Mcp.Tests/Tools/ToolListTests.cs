using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Ora.Core.Messages;
using Ora.Core.Schemas;

namespace Ora.Mcp.Tests.Tools;

public sealed class ToolListTests
{
    private static readonly JsonSerializerOptions Indented = new(McpJsonUtilities.DefaultOptions)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] AgentTools =
        ["get_task", "post_heartbeat", "complete_task", "raise_blocker", "query_memory", "record_decision", "remember"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AgentRole.Agent)]
    [InlineData(AgentRole.Director)]
    [InlineData(AgentRole.Observer)]
    public async Task List_Role_IsAsApproved(AgentRole role)
    {
        var list = await ListAsync(role);
        Approval.Verify(JsonSerializer.Serialize(new ListToolsResult { Tools = list.Tools }, Indented), $"tools.{WireEnum.Name(role)}", "json");
    }

    /// <summary>10,000 bytes are about 2,500 tokens: what every agent pays in every session.</summary>
    [Fact]
    public async Task List_AgentRole_HasAtMost10000Bytes()
    {
        var list = await ListAsync(AgentRole.Agent);
        var bytes = Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(list, McpJsonUtilities.DefaultOptions));
        Assert.True(bytes <= 10_000, $"The list has {bytes} bytes.");
    }

    [Fact]
    public async Task List_Roles_HaveTheToolsOfTheDesign()
    {
        Assert.Equal(AgentTools, (await ListAsync(AgentRole.Agent)).Tools.Select(t => t.Name));
        Assert.Equal(
            [.. AgentTools, "review_project", "assign_task", "update_task", "resolve_blocker", "update_agent", "post_summary"],
            (await ListAsync(AgentRole.Director)).Tools.Select(t => t.Name));
        Assert.Equal(["query_memory", "review_project"], (await ListAsync(AgentRole.Observer)).Tools.Select(t => t.Name));
    }

    [Fact]
    public async Task List_EveryTool_SetsAllHintsAndHasClosedArgumentsAndAnObjectResult()
    {
        foreach (var tool in (await ListAsync(AgentRole.Director)).Tools)
        {
            Assert.NotNull(tool.Title);
            Assert.NotNull(tool.Description);
            Assert.NotNull(tool.Annotations?.ReadOnlyHint);
            Assert.NotNull(tool.Annotations.DestructiveHint);
            Assert.NotNull(tool.Annotations.IdempotentHint);
            Assert.False(tool.Annotations.OpenWorldHint);
            Assert.False(tool.InputSchema.GetProperty("additionalProperties").GetBoolean());
            Assert.Equal("object", tool.OutputSchema!.Value.GetProperty("type").GetString());
            JsonSchema.Parse(tool.OutputSchema.Value.GetRawText());
            Assert.DoesNotContain("additionalProperties", tool.OutputSchema.Value.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task List_ObserversTools_OnlyRead() =>
        Assert.All((await ListAsync(AgentRole.Observer)).Tools, tool => Assert.True(tool.Annotations!.ReadOnlyHint));

    /// <summary>Project, agent and role are the connection's: no tool may have an argument that could mean them for the caller.</summary>
    [Fact]
    public async Task List_NoTool_TakesTheCallersProjectOrRole()
    {
        foreach (var tool in (await ListAsync(AgentRole.Director)).Tools)
        {
            var names = tool.InputSchema.GetProperty("properties").EnumerateObject().Select(p => p.Name).ToList();
            Assert.DoesNotContain(names, name => name.Contains("project", StringComparison.OrdinalIgnoreCase));
            if (tool.Name != "update_agent") Assert.DoesNotContain("role", names);
            if (AgentTools.Contains(tool.Name)) Assert.DoesNotContain("agentId", names);
        }
    }

    [Theory]
    [InlineData(AgentRole.Agent, "assign_task")]
    [InlineData(AgentRole.Agent, "review_project")]
    [InlineData(AgentRole.Agent, "update_agent")]
    [InlineData(AgentRole.Observer, "get_task")]
    [InlineData(AgentRole.Observer, "remember")]
    [InlineData(AgentRole.Observer, "post_summary")]
    [InlineData(AgentRole.Director, "Get_Task")]
    public async Task Call_ToolOutsideTheRole_IsUnknownAndWritesNothing(AgentRole role, string tool)
    {
        await using var world = new McpWorld();
        var connection = await world.ConnectAsync("someone", role);
        var before = world.Snapshot();
        var error = await Assert.ThrowsAsync<McpProtocolException>(() => connection.SendAsync(tool));
        Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
        Assert.Equal(before, world.Snapshot());
    }

    private static async Task<ListToolsResult> ListAsync(AgentRole role)
    {
        await using var world = new McpWorld();
        var connection = await world.ConnectAsync("someone", role);
        return await connection.Client.ListToolsAsync(new ListToolsRequestParams(), Cancellation);
    }
}

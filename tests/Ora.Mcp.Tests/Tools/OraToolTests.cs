using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Ora.Core;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Mcp.Composition;
using Ora.Mcp.Tools;

namespace Ora.Mcp.Tests.Tools;

/// <summary>What every tool does with a fault that nobody foresaw, and that no good path of a real tool can make.</summary>
public sealed class OraToolTests
{
    [Fact]
    public async Task Call_UnforeseenFault_IsLoggedAndAnsweredWithoutDetails()
    {
        using var log = new FaultLog();
        await using var world = new McpWorld();
        var caller = new Caller(ProjectName.Parse(McpWorld.Project), AgentId.Parse("w1"), AgentRole.Agent, []);
        await using var project = new LazyProject(token => OpenProject.OpenAsync(world.Root, caller.Project, log, world.Clock, token));
        var tool = new FaultyTool(new ToolConnection(caller, project, log.CreateLogger("Ora.Test"), CancellationToken.None));
        var result = await CallAsync(tool);
        Assert.True(result.IsError);
        var text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        Assert.Contains("internal error", text, StringComparison.Ordinal);
        Assert.Contains("ora status", text, StringComparison.Ordinal);
        Assert.DoesNotContain("password", text, StringComparison.Ordinal);
        Assert.Contains("password", Assert.Single(log.Errors), StringComparison.Ordinal);
    }

    private static async Task<CallToolResult> CallAsync(McpServerTool tool)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        await using var transport = new StreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream());
        await using var server = McpServer.Create(transport, new McpServerOptions { ToolCollection = [tool] });
        var running = server.RunAsync(TestContext.Current.CancellationToken);
        await using (var client = await McpClient.CreateAsync(
                         new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()),
                         cancellationToken: TestContext.Current.CancellationToken))
        {
            var result = await client.CallToolAsync("faulty", cancellationToken: TestContext.Current.CancellationToken);
            await toServer.Writer.CompleteAsync();
            await running;
            return result;
        }
    }

    private sealed class FaultyTool(ToolConnection connection) : OraTool<JsonElement, JsonElement>(
        connection, new ToolDefinition("faulty", "Faulty", "Fails.", Schema.Arguments([]), Schema.Result([]), ToolEffect.Reads, IsIdempotent: true))
    {
        protected override JsonTypeInfo<JsonElement> InputType => WireJson.Context.JsonElement;

        protected override JsonTypeInfo<JsonElement> ResultType => WireJson.Context.JsonElement;

        protected override ValueTask<JsonElement> ExecuteAsync(OpenProject project, JsonElement input, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The password is 12345.");
    }
}

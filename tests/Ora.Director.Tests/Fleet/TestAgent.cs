using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Ora.Director.Tests.Fleet;

/// <summary>An agent of the project, or a person with the Director's tools: a real MCP client.</summary>
internal sealed class TestAgent(McpClient client, TestClock clock)
{
    /// <summary>Calls a tool, which must succeed. Time passes, so that no two messages are of the same instant.</summary>
    public async Task<JsonElement> CallAsync(string tool, params (string Name, object Value)[] arguments)
    {
        clock.Advance(TimeSpan.FromMilliseconds(10));
        var result = await client.CallToolAsync(
            tool, arguments.ToDictionary(a => a.Name, a => (object?)a.Value), cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError is true, (result.Content.FirstOrDefault() as TextContentBlock)?.Text);
        return result.StructuredContent!.Value;
    }

    /// <summary>Writes a task and returns its id.</summary>
    public async Task<string> AssignAsync(string title, string agent = "", string priority = "MEDIUM") =>
        Text(await CallAsync("assign_task", ("title", title), ("description", title), ("agentId", agent), ("priority", priority)), "taskId");

    /// <summary>Takes the next task, which must be there, and returns the claim.</summary>
    public async Task<string> ClaimAsync() => Text(await CallAsync("get_task"), "claim");

    /// <summary>Reports progress: so many steps done.</summary>
    public Task BeatAsync(string claim, int stepsDone) => CallAsync(
        "post_heartbeat",
        ("claim", claim),
        ("status", "in_progress"),
        ("progress", JsonDocument.Parse($$"""{"tasksCompleted":{{stepsDone}}}""").RootElement));

    /// <summary>Raises a blocker and returns its id.</summary>
    public async Task<string> BlockAsync(string description, string severity = "HIGH", string? claim = null)
    {
        List<(string, object)> arguments = [("description", description), ("severity", severity), ("needs", "Somebody who knows.")];
        if (claim is not null) arguments.Add(("claim", claim));
        return Text(await CallAsync("raise_blocker", [.. arguments]), "blockerId");
    }

    public static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

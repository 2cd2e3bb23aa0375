using System.Text.Json;
using Ora.Core.Messages;

namespace Ora.Mcp.Tests.Tools;

/// <summary>The steps that many tests begin with.</summary>
internal static class WorldExtensions
{
    public static Task<McpConnection> DirectorAsync(this McpWorld world) => world.ConnectAsync("director", AgentRole.Director);

    /// <summary>Creates a task and returns its id.</summary>
    public static async Task<string> AssignAsync(this McpConnection director, string title = "Title", string more = "")
    {
        var result = await director.CallAsync("assign_task", $$"""{"title":"{{title}}","description":"Do it"{{more}}}""");
        return result.Text("taskId");
    }

    /// <summary>Takes a task that must be there and returns its claim.</summary>
    public static async Task<string> ClaimAsync(this McpConnection agent) => (await agent.CallAsync("get_task")).Text("claim");

    public static Task<JsonElement> CompleteAsync(this McpConnection agent, string claim, string outcome = "completed", string summary = "done") =>
        agent.CallAsync("complete_task", $$"""{"claim":"{{claim}}","outcome":"{{outcome}}","summary":"{{summary}}"}""");

    public static Task<JsonElement> BeatAsync(this McpConnection agent, string? claim = null, string more = "") =>
        agent.CallAsync("post_heartbeat", claim is null ? $$"""{"status":"idle"{{more}}}""" : $$"""{"status":"in_progress","claim":"{{claim}}"{{more}}}""");

    /// <summary>Raises a blocker and returns its id.</summary>
    public static async Task<string> BlockAsync(this McpConnection agent, string? claim = null, string description = "no key", string severity = "HIGH")
    {
        var about = claim is null ? "" : $$""","claim":"{{claim}}" """;
        var result = await agent.CallAsync(
            "raise_blocker", $$"""{"description":"{{description}}","severity":"{{severity}}","needs":"somebody"{{about}}}""");
        return result.Text("blockerId");
    }

    public static Task<JsonElement> ResolveAsync(this McpConnection director, string blockerId, string answer = "use the other") =>
        director.CallAsync("resolve_blocker", $$"""{"blockerId":"{{blockerId}}","answer":"{{answer}}"}""");

    /// <summary>A text member that must be there.</summary>
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    /// <summary>A list member that must be there.</summary>
    public static List<JsonElement> List(this JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray()];

    public static bool Has(this JsonElement json, string name) => json.TryGetProperty(name, out _);
}

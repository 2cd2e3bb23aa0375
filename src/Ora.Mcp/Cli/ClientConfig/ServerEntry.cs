using System.Text.Json.Nodes;

namespace Ora.Mcp.Cli.ClientConfig;

/// <summary>What a client is told: how to start <c>ora serve</c> for one project, agent and role.</summary>
/// <param name="Executable">The absolute path of <c>ora</c>.</param>
/// <param name="Root">The absolute path of the folder of all projects.</param>
/// <param name="Project">The project.</param>
/// <param name="Agent">Who the connection speaks for; the client may fill in a variable. Null: the role's own name.</param>
/// <param name="Role">Its role.</param>
/// <param name="Capabilities">What the agent can do.</param>
internal sealed record ServerEntry(
    string Executable, string Root, string Project, string? Agent, string Role, IReadOnlyList<string> Capabilities)
{
    /// <summary>The entry as the client reads it.</summary>
    public JsonObject ToJson(McpClientProgram client)
    {
        var entry = new JsonObject();
        if (client.NamesTransport) entry["type"] = "stdio";
        entry["command"] = Executable;
        entry["args"] = new JsonArray([.. Arguments().Select(argument => (JsonNode)argument)]);
        return entry;
    }

    private IEnumerable<string> Arguments() =>
    [
        "serve", "--root", Root, "--project", Project,
        .. Agent is null ? Array.Empty<string>() : ["--agent", Agent],
        "--role", Role,
        .. Capabilities.SelectMany(capability => new[] { "--capability", capability }),
    ];
}

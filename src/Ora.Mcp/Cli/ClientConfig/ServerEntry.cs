using System.Text.Json.Nodes;

namespace Ora.Mcp.Cli.ClientConfig;

/// <summary>What a client is told: how to start <c>ora serve</c> for one project, agent and role.</summary>
/// <param name="Executable">The absolute path of <c>ora</c>.</param>
/// <param name="Root">The absolute path of the folder of all projects.</param>
/// <param name="Project">The project.</param>
/// <param name="Agent">Who the connection speaks for; the client may fill in a variable.</param>
/// <param name="Role">Its role.</param>
internal sealed record ServerEntry(string Executable, string Root, string Project, string Agent, string Role)
{
    /// <summary>The entry as the client reads it.</summary>
    public JsonObject ToJson(McpClientProgram client)
    {
        var entry = new JsonObject();
        if (client.NamesTransport) entry["type"] = "stdio";
        entry["command"] = Executable;
        entry["args"] = new JsonArray("serve", "--root", Root, "--project", Project, "--agent", Agent, "--role", Role);
        return entry;
    }
}

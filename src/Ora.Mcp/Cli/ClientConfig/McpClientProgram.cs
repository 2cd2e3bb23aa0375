using Ora.Core.Errors;

namespace Ora.Mcp.Cli.ClientConfig;

/// <summary>A program that can use Ora, and how it wants to be told about it.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Container">The key of the object that holds one entry per server.</param>
/// <param name="NamesTransport">Whether an entry says <c>"type": "stdio"</c>.</param>
/// <param name="IsPerWorkspace">Whether the file belongs to one folder of work; else it is the user's, for all of them.</param>
/// <param name="Restart">What makes it read its configuration again.</param>
internal sealed record McpClientProgram(
    string Name, string Title, string Container, bool NamesTransport, bool IsPerWorkspace, string Restart)
{
    /// <summary>Claude Code: <c>.mcp.json</c> in the folder it is started in.</summary>
    public static readonly McpClientProgram ClaudeCode = new(
        "claude-code", "Claude Code", "mcpServers", NamesTransport: true, IsPerWorkspace: true,
        "Start claude in that folder and approve the server; /mcp shows it.");

    /// <summary>Claude Desktop: <c>claude_desktop_config.json</c> in the user's application data.</summary>
    public static readonly McpClientProgram ClaudeDesktop = new(
        "claude-desktop", "Claude Desktop", "mcpServers", NamesTransport: false, IsPerWorkspace: false,
        "Quit Claude Desktop completely and start it again.");

    /// <summary>Visual Studio Code: <c>.vscode/mcp.json</c> in the workspace.</summary>
    public static readonly McpClientProgram VisualStudioCode = new(
        "vscode", "VS Code", "servers", NamesTransport: true, IsPerWorkspace: true,
        "Open that folder in VS Code and start the server with \"MCP: List Servers\".");

    /// <summary>Cursor: <c>~/.cursor/mcp.json</c>.</summary>
    public static readonly McpClientProgram Cursor = new(
        "cursor", "Cursor", "mcpServers", NamesTransport: true, IsPerWorkspace: false,
        "Restart Cursor and switch the server on in its MCP settings.");

    /// <summary>All that are known.</summary>
    public static IReadOnlyList<McpClientProgram> All { get; } = [ClaudeCode, ClaudeDesktop, VisualStudioCode, Cursor];

    /// <summary>Finds one by its name on the command line.</summary>
    /// <exception cref="OraException">It is not known.</exception>
    public static McpClientProgram Parse(string name) =>
        All.FirstOrDefault(client => client.Name == name) ?? throw new OraException(
            OraErrorCode.InvalidArgument,
            $"\"{name}\" is no client that Ora knows.",
            $"Use one of: {string.Join(", ", All.Select(client => client.Name))}.",
            "client");

    /// <summary>The absolute path of its configuration file.</summary>
    public string FileFor(CliHost host) => Name switch
    {
        "claude-code" => Path.Combine(host.CurrentDirectory, ".mcp.json"),
        "vscode" => Path.Combine(host.CurrentDirectory, ".vscode", "mcp.json"),
        "cursor" => Path.Combine(host.HomeDirectory, ".cursor", "mcp.json"),
        _ => Path.Combine(ApplicationData(host), "Claude", "claude_desktop_config.json"),
    };

    private static string ApplicationData(CliHost host) => host.Platform switch
    {
        Platform.Windows => Variable(host, "APPDATA") ?? Path.Combine(host.HomeDirectory, "AppData", "Roaming"),
        Platform.MacOS => Path.Combine(host.HomeDirectory, "Library", "Application Support"),
        _ => Variable(host, "XDG_CONFIG_HOME") ?? Path.Combine(host.HomeDirectory, ".config"),
    };

    private static string? Variable(CliHost host, string name) =>
        host.Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}

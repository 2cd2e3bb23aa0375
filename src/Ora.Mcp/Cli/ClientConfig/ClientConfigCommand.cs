using System.CommandLine;
using System.CommandLine.Completions;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Files.Projects;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Cli.Settings;

namespace Ora.Mcp.Cli.ClientConfig;

/// <summary><c>ora client-config</c>: how to tell a client program about Ora.</summary>
internal static class ClientConfigCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var client = new Argument<string>("CLIENT")
        {
            Description = $"The program that is to use Ora: {string.Join(", ", McpClientProgram.All.Select(c => c.Name))}",
            CompletionSources = { _ => McpClientProgram.All.Select(c => new CompletionItem(c.Name)) },
        };
        var agent = new Option<string>("--agent") { HelpName = "ID", Description = "Who works through this client [default: the client's name; for Claude Code, ORA_AGENT first]" };
        var role = new Option<string>("--role") { HelpName = "ROLE", Description = "agent, director or observer [default: agent]" };
        var capability = new Option<string[]>("--capability") { HelpName = "WORD", Description = "What the agent can do; may be repeated", Arity = ArgumentArity.OneOrMore };
        var name = new Option<string>("--name") { HelpName = "NAME", Description = "The server's name in the client [default: ora, with the role and the project where it needs them]" };
        var file = new Option<string>("--file") { HelpName = "FILE", Description = "Use this configuration file, not the client's own" };
        var write = new Option<bool>("--write") { Description = "Merge it into the file, after a copy of the file; everything else in it stays" };
        var command = new Command("client-config", "Print or write a client's MCP configuration for this project")
        {
            client, agent, role, capability, name, file, write,
        };
        context.SetAction(command, (parsed, _) =>
        {
            var request = new Request(
                McpClientProgram.Parse(parsed.GetRequiredValue(client)), context.Root(parsed), context.Project(parsed),
                parsed.GetValue(role) is { } named ? WireValue.Parse<AgentRole>(named, "role") : AgentRole.Agent,
                parsed.GetValue(agent), parsed.GetValue(capability) ?? [], parsed.GetValue(name), parsed.GetValue(file));
            ProjectFolder.Open(request.Root, request.Project); // A client shows "server failed" and no reason; say it here.
            return Task.FromResult(Run(request, parsed.GetValue(write), context.Host));
        });
        return command;
    }

    private static Report Run(Request request, bool write, CliHost host)
    {
        var entry = request.Entry(host).ToJson(request.Client);
        var file = request.FileFor(host);
        var update = write ? ConfigFile.Merge(file, [request.Client.Container, request.ServerName], entry, host.Clock) : null;
        var command = request.Client == McpClientProgram.ClaudeCode ? AddCommand(request.ServerName, entry, host.Platform) : null;
        var config = new JsonObject { [request.Client.Container] = new JsonObject { [request.ServerName] = entry } };
        return new Report(
            writer => WriteJson(writer, request, update?.Path ?? file, config, command, update),
            screen => Show(screen, request, update?.Path ?? file, config, command, update));
    }

    private static void WriteJson(Utf8JsonWriter writer, Request request, string file, JsonObject config, string? command, ConfigUpdate? update)
    {
        var json = new JsonObject
        {
            ["client"] = request.Client.Name,
            ["file"] = file,
            ["server"] = request.ServerName,
            ["config"] = config,
        };
        if (command is not null) json["command"] = command;
        json["changed"] = update?.Changed ?? false;
        if (update?.Backup is { } backup) json["backup"] = backup;
        json.WriteTo(writer);
    }

    private static void Show(Screen screen, Request request, string file, JsonObject config, string? command, ConfigUpdate? update)
    {
        if (update is { Changed: false }) screen.Line($"{file} already says so; nothing was changed.");
        else if (update is not null) ShowWritten(screen, request, update);
        else ShowSnippet(screen, request, file, config, command);
    }

    private static void ShowWritten(Screen screen, Request request, ConfigUpdate update)
    {
        screen.Line($"Wrote the server \"{request.ServerName}\" to {update.Path}");
        if (update.Backup is not null) screen.Line($"What it was before is in {update.Backup}");
        screen.Line(request.Client.Restart);
        ShowAgentNote(screen, request);
    }

    private static void ShowSnippet(Screen screen, Request request, string file, JsonObject config, string? command)
    {
        screen.Line($"For {request.Client.Title}, in {file}:");
        screen.Line();
        screen.Block(Text(config, indented: true));
        screen.Line();
        screen.Line("Run the same command with --write to merge this into that file.");
        if (command is not null) screen.Line($"Or run: {command}");
        screen.Line(request.Client.Restart);
        ShowAgentNote(screen, request);
    }

    // Two sessions under one agent id would be handed the same task: for Ora they are one agent that came back.
    private static void ShowAgentNote(Screen screen, Request request)
    {
        if (request.Role != AgentRole.Agent) return;
        if (request.IsAgentVariable)
            screen.Line($"Sessions that work at the same time need an id each: start the second with {EnvironmentSettings.Agent}=claude-code-2 claude");
        else
            screen.Line("Sessions that work at the same time need an id each: give every one its own --agent.");
    }

    private static string Text(JsonObject json, bool indented)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(stream, options)) json.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string AddCommand(string name, JsonObject entry, Platform platform)
    {
        // Single quotes keep ${…} from the shell; in PowerShell a single quote inside is written twice.
        var quoted = Text(entry, indented: false).Replace("'", platform == Platform.Windows ? "''" : "'\\''", StringComparison.Ordinal);
        return $"claude mcp add-json {name} '{quoted}'";
    }

    private sealed record Request(
        McpClientProgram Client,
        string Root,
        ProjectName Project,
        AgentRole Role,
        string? AgentName,
        IReadOnlyList<string> Capabilities,
        string? Name,
        string? File)
    {
        public string ServerName => Name is not null
            ? RequireServerName(Name)
            : $"ora{(Role == AgentRole.Agent ? "" : $"-{WireEnum.Name(Role)}")}{(Client.IsPerWorkspace ? "" : $"-{Project}")}";

        /// <summary>Whether several sessions may fill in an agent each.</summary>
        public bool IsAgentVariable => Role == AgentRole.Agent && AgentName is null && Client == McpClientProgram.ClaudeCode;

        public string FileFor(CliHost host) => File is null ? Client.FileFor(host) : Path.GetFullPath(File, host.CurrentDirectory);

        public ServerEntry Entry(CliHost host) => new(host.ExecutablePath, Root, Project.Value, Agent(), WireEnum.Name(Role), Capabilities);

        // Clients make it part of the tools' names, and the printed command goes to a shell.
        private static string RequireServerName(string name) =>
            name.Length is > 0 and <= Limits.IdLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                ? name
                : throw new OraException(
                    OraErrorCode.InvalidArgument, "name cannot be used as a server's name.", $"Use 1 to {Limits.IdLength} letters, digits, '-' and '_'.", "name");

        private string? Agent()
        {
            if (AgentName is not null) return AgentId.Parse(AgentName, "agent").Value;
            if (Role != AgentRole.Agent) return null;
            // Claude Code fills variables in, so one file serves many sessions.
            return IsAgentVariable ? $"${{{EnvironmentSettings.Agent}:-{Client.Name}}}" : Client.Name;
        }
    }
}

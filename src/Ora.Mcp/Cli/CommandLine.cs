using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using System.Text.Json.Nodes;
using Ora.Mcp.Cli.Agents;
using Ora.Mcp.Cli.ClientConfig;
using Ora.Mcp.Cli.Init;
using Ora.Mcp.Cli.Memory;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Cli.Project;
using Ora.Mcp.Cli.Tasks;
using Ora.Mcp.Serving;

namespace Ora.Mcp.Cli;

/// <summary>The command line of <c>ora</c>.</summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Parser = new()
    {
        ResponseFileTokenReplacer = null, // "@name" is a title like any other, not a file to read.
    };

    /// <summary>Runs one command line and returns the exit code of <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliHost host, CancellationToken cancellationToken)
    {
        var context = new CommandContext(host);
        var parsed = Build(context).Parse(arguments, Parser);
        if (parsed.Action is ParseErrorAction) return ReportUsage(parsed, context);
        var configuration = new InvocationConfiguration { Output = host.Output, Error = host.Error, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    /// <summary>The tree of commands. It is cheap, half a millisecond: nothing runs and nothing is read until a command is invoked.</summary>
    internal static Command Build(CommandContext context)
    {
        var root = new Command("ora", "Coordinates LLM agents on one project over MCP: durable tasks, memory, decisions and a Director.")
        {
            InitCommand.Create(context),
            ServeCommand.Create(context),
            TaskCommand.Create(context),
            AgentCommand.Create(context),
            MemoryCommand.Create(context),
            StatusCommand.Create(context),
            DecisionsCommand.Create(context),
            LogCommand.Create(context),
            RebuildCommand.Create(context),
            DropCommand.Create(context),
            ClientConfigCommand.Create(context),
        };
        foreach (var option in context.GlobalOptions) root.Add(option);
        var help = new HelpWithExitCodes(context.Host.Width);
        root.Add(new HelpOption { Action = help, Description = "Show help" });
        AddVersion(root, help, context);
        return root;
    }

    private static void AddVersion(Command root, HelpWithExitCodes help, CommandContext context)
    {
        var version = new Option<bool>("--version") { Description = "Show the version" };
        root.Add(version);
        root.SetAction(parsed =>
        {
            if (!parsed.GetValue(version)) return help.Invoke(parsed);
            var json = new JsonObject { ["version"] = Version };
            return context.Reporter(parsed).Write(new Report(writer => json.WriteTo(writer), screen => screen.Line($"ora {Version}")));
        });
    }

    private static string Version =>
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static int ReportUsage(ParseResult parsed, CommandContext context)
    {
        var command = parsed.CommandResult.Command;
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult) names.Insert(0, result.Command.Name);
        var path = string.Join(' ', names);
        var known = command.Subcommands.Count == 0 ? "" : $" Commands are: {string.Join(", ", command.Subcommands.Select(c => c.Name))}.";
        return context.Reporter(parsed).WriteUsage(
            string.Join(' ', parsed.Errors.Select(e => e.Message).Distinct()), $"See \"{path} --help\".{known}");
    }

    /// <summary>The built-in help; the root's ends with the exit codes.</summary>
    private sealed class HelpWithExitCodes(int? width) : SynchronousCommandLineAction
    {
        private const int WidthWithoutTerminal = 120;
        private readonly HelpAction _help = new() { MaxWidth = width ?? WidthWithoutTerminal };

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            _help.Invoke(parseResult);
            if (parseResult.CommandResult.Parent is not null) return ExitCode.Ok;
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Exit codes:");
            foreach (var (code, word, meaning) in ExitCode.All) output.WriteLine($"  {code,3}  {word,-16}  {meaning}");
            return ExitCode.Ok;
        }
    }
}

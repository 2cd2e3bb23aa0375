using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Ora.Mcp.Cli.ClientConfig;
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

    /// <summary>The whole tree of commands. It is cheap: nothing runs and nothing is read until a command is invoked.</summary>
    internal static Command Build(CommandContext context)
    {
        var root = new Command("ora", "Coordinates LLM agents on one project over MCP: durable tasks, memory, decisions and a Director.")
        {
            ServeCommand.Create(context),
            ClientConfigCommand.Create(context),
        };
        foreach (var option in context.GlobalOptions) root.Add(option);
        root.Add(new HelpOption { Action = new HelpWithExitCodes(context.Host.Width) });
        return root;
    }

    private static int ReportUsage(ParseResult parsed, CommandContext context)
    {
        var command = parsed.CommandResult.Command;
        var names = new List<string>();
        for (var c = parsed.CommandResult; c is not null; c = c.Parent as System.CommandLine.Parsing.CommandResult) names.Insert(0, c.Command.Name);
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

using System.CommandLine;
using System.CommandLine.Parsing;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Director.Cycles;
using Ora.Director.Engine;
using Ora.Director.Server;

namespace Ora.Director.CommandLine;

/// <summary>
/// The command line of <c>ora-director</c>. Settings come from options, then from <c>ORA_ROOT</c> and <c>ORA_PROJECT</c>.
/// </summary>
internal sealed class DirectorCommand
{
    private static readonly TimeSpan IntervalMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IntervalMax = TimeSpan.FromHours(24);

    private readonly Option<string?> _root = new("--root")
    {
        Description = "The folder of all projects. Default: ORA_ROOT, else ~/.ora/projects.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _project = new("--project") { Description = "The project. Default: ORA_PROJECT.", HelpName = "NAME" };
    private readonly Option<bool> _once = new("--once") { Description = "Run one cycle and end." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object per cycle." };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Show what the server writes to its log." };
    private readonly Option<string?> _ora = new("--ora")
    {
        Description = "The ora program. Default: next to this program, else on the PATH.",
        HelpName = "PATH",
    };

    private readonly Option<TimeSpan> _every = new("--every")
    {
        Description = "How often the project is reviewed, for example 90s, 15m or 1h; 1s to 24h.",
        HelpName = "DURATION",
        CustomParser = ParseInterval,
        DefaultValueFactory = _ => TimeSpan.FromMinutes(15),
    };

    /// <summary>Parses and runs the command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new DirectorCommand();
        const string Purpose = "Reviews an Ora project on a schedule: answers, retries, reassigns, escalates, reports.";
        var root = new RootCommand($"{Purpose}\n\n{ExitCode.Help}")
        {
            command._root, command._project, command._once, command._every, command._json, command._verbose, command._ora,
        };
        root.SetAction((parsed, _) => command.ExecuteAsync(parsed));
        var result = root.Parse(args);
        var code = await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }).ConfigureAwait(false);
        return result.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    private async Task<int> ExecuteAsync(ParseResult parsed)
    {
        var output = new ConsoleOutput(Console.Out, Console.Error, parsed.GetValue(_json));
        try
        {
            return await ExecuteAsync(parsed, output).ConfigureAwait(false);
        }
        catch (OraException e)
        {
            output.Trouble(e.Message);
            return ExitCode.Of(e.Code);
        }
        catch (ServerLostException e)
        {
            output.Trouble(e.Message);
            return ExitCode.Of(OraErrorCode.Unavailable);
        }
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, ConsoleOutput output)
    {
        var project = Project(parsed);
        var root = Root(parsed);
        var ora = OraProgram.Find(parsed.GetValue(_ora), AppContext.BaseDirectory, Environment.GetEnvironmentVariable("PATH"));
        using var lease = DirectorLease.Acquire(Path.Combine(root, project.Value));
        using var stop = new StopSignals();
        using var engine = new RulesChatClient();
        Action<string>? log = parsed.GetValue(_verbose) ? output.Trouble : null;
        var loop = new DirectorLoop(() => OraProgram.Start(ora, root, project, log), engine, output, TimeProvider.System);
        await using (loop.ConfigureAwait(false))
        {
            if (!parsed.GetValue(_once))
            {
                await loop.RunAsync(parsed.GetValue(_every), stop.Token).ConfigureAwait(false);
                return ExitCode.Ok;
            }

            var report = await loop.RunOnceAsync(stop.Token).ConfigureAwait(false);
            return report.Outcome == CycleOutcome.Failed ? ExitCode.CycleFailed : ExitCode.Ok;
        }
    }

    private ProjectName Project(ParseResult parsed)
    {
        var name = parsed.GetValue(_project) ?? Setting("ORA_PROJECT");
        if (name is not null) return ProjectName.Parse(name);
        throw new OraException(
            OraErrorCode.Configuration, "No project is named.", "Give --project NAME or set ORA_PROJECT.", "project");
    }

    private string Root(ParseResult parsed)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var root = parsed.GetValue(_root) ?? Setting("ORA_ROOT") ?? Path.Combine(home, ".ora", "projects");

        // No shell expands a tilde in a unit file or behind "--root=".
        if (root == "~" || root.StartsWith("~/", StringComparison.Ordinal)) root = Path.Join(home, root[1..]);
        return Path.GetFullPath(root);
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static TimeSpan ParseInterval(ArgumentResult result)
    {
        var valid = Duration.TryParse(result.Tokens[0].Value, out var interval) && interval >= IntervalMin && interval <= IntervalMax;
        if (valid) return interval;
        result.AddError("--every takes a duration from 1s to 24h, for example 90s, 15m or 1h.");
        return default;
    }
}

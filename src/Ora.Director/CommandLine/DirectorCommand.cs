using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
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
    private const string ExitCodes =
        """
        Exit codes: 0 done or stopped; 1 the cycle failed (--once); 2 wrong usage; 3 no such project; 4 ora was not found or cannot
        be started; 5 another Director already works on the project.
        """;

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
        var root = new RootCommand($"Reviews an Ora project on a schedule: answers, retries, reassigns, escalates, reports.\n\n{ExitCodes}")
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
            return e.Code == OraErrorCode.InvalidArgument ? ExitCode.Usage : ExitCode.Project;
        }
        catch (ServerLostException e)
        {
            output.Trouble(e.Message);
            return ExitCode.Server;
        }
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, ConsoleOutput output)
    {
        var project = ProjectName.Parse(parsed.GetValue(_project) ?? Environment.GetEnvironmentVariable("ORA_PROJECT"));
        var root = Path.GetFullPath(parsed.GetValue(_root) ?? Environment.GetEnvironmentVariable("ORA_ROOT") ?? DefaultRoot());
        var ora = OraProgram.Find(parsed.GetValue(_ora), AppContext.BaseDirectory, Environment.GetEnvironmentVariable("PATH"));
        if (ora is null)
        {
            output.Trouble("The program ora was not found. Name it with --ora PATH, or put it next to ora-director or on the PATH.");
            return ExitCode.Server;
        }

        using var lease = DirectorLease.TryAcquire(Path.Combine(root, project.Value));
        if (lease is null)
        {
            output.Trouble($"Another Director already works on {project}. Only one may; stop it first.");
            return ExitCode.AlreadyRunning;
        }

        using var stop = new StopSignals();
        using var engine = new RulesChatClient();
        Action<string>? log = parsed.GetValue(_verbose) ? output.Trouble : null;
        var loop = new DirectorLoop(() => OraProgram.Start(ora, root, project, log), engine, output, TimeProvider.System);
        await using (loop.ConfigureAwait(false))
        {
            if (parsed.GetValue(_once))
            {
                var report = await loop.RunOnceAsync(stop.Token).ConfigureAwait(false);
                return report.Outcome == CycleOutcome.Failed ? ExitCode.CycleFailed : ExitCode.Ok;
            }

            await loop.RunAsync(parsed.GetValue(_every), stop.Token).ConfigureAwait(false);
            return ExitCode.Ok;
        }
    }

    private static string DefaultRoot() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ora", "projects");

    private static TimeSpan ParseInterval(ArgumentResult result)
    {
        var valid = Duration.TryParse(result.Tokens[0].Value, out var interval) && interval >= IntervalMin && interval <= IntervalMax;
        if (valid) return interval;
        result.AddError("--every takes a duration from 1s to 24h, for example 90s, 15m or 1h.");
        return default;
    }

    /// <summary>The first SIGINT or SIGTERM asks the loop to end after the cycle in progress; the second ends the program.</summary>
    private sealed class StopSignals : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly List<PosixSignalRegistration> _registrations = [];

        public StopSignals()
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
        }

        public CancellationToken Token => _stop.Token;

        public void Dispose()
        {
            foreach (var registration in _registrations) registration.Dispose();
            _stop.Dispose();
        }

        private void Handle(PosixSignalContext context)
        {
            context.Cancel = !_stop.IsCancellationRequested;
            _stop.Cancel();
        }
    }
}

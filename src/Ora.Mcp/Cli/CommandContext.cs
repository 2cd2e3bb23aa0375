using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Cli.Settings;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Cli;

/// <summary>What every command needs: the process, the global options, and one way to run, report and fail.</summary>
/// <param name="host">The process.</param>
internal sealed class CommandContext(CliHost host)
{
    private readonly Option<string> _root = Global<string>("--root", "DIR", $"The folder of all projects [{EnvironmentSettings.Root}, else ~/.ora/projects]");
    private readonly Option<string> _project = Global<string>("--project", "NAME", $"The project [{EnvironmentSettings.Project}]");
    private readonly Option<bool> _json = Global<bool>("--json", null, "Print exactly one JSON object, also for an error");

    /// <summary>The process.</summary>
    public CliHost Host => host;

    /// <summary>The global options.</summary>
    public IEnumerable<Option> GlobalOptions => [_root, _project, _json];

    /// <summary>The absolute path of the folder of all projects.</summary>
    public string Root(ParseResult parsed) => ProjectLocation.Root(parsed.GetValue(_root), host);

    /// <summary>The project's name.</summary>
    /// <exception cref="OraException">None is named, or the name is malformed.</exception>
    public ProjectName Project(ParseResult parsed) => ProjectLocation.Project(parsed.GetValue(_project), host);

    /// <summary>Whether <c>--json</c> was given.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The writer of outcomes.</summary>
    public Reporter Reporter(ParseResult parsed) => new(host, IsJson(parsed));

    /// <summary>Sets what a command does; its refusals and faults become exit codes here, and only here.</summary>
    public void SetAction(Command command, Func<ParseResult, CancellationToken, Task<Report>> run) =>
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));

    /// <summary>Sets what a command does with the project that is named; it is open meanwhile.</summary>
    public void SetAction(Command command, Func<ParseResult, OpenProject, CancellationToken, Task<Report>> run) =>
        SetAction(command, async (parsed, cancellationToken) =>
        {
            // What would be logged, such as an index that cannot be used, is in the answer of the command, or in that of "ora status".
            await using var project = await OpenProject.OpenAsync(
                Root(parsed), Project(parsed), NullLoggerFactory.Instance, host.Clock, cancellationToken, new ProjectAdapters(host.Variables));
            return await run(parsed, project, cancellationToken);
        });

    private async Task<int> RunAsync(
        ParseResult parsed, Func<ParseResult, CancellationToken, Task<Report>> run, CancellationToken cancellationToken)
    {
        var reporter = Reporter(parsed);
        try
        {
            EnvironmentSettings.RefuseUnknown(host.Variables);
            return reporter.Write(await run(parsed, cancellationToken));
        }
        catch (OraException refusal)
        {
            return reporter.Write(refusal);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return reporter.WriteInterrupted();
        }
        catch (IndexUnavailableException e)
        {
            return reporter.Write(new OraException(
                OraErrorCode.Unavailable,
                $"The project's database does not work: {e.Message}",
                "Tasks and messages are safe in the files: remove ora.db from the project's folder and run `ora rebuild`.",
                inner: e));
        }
        catch (RemoteServiceException e)
        {
            return reporter.Write(new OraException(
                OraErrorCode.Unavailable, e.Message, "What waits stays in the project and follows by itself; run the command again when the service answers.", inner: e));
        }
        catch (StateUnavailableException e)
        {
            return reporter.Write(new OraException(OraErrorCode.Unavailable, e.Problem, e.NextStep, inner: e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return reporter.Write(new OraException(
                OraErrorCode.Unavailable, $"Storage refuses: {e.Message}", "Check that the disk has room and the folder may be written.", inner: e));
        }
        catch (Exception fault)
        {
            return reporter.WriteFault(fault);
        }
    }

    private static Option<T> Global<T>(string name, string? valueName, string description) =>
        new(name) { Description = description, HelpName = valueName, Recursive = true };
}

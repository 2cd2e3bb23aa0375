namespace FleetDemo.Agents;

/// <summary>The command line by which this program starts itself as a worker. It is between the two alone.</summary>
internal static class WorkerArguments
{
    /// <summary>The first argument of a worker.</summary>
    public const string Command = "worker";

    private const string HoldsFlag = "holds";

    public static IReadOnlyList<string> Format(WorkerOptions options, OraSetup setup, string logs) =>
    [
        Command, options.Name, options.Tree, options.Work, options.Holds ? HoldsFlag : "",
        logs, setup.Root, setup.Project, setup.Program.Command, .. setup.Program.Arguments,
    ];

    public static (WorkerOptions Options, OraSetup Setup, string Logs) Parse(string[] arguments) => (
        new WorkerOptions(arguments[1], arguments[2], arguments[3], arguments[4] == HoldsFlag),
        new OraSetup(new ProgramFile(arguments[8], arguments[9..]), arguments[6], arguments[7]),
        arguments[5]);
}

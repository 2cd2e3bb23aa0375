using Ora.Contention;

const string Usage = """
    usage: Ora.Contention [short|long] [PROGRAM]

    Starts many `ora serve` processes on one project and checks that every task is claimed once, that nobody starves, that overlapping
    paths are never out together, and how a lease ends while its owner completes. The long profile, on a machine that does nothing
    else, also holds the times to their targets. PROGRAM is the ora to try; without it the one that was built beside this program.
    Exit code: 0 all holds, 1 a violation, 2 the command line.
    """;

var profile = args.FirstOrDefault() switch
{
    null or "short" => Profile.Brief,
    "long" => Profile.Soak,
    _ => null,
};
if (profile is null || args.Length > 2)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var program = args.Length == 2 ? Path.GetFullPath(args[1]) : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ora.exe" : "ora");
var violations = await ContentionRun.RunAsync(program, profile, Console.Out, TimeProvider.System, CancellationToken.None);
Console.WriteLine(violations.Count == 0 ? "Everything holds." : $"{violations.Count} violations:");
foreach (var violation in violations) Console.WriteLine($"  {violation}");
return violations.Count == 0 ? 0 : 1;

using FleetDemo.Agents;
using FleetDemo.Documents;
using FleetDemo.Fleet;

const int Done = 0;
const int Wrong = 1;
const int BadUsage = 2;

if (args is [WorkerArguments.Command, _, ..])
{
    var (options, setup, logs) = WorkerArguments.Parse(args);
    return await WorkerProgram.RunAsync(setup, options, logs, TimeProvider.System);
}

if (args.Length > 1 || args is ["-h" or "--help"])
{
    Console.Error.WriteLine("usage: FleetDemo [folder]\n\nChecks the Markdown files of a folder, by default this repository's own, with a fleet of agents.");
    return args.Length > 1 ? BadUsage : Done;
}

var folder = args is [var given] ? given : RepositoryFolder();
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"There is no folder {folder}. Give the path of a folder with Markdown files.");
    return BadUsage;
}

var tree = DocumentTree.Find(folder);
if (tree.Files.Count == 0)
{
    Console.Error.WriteLine($"No Markdown file (*.md, *.markdown) is in {tree.Root} or below it: nothing to check. Give another folder.");
    return BadUsage;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};

try
{
    return await RunAsync(tree, interrupted.Token) ? Done : Wrong;
}
catch (Exception e) when (e is ProgramFailedException or OraRefusedException or OperationCanceledException)
{
    Console.Error.WriteLine(e.Message);
    return Wrong;
}

static async Task<bool> RunAsync(DocumentTree tree, CancellationToken cancellationToken)
{
    var screen = new Screen(Console.Out, TimeProvider.System);
    screen.Line($"{tree.Files.Count} Markdown files in {tree.Root}");
    if (tree.Skipped.Count > 0) screen.Line($"not looked into: {string.Join(", ", tree.Skipped)}");
    var workplace = await Workplace.CreateAsync(cancellationToken);
    screen.Line($"everything is in {workplace.Folder}");
    screen.Line("");

    var run = new FleetRun(tree, workplace, screen, TimeProvider.System);
    var outcome = await run.RunAsync(cancellationToken);
    await run.ReviewAsync(cancellationToken);
    var right = await new Ending(tree, workplace, screen, outcome).ShowAsync(run.ReportTitle);
    screen.Line("");
    screen.Line($"{(right ? "All is well" : "Something is wrong")} after {screen.Elapsed.TotalSeconds:0} s.");
    return right;
}

// The folder that holds the solution, seen from where the build put this program.
static string RepositoryFolder()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "Ora.Mcp.sln"))) return folder.FullName;
    }

    return Environment.CurrentDirectory;
}

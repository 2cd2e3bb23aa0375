using System.Globalization;
using Ora.Benchmarks.Inside;
using Ora.Benchmarks.Outside;

const string Usage = """
    usage: Ora.Benchmarks outside [PROGRAM]   start, memory, task cycles and contention over stdio; publishes ora if none is given
           Ora.Benchmarks inside [...]        the queue and its index without MCP; what follows is BenchmarkDotNet's
           Ora.Benchmarks check PROGRAM       what must hold of a published ora, nothing timed
    """;

var time = TimeProvider.System;
var output = Console.Out;
return args switch
{
    ["outside"] => await OutsideAsync(await Tools.PublishOraAsync(output, CancellationToken.None)),
    ["outside", var program] => await OutsideAsync(Path.GetFullPath(program)),
    ["inside", .. var rest] => Inside(rest),
    ["check", var program] => await CheckAsync(program),
    _ => Fail(),
};

async Task<int> OutsideAsync(string program)
{
    using var folder = new OraFolder(program);
    var reference = await Tools.InstallReferenceAsync(Path.Combine(folder.Root, "memory.json"), output, CancellationToken.None);
    var table = new ResultTable();
    await StartBenchmark.RunAsync(folder, reference, table, time, CancellationToken.None);
    await TaskCycleBenchmark.RunAsync(folder, table, output, time, CancellationToken.None);
    var contention = await ContentionCheck.RunAsync(folder, time, CancellationToken.None);
    table.Add(
        $"{ContentionCheck.Agents} processes, {ContentionCheck.Tasks} tasks: claims / different tasks",
        string.Create(CultureInfo.InvariantCulture, $"{contention.Claims} / {contention.Tasks}"));
    table.Add("  claims and results per second", string.Create(CultureInfo.InvariantCulture, $"{contention.Claims / contention.Took.TotalSeconds:0}"));
    table.Add("  claims of the agent with the fewest / most", string.Create(CultureInfo.InvariantCulture, $"{contention.PerAgentMin} / {contention.PerAgentMax}"));
    table.Add("  get_task p50 / p99", $"{ResultTable.Milliseconds(contention.Calls.Median)} / {ResultTable.Milliseconds(contention.Calls.Quantile(0.99))}");
    output.WriteLine();
    table.Write(output);
    return contention.Holds ? 0 : 1;
}

async Task<int> CheckAsync(string program)
{
    using var folder = new OraFolder(Path.GetFullPath(program));
    return await PublishedChecks.RunAsync(folder, output, time, CancellationToken.None) ? 0 : 1;
}

static int Inside(string[] arguments)
{
    InsideBenchmarks.Run(arguments);
    return 0;
}

int Fail()
{
    Console.Error.WriteLine(Usage);
    return 2;
}

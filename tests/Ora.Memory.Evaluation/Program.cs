using System.Diagnostics;
using System.Text.Json.Nodes;
using Ora.Benchmarks.Outside;
using Ora.Memory.Evaluation;
using Ora.Memory.Evaluation.Data;
using Ora.Memory.Evaluation.Growth;
using Ora.Memory.Evaluation.Memories;
using Ora.Memory.Evaluation.Scoring;

if (Arguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

var output = arguments.IsJson ? Console.Error : Console.Out;
var program = arguments.IsInProcess ? "" : arguments.Program ?? await Tools.PublishOraAsync(Console.Error, CancellationToken.None);
if (arguments.IsGrowth)
{
    var growth = await new GrowthMeasure(Path.GetFullPath(program), output).RunAsync([1_000, 10_000, 100_000], CancellationToken.None);
    if (arguments.IsJson) Console.Out.WriteLine(new JsonObject { ["growth"] = growth }.ToJsonString());
    return 0;
}

var sets = arguments.Folders.Select(folder => DataSet.Read(folder, arguments.Split, arguments.Every)).ToList();
var results = new JsonArray();
output.WriteLine(Scores.Heading);
foreach (var (name, weights) in arguments.Variants)
{
    foreach (var set in sets)
    {
        await using IEvaluatedMemory memory = arguments.IsInProcess ? new InProcessMemory(weights) : new ServedMemory(Path.GetFullPath(program));
        var scores = await EvaluateAsync(memory, set);
        var label = name.Length == 0 ? set.Name : $"{set.Name} {name}";
        results.Add(scores.ToJson(label));
        output.WriteLine(scores.ToLine(label));
    }
}

if (arguments.IsJson) Console.Out.WriteLine(new JsonObject { ["results"] = results }.ToJsonString());
return 0;

static async Task<Scores> EvaluateAsync(IEvaluatedMemory memory, DataSet set)
{
    var scores = new Scores();
    foreach (var ns in set.Namespaces)
    {
        await using var project = await memory.ImportAsync(ns, CancellationToken.None);
        foreach (var question in ns.Questions)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await project.AskAsync(question.Text, CancellationToken.None);
            scores.Add(question, answer, Stopwatch.GetElapsedTime(started));
        }
    }

    return scores;
}

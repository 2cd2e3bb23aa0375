using System.Diagnostics;
using System.Text.Json.Nodes;
using Ora.Memory.Evaluation;
using Ora.Memory.Evaluation.Data;
using Ora.Memory.Evaluation.Memories;
using Ora.Memory.Evaluation.Scoring;

if (Arguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

var output = Console.Out;
var sets = arguments.Folders.Select(folder => DataSet.Read(folder, arguments.Split, arguments.Every)).ToList();
var results = new JsonArray();
if (!arguments.IsJson) output.WriteLine(Scores.Heading);
foreach (var (name, weights) in arguments.Variants)
{
    foreach (var set in sets)
    {
        await using IEvaluatedMemory memory = new InProcessMemory(weights);
        var scores = await EvaluateAsync(memory, set);
        var label = name.Length == 0 ? set.Name : $"{set.Name} {name}";
        if (arguments.IsJson) results.Add(scores.ToJson(label));
        else output.WriteLine(scores.ToLine(label));
    }
}

if (arguments.IsJson) output.WriteLine(new JsonObject { ["results"] = results }.ToJsonString());
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

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Ora.Benchmarks.Outside;
using Ora.Memory.Evaluation.Memories;

namespace Ora.Memory.Evaluation.Growth;

/// <summary>
/// How the time of <c>query_memory</c> and <c>remember</c>, and the memory of a server, grow with what a project knows. Every size is
/// measured on a server of its own, asked over its standard input and output.
/// </summary>
internal sealed class GrowthMeasure(string program, TextWriter output)
{
    private const string Project = "growth";
    private const int Calls = 200;
    private const int ImportSize = 10_000;

    public async Task<JsonArray> RunAsync(IEnumerable<int> sizes, CancellationToken cancellationToken)
    {
        using var folder = new OraFolder(program);
        await folder.CreateAsync(Project, cancellationToken);
        var text = new SampleText();
        var results = new JsonArray();
        output.WriteLine($"{"passages",10}{"import/s",10}{"query p50",11}{"query p95",11}{"again p50",11}{"remember p50",14}{"p95",9}{"at start MiB",14}{"after MiB",11}{"ora.db MiB",12}");
        var size = 0;
        foreach (var next in sizes)
        {
            var started = Stopwatch.GetTimestamp();
            for (var from = size; from < next; from += ImportSize)
                await ServedMemory.ImportAsync(folder, Project, text.Entries(from, Math.Min(next, from + ImportSize)), cancellationToken);
            var rate = (next - size) / Stopwatch.GetElapsedTime(started).TotalSeconds;
            size = next;
            results.Add(await MeasureAsync(folder, text, size, rate, cancellationToken));
        }

        return results;
    }

    private async Task<JsonObject> MeasureAsync(OraFolder folder, SampleText text, int size, double importsPerSecond, CancellationToken cancellationToken)
    {
        await Tools.FlushDisksAsync(cancellationToken);
        await using var server = await StdioServer.StartAsync(folder.Server(Project, "asker"), cancellationToken);
        await server.CallAsync("post_heartbeat", new JsonObject { ["status"] = "idle" }, cancellationToken);
        var before = server.ResidentBytes;
        var questions = text.Questions(Calls).ToList();
        var queries = await TimeAsync(questions, q => server.CallAsync("query_memory", new JsonObject { ["query"] = q }, cancellationToken));
        var again = await TimeAsync(questions.TakeLast(20), q => server.CallAsync("query_memory", new JsonObject { ["query"] = q }, cancellationToken));
        var remembered = await TimeAsync(
            text.Questions(Calls), t => server.CallAsync("remember", new JsonObject { ["text"] = t, ["type"] = "note" }, cancellationToken));
        var after = server.ResidentBytes;
        var database = new FileInfo(Path.Combine(folder.Root, Project, "ora.db")).Length;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{size,10}{importsPerSecond,10:0}{At(queries, 0.5),11:0.00}{At(queries, 0.95),11:0.00}{At(again, 0.5),11:0.00}{At(remembered, 0.5),14:0.00}{At(remembered, 0.95),9:0.00}{Mebibytes(before),14:0.0}{Mebibytes(after),11:0.0}{Mebibytes(database),12:0.0}"));
        return new JsonObject
        {
            ["passages"] = size,
            ["importsPerSecond"] = Math.Round(importsPerSecond),
            ["queryMillisecondsP50"] = At(queries, 0.5),
            ["queryMillisecondsP95"] = At(queries, 0.95),
            ["queryAgainMillisecondsP50"] = At(again, 0.5),
            ["rememberMillisecondsP50"] = At(remembered, 0.5),
            ["rememberMillisecondsP95"] = At(remembered, 0.95),
            ["residentBytesBefore"] = before,
            ["residentBytesAfter"] = after,
            ["databaseBytes"] = database,
        };
    }

    private static async Task<List<double>> TimeAsync(IEnumerable<string> texts, Func<string, Task> call)
    {
        var times = new List<double>();
        foreach (var text in texts)
        {
            var started = Stopwatch.GetTimestamp();
            await call(text);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        return times;
    }

    private static double At(List<double> sorted, double part) => Math.Round(sorted[(int)Math.Min(sorted.Count - 1, part * sorted.Count)], 3);

    private static double Mebibytes(long bytes) => bytes / (1024.0 * 1024.0);
}

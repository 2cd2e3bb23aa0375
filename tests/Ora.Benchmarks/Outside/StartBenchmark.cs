using System.Text.Json.Nodes;

namespace Ora.Benchmarks.Outside;

/// <summary>From the start of the process to the answer of <c>initialize</c>, and the memory held after the tools were listed.</summary>
internal static class StartBenchmark
{
    private const int Runs = 25;
    private const int WarmUpRuns = 3;
    private const double TimeTarget = 1 / 8.0;
    private const double MemoryTarget = 1 / 3.0;

    public static async Task RunAsync(OraFolder folder, ServerCommand reference, ResultTable table, TimeProvider time, CancellationToken cancellationToken)
    {
        await folder.CreateAsync("start", cancellationToken);
        var ora = new Measured(folder.Server("start", "starter"));
        var node = new Measured(reference);
        for (var run = -WarmUpRuns; run < Runs; run++)
        {
            // By turns, so that whatever else the machine does hits both alike.
            await ora.RunAsync(keep: run >= 0, time, cancellationToken);
            await node.RunAsync(keep: run >= 0, time, cancellationToken);
        }

        table.AddRatio(
            "start to the initialize answer, p50", ResultTable.Milliseconds(ora.Start.Median),
            $"server-memory on Node: {ResultTable.Milliseconds(node.Start.Median)}", ora.Start.Median / node.Start.Median, TimeTarget, "≤ 1/8 = 0.125");
        table.AddRatio(
            "resident memory after tools/list, p50", ResultTable.MiB(ora.MedianBytes),
            $"server-memory on Node: {ResultTable.MiB(node.MedianBytes)}", ora.MedianBytes / node.MedianBytes, MemoryTarget, "≤ 1/3 = 0.333");
    }

    private sealed class Measured(ServerCommand command)
    {
        private readonly List<long> _bytes = [];

        public Samples Start { get; } = new();

        public double MedianBytes => _bytes.Order().ElementAt(_bytes.Count / 2);

        public async Task RunAsync(bool keep, TimeProvider time, CancellationToken cancellationToken)
        {
            var began = time.GetTimestamp();
            await using var server = await StdioServer.StartAsync(command, cancellationToken);
            var took = time.GetElapsedTime(began);
            await server.RequestAsync("tools/list", new JsonObject(), cancellationToken);
            if (!keep) return;
            Start.Add(took);
            _bytes.Add(server.ResidentBytes);
        }
    }
}

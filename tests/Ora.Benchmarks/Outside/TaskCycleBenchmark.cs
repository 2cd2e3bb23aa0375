using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ora.Benchmarks.Outside;

/// <summary>
/// Create, get and complete of one task over MCP, with 0, 10,000 and 100,000 others waiting, and the flushes and renames that it
/// consists of alone. All by turns in one run on one file system.
/// </summary>
internal static class TaskCycleBenchmark
{
    private const int Rounds = 300;
    private const int WarmUpRounds = 30;
    private const double QueueTarget = 1.3;
    private const double BareTarget = 2;
    private const double HeartbeatTargetMilliseconds = 1;
    private static readonly int[] Waiting = [0, 10_000, 100_000];

    public static async Task RunAsync(OraFolder folder, ResultTable table, TextWriter progress, TimeProvider time, CancellationToken cancellationToken)
    {
        var bare = new BareDisk(folder.Root);
        var bareTimes = new Samples();
        var queues = new List<LoadedQueue>();
        try
        {
            foreach (var waiting in Waiting) queues.Add(await LoadedQueue.OpenAsync(folder, waiting, progress, time, cancellationToken));
            await Tools.FlushDisksAsync(cancellationToken);
            for (var round = -WarmUpRounds; round < Rounds; round++)
            {
                var start = time.GetTimestamp();
                bare.Cycle(time.GetUtcNow());
                if (round >= 0) bareTimes.Add(time.GetElapsedTime(start));
                // Each goes first as often as the others: what one leaves to be done behind its answer, the next one feels.
                for (var turn = 0; turn < queues.Count; turn++)
                    await queues[(round + WarmUpRounds + turn) % queues.Count].CycleAsync(keep: round >= 0, time, cancellationToken);
            }
        }
        finally
        {
            foreach (var queue in queues) await queue.DisposeAsync();
        }

        Report(table, bareTimes, queues);
    }

    private static void Report(ResultTable table, Samples bare, List<LoadedQueue> queues)
    {
        var empty = queues[0];
        table.AddRatio(
            "create + get + complete, empty queue, p50", ResultTable.Milliseconds(empty.Cycle.Median),
            $"its flushes and renames alone: {ResultTable.Milliseconds(bare.Median)}", empty.Cycle.Median / bare.Median, BareTarget, "≤ 2");
        foreach (var queue in queues.Skip(1))
        {
            table.AddRatio(
                $"create + get + complete, {Thousands(queue.Waiting)} waiting, p50", ResultTable.Milliseconds(queue.Cycle.Median),
                $"empty queue: {ResultTable.Milliseconds(empty.Cycle.Median)}", queue.Cycle.Median / empty.Cycle.Median, QueueTarget, "≤ 1.3");
        }

        foreach (var queue in queues)
        {
            table.Add(
                $"  of it create / get / complete, {Thousands(queue.Waiting)} waiting",
                $"{ResultTable.Milliseconds(queue.Create.Median)} / {ResultTable.Milliseconds(queue.Get.Median)} / {ResultTable.Milliseconds(queue.Complete.Median)}");
            table.AddLimit($"heartbeat, {Thousands(queue.Waiting)} waiting, p50", queue.Heartbeat.Median, HeartbeatTargetMilliseconds);
        }

        foreach (var queue in queues.Skip(1))
            table.Add($"{Thousands(queue.Waiting)} files dropped into inbox/, taken in", $"{queue.TakenIn.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
    }

    private static string Thousands(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A project with tasks waiting, and two servers on it: one that assigns, one that works.</summary>
    private sealed class LoadedQueue : IAsyncDisposable
    {
        private readonly StdioServer _director;
        private readonly StdioServer _agent;

        private LoadedQueue(int waiting, StdioServer director, StdioServer agent)
        {
            Waiting = waiting;
            _director = director;
            _agent = agent;
        }

        public int Waiting { get; }

        public TimeSpan TakenIn { get; private set; }

        public Samples Cycle { get; } = new();

        public Samples Create { get; } = new();

        public Samples Get { get; } = new();

        public Samples Heartbeat { get; } = new();

        public Samples Complete { get; } = new();

        public static async Task<LoadedQueue> OpenAsync(
            OraFolder folder, int waiting, TextWriter progress, TimeProvider time, CancellationToken cancellationToken)
        {
            var project = string.Create(CultureInfo.InvariantCulture, $"waiting-{waiting}");
            await folder.CreateAsync(project, cancellationToken);
            folder.DropTasks(project, waiting);
            var queue = new LoadedQueue(
                waiting,
                await StdioServer.StartAsync(folder.Server(project, "boss", "director"), cancellationToken),
                await StdioServer.StartAsync(folder.Server(project, "worker"), cancellationToken));
            var start = time.GetTimestamp();
            await queue.CycleAsync(keep: false, time, cancellationToken);
            queue.TakenIn = time.GetElapsedTime(start);
            await folder.CatchUpAsync(project, cancellationToken);
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{waiting} tasks waiting: first cycle after {queue.TakenIn.TotalSeconds:0.0} s"));
            return queue;
        }

        /// <summary>Creates a task that goes before all that wait, gets it, says once that it is alive, and completes it.</summary>
        public async Task CycleAsync(bool keep, TimeProvider time, CancellationToken cancellationToken)
        {
            var discarded = new Samples();
            var before = time.GetTimestamp();
            await (keep ? Create : discarded).TimeAsync(time, () => _director.CallAsync("assign_task", NewTask(), cancellationToken));
            var got = await (keep ? Get : discarded).TimeAsync(time, () => _agent.CallAsync("get_task", new JsonObject(), cancellationToken));
            var untilGot = time.GetElapsedTime(before);
            var claim = ClaimOf(got);

            await (keep ? Heartbeat : discarded).TimeAsync(
                time, () => _agent.CallAsync("post_heartbeat", new JsonObject { ["claim"] = claim, ["status"] = "in_progress" }, cancellationToken));

            before = time.GetTimestamp();
            await (keep ? Complete : discarded).TimeAsync(
                time, () => _agent.CallAsync("complete_task", new JsonObject { ["claim"] = claim, ["outcome"] = "completed", ["summary"] = "Done." }, cancellationToken));
            if (keep) Cycle.Add(untilGot + time.GetElapsedTime(before));
        }

        public async ValueTask DisposeAsync()
        {
            await _director.DisposeAsync();
            await _agent.DisposeAsync();
        }

        private static JsonObject NewTask() => new()
        {
            ["title"] = "A task that is measured",
            ["description"] = "It is created, got and completed while others wait.",
            ["priority"] = "HIGH",
        };

        private static string ClaimOf(JsonElement got) => got.GetProperty("task").GetProperty("title").GetString() == "A task that is measured"
            ? got.GetProperty("claim").GetString()!
            : throw new InvalidOperationException($"Another task was handed out: {got.GetRawText()}");
    }
}

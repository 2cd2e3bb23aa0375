namespace FleetDemo.Agents;

/// <summary>
/// The process of one worker. It connects, says that it is ready, starts to work when a line comes on its standard input and ends
/// when that input ends, also when whoever started it has died.
/// </summary>
internal static class WorkerProgram
{
    public static async Task<int> RunAsync(OraSetup setup, WorkerOptions options, string logs, TimeProvider time)
    {
        using var journal = new Journal(options.Name, JournalPath(logs, options.Name), time);
        using var stop = new CancellationTokenSource();
        await using var serverLog = TextWriter.Synchronized(new StreamWriter(Path.Combine(logs, $"{options.Name}.server.log")) { AutoFlush = true });
        using var input = new StreamReader(Console.OpenStandardInput()); // Console.In would block where it seems to wait.
        try
        {
            await using var ora = await OraConnection.OpenAsync(setup, options.Name, "agent", serverLog.WriteLine, stop.Token);
            journal.Write(WorkerEventKind.Ready);
            if (await input.ReadLineAsync(stop.Token) is null) return 0;
            var inputEnds = StopAtEndAsync(input, stop);
            try
            {
                await new Worker(options, ora, journal, time).RunAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                await inputEnds;
            }

            return 0;
        }
        catch (Exception e) when (e is OraRefusedException or IOException or TimeoutException or ModelContextProtocol.McpException)
        {
            journal.Write(WorkerEventKind.Broken, e.Message);
            return 1;
        }
    }

    /// <summary>Where a worker's record is.</summary>
    public static string JournalPath(string logs, string worker) => Path.Combine(logs, $"{worker}.jsonl");

    private static async Task StopAtEndAsync(StreamReader input, CancellationTokenSource stop)
    {
        while (await input.ReadLineAsync(CancellationToken.None) is not null)
        {
            // Nothing more is said to a worker; only the end of its input counts.
        }

        await stop.CancelAsync();
    }
}

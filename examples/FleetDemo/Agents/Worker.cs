using System.Text.Json.Nodes;
using FleetDemo.Documents;

namespace FleetDemo.Agents;

/// <summary>What a worker process is told when it is started.</summary>
/// <param name="Name">Its agent id.</param>
/// <param name="Tree">The folder whose documents are checked.</param>
/// <param name="Work">The folder that results are written to.</param>
/// <param name="Holds">It stops in the middle of its first task and stays there, alive, until it is killed.</param>
internal sealed record WorkerOptions(string Name, string Tree, string Work, bool Holds);

/// <summary>An agent: takes a task, does it, says so, takes the next.</summary>
internal sealed class Worker(WorkerOptions options, OraConnection ora, Journal journal, TimeProvider time)
{
    private const int WaitSeconds = 20;
    private readonly DocumentChecker _checker = new(options.Tree);

    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var answer = await ora.CallAsync("get_task", new JsonObject { ["waitSeconds"] = WaitSeconds }, stop);
            if (ClaimedWork.From(answer) is { } work) await DoAsync(work, stop);
        }
    }

    private async Task DoAsync(ClaimedWork work, CancellationToken stop)
    {
        journal.Write(WorkerEventKind.Claimed, work);
        await using var lease = new Lease(ora, work, time, stop);
        try
        {
            var (summary, artifacts) = await PerformAsync(work, lease);
            journal.Write(WorkerEventKind.Completing, work);
            var answer = await ora.CallAsync(
                "complete_task",
                new JsonObject
                {
                    ["claim"] = work.Claim,
                    ["outcome"] = "completed",
                    ["summary"] = summary,
                    ["artifacts"] = new JsonArray([.. artifacts.Select(a => (JsonNode)a)]),
                },
                stop);
            journal.Write(WorkerEventKind.Acknowledged, work, answer.GetProperty("result").GetString());
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            journal.Write(WorkerEventKind.Dropped, work);
        }
        catch (OraRefusedException) when (!stop.IsCancellationRequested)
        {
            // Between two heartbeats the task can have become another's, and then what is said under the old claim is refused.
            if (await lease.IsHeldAsync()) throw;
            journal.Write(WorkerEventKind.Dropped, work);
        }
    }

    private async Task<(string Summary, IReadOnlyList<string> Artifacts)> PerformAsync(ClaimedWork work, Lease lease)
    {
        if (work.Instruction("file") is { } file) return await CheckAsync(work, file, lease);
        if (work.Instruction("report") is { } report) return await ReportAsync(work, report, lease);
        return ($"{work.DependsOn.Count} tasks are done.", []);
    }

    private async Task<(string, IReadOnlyList<string>)> CheckAsync(ClaimedWork work, string file, Lease lease)
    {
        var findings = await _checker.CheckAsync(file, lease.Lost);
        if (options.Holds)
        {
            journal.Write(WorkerEventKind.Holding, work);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, lease.Lost);
        }

        var section = work.Paths[0];
        await SectionFile.AddAsync(Path.Combine(options.Work, section), findings, lease.Lost);
        return (findings.Summary, [section]);
    }

    private async Task<(string, IReadOnlyList<string>)> ReportAsync(ClaimedWork work, string report, Lease lease)
    {
        var title = await lease.AskAsync(
            "The report needs a title, and no one has said what it is called.",
            "A person names the report.",
            asked: blockerId => journal.Write(WorkerEventKind.Blocked, work, blockerId));
        journal.Write(WorkerEventKind.Answered, work, title);

        var results = await ResultReader.ReadAsync(ora, work.DependsOn, lease.Lost);
        var findings = new List<Findings>();
        foreach (var section in results.SelectMany(r => r.Artifacts).Distinct(StringComparer.Ordinal))
            findings.AddRange((await SectionFile.ReadAsync(Path.Combine(options.Work, section), lease.Lost)).Values);

        await File.WriteAllTextAsync(Path.Combine(options.Work, report), Report.Render(title, findings), lease.Lost);
        return ($"The report on {findings.Count} files is written.", [report]);
    }
}

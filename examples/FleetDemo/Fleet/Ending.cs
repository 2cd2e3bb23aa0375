using System.Globalization;
using FleetDemo.Agents;
using FleetDemo.Documents;
using FleetDemo.Verification;

namespace FleetDemo.Fleet;

/// <summary>Shows what came of a run and whether it is as it must be.</summary>
internal sealed class Ending(DocumentTree tree, Workplace workplace, Screen screen, RunOutcome outcome)
{
    private const int RowsMax = 40;
    private const int ReportLinesMax = 60;

    /// <summary>Shows everything.</summary>
    /// <returns>Whether all checks hold.</returns>
    public async Task<bool> ShowAsync(string reportTitle)
    {
        var attempts = Attempt.ReadJournals(outcome.Workers.Select(w => WorkerProgram.JournalPath(workplace.Logs, w)));
        ShowWork(attempts);
        ShowFile("The report", workplace.Report);
        ShowFile("The Director's summary", workplace.Summaries() is [.., var last] ? last : "");

        var audit = new Audit([.. outcome.Board.Tasks.Keys], attempts, new QueueFolder(workplace.Project));
        IReadOnlyList<Check> checks =
        [
            .. audit.EveryTaskEnded(),
            .. audit.EveryResultKept(),
            .. audit.OverlappingPathsTookTurns(),
            .. audit.KilledTaskWasTakenOver(outcome.Killed, outcome.KilledTaskId),
            .. audit.QuestionWasAnswered(outcome.Board.ReportId, reportTitle),
            .. audit.InvalidFileWasRejected(FleetRun.InvalidFile),
            .. await Audit.ReportIsRightAsync(tree, workplace.Report, reportTitle),
        ];
        screen.Heading("CHECK");
        foreach (var check in checks) screen.Line($"{(check.Holds ? "ok    " : "WRONG ")}{check.Text}");
        return checks.All(c => c.Holds);
    }

    private void ShowWork(IReadOnlyList<Attempt> attempts)
    {
        screen.Heading("Who did what");
        var rows = outcome.Board.Tasks.Select(t => Row(t.Value, [.. attempts.Where(a => a.TaskId == t.Key)])).ToList();
        screen.Table(["Task", "Workers", "Attempts", "Time", "Result"], rows[..Math.Min(rows.Count, RowsMax)]);
        if (rows.Count > RowsMax) screen.Line($"… and {rows.Count - RowsMax} more");
        screen.Line("");
        foreach (var worker in outcome.Workers)
        {
            var done = attempts.Count(a => a.Worker == worker && a.Result is "completed");
            screen.Line($"{worker}: {done} {(done == 1 ? "task" : "tasks")}{(worker == outcome.Killed ? ", then killed" : "")}");
        }
    }

    private static string[] Row(PlannedTask task, List<Attempt> attempts)
    {
        var workers = string.Join(", then ", attempts.Select(a => a.Worker));
        var time = attempts.Count == 0 ? TimeSpan.Zero : attempts[^1].EndedAt - attempts[0].ClaimedAt;
        return
        [
            task.Title, workers, $"{attempts.Count}", string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
            attempts.LastOrDefault(a => a.Result is not null)?.Result ?? "none",
        ];
    }

    private void ShowFile(string heading, string path)
    {
        screen.Heading(heading);
        if (!File.Exists(path))
        {
            screen.Line("There is none.");
            return;
        }

        var lines = File.ReadAllLines(path);
        foreach (var line in lines.Take(ReportLinesMax)) screen.Line(line);
        if (lines.Length > ReportLinesMax) screen.Line($"… and {lines.Length - ReportLinesMax} more lines");
        screen.Line("");
        screen.Line($"(whole: {path})");
    }
}

using FleetDemo.Documents;

namespace FleetDemo.Verification;

/// <summary>One thing that must be so, and whether it is.</summary>
internal readonly record struct Check(bool Holds, string Text);

/// <summary>Compares what the workers were told with what Ora has on disk.</summary>
/// <param name="taskIds">All tasks that were given to Ora.</param>
/// <param name="attempts">What the workers did.</param>
/// <param name="queue">What Ora has.</param>
internal sealed class Audit(IReadOnlyCollection<string> taskIds, IReadOnlyList<Attempt> attempts, QueueFolder queue)
{
    /// <summary>Every task's file is in one folder, and that folder is an end state; no file is on its way anywhere.</summary>
    public IEnumerable<Check> EveryTaskEnded()
    {
        var places = taskIds.ToDictionary(id => id, PlacesOf, StringComparer.Ordinal);
        var completed = places.Count(p => p.Value is ["processed"]);
        var failed = places.Count(p => p.Value is ["failed"]);
        yield return new Check(
            completed + failed == taskIds.Count,
            $"every task is in exactly one end state: {completed} of {taskIds.Count} completed, {failed} failed"
                + Examples(places.Where(p => p.Value is not (["processed"] or ["failed"])).Select(p => $"{p.Key} is in [{string.Join(", ", p.Value)}]")));
        yield return new Check(completed == taskIds.Count, "every task was completed");
        foreach (var place in (string[])["inbox", "working", "tmp"])
        {
            var left = queue.Names(place);
            yield return new Check(left.Count == 0, $"no file is left in {place}/" + Examples(left));
        }
    }

    /// <summary>What was acknowledged to a worker is on disk, and each task was completed once.</summary>
    public IEnumerable<Check> EveryResultKept()
    {
        var acknowledged = attempts.Where(a => a.Result is not null).ToList();
        var results = queue.Results();
        var missing = acknowledged.Where(a =>
            !results.Any(r => r.TaskId == a.TaskId && r.Attempt == a.Number && r.AgentId == a.Worker && r.Late == (a.Result == "late"))).ToList();
        yield return new Check(
            missing.Count == 0,
            $"every acknowledged result is there: {acknowledged.Count - missing.Count} of {acknowledged.Count}"
                + Examples(missing.Select(a => $"{a.TaskId}.{a.Number} of {a.Worker}")));

        var twice = results.Where(r => !r.Late).GroupBy(r => r.TaskId).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        yield return new Check(twice.Count == 0, "no task was completed twice" + Examples(twice));
    }

    /// <summary>Two tasks that name the same path were never worked on at the same time.</summary>
    public IEnumerable<Check> OverlappingPathsTookTurns()
    {
        var pairs = 0;
        var clashes = new List<string>();
        // A late attempt went on after its task was taken from it: nobody can stop a process that does not listen.
        foreach (var path in attempts.Where(a => a.Result != "late").SelectMany(a => a.Paths.Select(p => (Path: p, Attempt: a))).GroupBy(x => x.Path))
        {
            var ordered = path.Select(x => x.Attempt).OrderBy(a => a.ClaimedAt).ToList();
            pairs += ordered.Count * (ordered.Count - 1) / 2;
            for (var i = 1; i < ordered.Count; i++)
            {
                if (ordered[i].ClaimedAt < ordered[i - 1].EndedAt)
                    clashes.Add($"{ordered[i - 1].TaskId} and {ordered[i].TaskId} both held {path.Key}");
            }
        }

        yield return new Check(clashes.Count == 0, $"attempts with overlapping paths took turns: {pairs} pairs" + Examples(clashes));
    }

    /// <summary>The task of the worker that was killed was finished by another one.</summary>
    public IEnumerable<Check> KilledTaskWasTakenOver(string worker, string taskId)
    {
        var heir = attempts.FirstOrDefault(a => a.TaskId == taskId && a.Result == "completed");
        yield return new Check(
            heir is not null && heir.Worker != worker && heir.Number > 1,
            $"the task that {worker} held when it was killed was finished by {heir?.Worker ?? "nobody"} in attempt {heir?.Number ?? 0}");
    }

    /// <summary>The task that could not go on without an answer got the one that was given.</summary>
    public IEnumerable<Check> QuestionWasAnswered(string taskId, string answer)
    {
        yield return new Check(
            attempts.Any(a => a.TaskId == taskId && a.Answer == answer && a.Result == "completed"),
            "the blocked task got its answer and was completed with it");
    }

    /// <summary>A file that is no message was set aside with a reason.</summary>
    public IEnumerable<Check> InvalidFileWasRejected(string name)
    {
        var failed = queue.Names("failed");
        yield return new Check(
            failed.Contains(name) && failed.Contains($"{name}.error.json"),
            $"the invalid file {name} is in failed/ with the reason beside it");
    }

    /// <summary>The report has every file once, with what a check of it finds.</summary>
    public static async Task<IReadOnlyList<Check>> ReportIsRightAsync(DocumentTree tree, string report, string title)
    {
        if (!File.Exists(report)) return [new Check(false, "the report is written")];
        var checker = new DocumentChecker(tree.Root);
        var findings = new List<Findings>();
        foreach (var file in tree.Files) findings.Add(await checker.CheckAsync(file, CancellationToken.None));
        var expected = Report.Render(title, findings);
        return [new Check(await File.ReadAllTextAsync(report) == expected, $"the report has each of the {tree.Files.Count} files once, none lost on the way")];
    }

    private List<string> PlacesOf(string taskId) =>
        [.. QueueFolder.TaskPlaces.SelectMany(place => queue.Names(place).Where(name => IsFileOf(name, taskId)).Select(_ => place))];

    // <taskId>.json waiting or done, <taskId>.<spent>.json waiting again, <taskId>.<attempt>.<agent>.json claimed.
    private static bool IsFileOf(string name, string taskId) =>
        name.StartsWith($"{taskId}.", StringComparison.Ordinal) && !name.EndsWith(".error.json", StringComparison.Ordinal);

    private static string Examples(IEnumerable<string> items)
    {
        var shown = items.Take(3).ToList();
        return shown.Count == 0 ? "" : $" ({string.Join("; ", shown)})";
    }
}

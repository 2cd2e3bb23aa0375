using Ora.Processes;

namespace Ora.Contention;

/// <summary>
/// A few processes, then many, claim and complete as fast as they can: every task is claimed once, nobody starves, and many do nearly
/// as much together as few.
/// </summary>
internal static class FairnessCheck
{
    private const double LuckRatioMax = 3;
    private const double SlowestRatioMax = 5;
    private const double ThroughputPartMin = 0.7;

    public static async Task RunAsync(string program, string root, Profile profile, Report report, TimeProvider time, CancellationToken cancellationToken)
    {
        var few = await MeasureAsync(new OraProject(program, root, "few"), profile.FewProcesses, profile, report, time, cancellationToken);
        var many = await MeasureAsync(new OraProject(program, root, "many"), profile.ManyProcesses, profile, report, time, cancellationToken);
        report.Title("Together");
        var part = many / few;
        report.Check(
            part >= ThroughputPartMin,
            $"{profile.ManyProcesses} processes do {part:0.00} of what {profile.FewProcesses} do; at least {ThroughputPartMin:0.00}",
            profile.AssertsTimes);
    }

    private static async Task<double> MeasureAsync(
        OraProject project, int processes, Profile profile, Report report, TimeProvider time, CancellationToken cancellationToken)
    {
        report.Title($"{processes} processes, {profile.Seconds} s");
        await project.CreateAsync(cancellationToken);
        for (var i = 1; i <= profile.Tasks; i++) project.DropTask(OraProject.TaskName(i));
        await CatchUpAsync(project, cancellationToken);
        await using var fleet = await Fleet.StartAsync(project, processes, cancellationToken);
        var (claims, ranOut) = await ClosedLoop.RunAsync(fleet, TimeSpan.FromSeconds(profile.Seconds), TimeSpan.Zero, time, cancellationToken);
        var twice = claims.GroupBy(claim => claim.TaskId).Where(task => task.Count() > 1).Select(task => task.Key).ToList();
        report.Check(twice.Count == 0, $"every task was claimed once: {claims.Count} claims of {claims.Count - twice.Count} tasks");
        report.Check(!ranOut, $"there was work until the end", profile.AssertsTimes);
        CheckFairness([.. claims.Where(claim => claim.Counts)], processes, report, profile.AssertsTimes && processes == profile.ManyProcesses);
        var perSecond = claims.Count(claim => claim.Counts) / (double)profile.Seconds;
        report.Figure("tasks claimed and completed per second", $"{perSecond:0}");
        return perSecond;
    }

    private static void CheckFairness(List<SeenClaim> claims, int processes, Report report, bool counts)
    {
        var perAgent = Enumerable.Range(0, processes).Select(agent => claims.Count(claim => claim.Agent == agent)).Order().ToList();
        var times = claims.Select(claim => claim.Took.TotalMilliseconds).Order().ToList();
        if (times.Count == 0)
        {
            report.Check(false, $"somebody got something");
            return;
        }

        var (p50, p99) = (times[times.Count / 2], times[Math.Min(times.Count - 1, times.Count * 99 / 100)]);
        report.Figure("claims of the unluckiest / median / luckiest process", $"{perAgent[0]} / {perAgent[processes / 2]} / {perAgent[^1]}");
        report.Figure("get_task p50 / p99 / longest, ms", $"{p50:0.0} / {p99:0.0} / {times[^1]:0.0}");
        var luck = perAgent[^1] / Math.Max(0.5, perAgent[0]);
        report.Check(luck <= LuckRatioMax, $"the luckiest got {luck:0.00} times as much as the unluckiest; at most {LuckRatioMax:0.0}", counts);
        report.Check(p99 / p50 <= SlowestRatioMax, $"p99 of get_task is {p99 / p50:0.00} times its p50; at most {SlowestRatioMax:0.0}", counts);
    }

    // The tables must not still be busy with the tasks that were dropped.
    private static async Task CatchUpAsync(OraProject project, CancellationToken cancellationToken)
    {
        while (true)
        {
            var status = await project.RunAsync(["--json", "status"], cancellationToken);
            if (status.ExitCode != 0) throw new InvalidOperationException($"ora status failed: {status.Error}");
            if (System.Text.Json.JsonElement.Parse(status.Output).GetProperty("projectionBacklog").GetInt64() == 0) return;
        }
    }
}

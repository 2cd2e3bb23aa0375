using Ora.Processes;

namespace Ora.Contention;

/// <summary>Tasks of one group name globs that overlap: two of a group must never be out at the same time, and all must get done.</summary>
internal static class PathCheck
{
    private const int Groups = 10;
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(string program, string root, Profile profile, Report report, TimeProvider time, CancellationToken cancellationToken)
    {
        var project = new OraProject(program, root, "paths");
        report.Title($"{profile.ManyProcesses} processes, {profile.PathTasks} tasks in {Groups} groups of overlapping paths");
        await project.CreateAsync(cancellationToken);
        for (var i = 1; i <= profile.PathTasks; i++) project.DropTask(OraProject.TaskName(i), PathsOf(i));
        await using var fleet = await Fleet.StartAsync(project, profile.ManyProcesses, cancellationToken);
        var claims = new List<SeenClaim>();

        // An agent that is offered nothing leaves, because all groups were out; so rounds are run until nothing waits.
        while (project.Names("inbox").Count > 0)
            claims.AddRange((await ClosedLoop.RunAsync(fleet, TimeSpan.FromMinutes(5), Work, time, cancellationToken)).Claims);
        report.Check(claims.Count == profile.PathTasks && claims.DistinctBy(claim => claim.TaskId).Count() == claims.Count, $"every task was claimed once: {claims.Count} claims");
        report.Check(Overlaps(claims) == 0, $"tasks with overlapping paths were never out together: {Overlaps(claims)} overlaps");
        report.Check(MostTogether(claims) > 1, $"tasks of different groups were: up to {MostTogether(claims)} were out together");
    }

    // Half of a group name the folder, half a file in it and *.md: equal globs, and different ones; any two of a group overlap.
    private static string[] PathsOf(int number) => number / Groups % 2 == 0
        ? [$"src/part{number % Groups}/**"]
        : [$"src/part{number % Groups}/file{number}.cs", $"src/part{number % Groups}/*.md"];

    private static int Overlaps(List<SeenClaim> claims) => claims
        .GroupBy(claim => int.Parse(claim.TaskId["task-".Length..], System.Globalization.CultureInfo.InvariantCulture) % Groups)
        .Sum(group =>
        {
            var inOrder = group.OrderBy(claim => claim.HeldFrom).ToList();
            return inOrder.Zip(inOrder.Skip(1)).Count(pair => pair.Second.HeldFrom < pair.First.HeldUntil);
        });

    private static int MostTogether(List<SeenClaim> claims)
    {
        var (now, most) = (0, 0);
        foreach (var (_, step) in claims.SelectMany(claim => new[] { (claim.HeldFrom, 1), (claim.HeldUntil, -1) }).Order())
        {
            now += step;
            most = Math.Max(most, now);
        }

        return most;
    }
}

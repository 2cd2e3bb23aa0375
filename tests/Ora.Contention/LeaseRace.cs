using System.Text.Json;
using Ora.Processes;

namespace Ora.Contention;

/// <summary>
/// A lease ends while its owner completes and a rival asks for work: exactly one of them ends up as the owner, and a result that came
/// too late is kept, once, and labelled.
/// </summary>
internal static class LeaseRace
{
    private const int LeaseSeconds = 1;

    /// <summary>How the completion is spread around the end of the lease.</summary>
    private const int SpreadMilliseconds = 60;

    public static async Task RunAsync(string program, string root, Profile profile, Report report, TimeProvider time, CancellationToken cancellationToken)
    {
        report.Title($"{profile.RacingPairs} pairs race {profile.RaceRounds} times for a task whose lease ends");
        var tally = new Tally();
        await Task.WhenAll(Enumerable.Range(1, profile.RacingPairs).Select(pair => Task.Run(
            () => RaceAsync(new OraProject(program, root, $"race-{pair}"), pair, profile.RaceRounds, tally, time, cancellationToken), cancellationToken)));
        report.Figure("won by the owner / by the rival, with the owner's result late", $"{tally.Owner} / {tally.Rival}");
        foreach (var violation in tally.Violations.Take(10)) report.Check(false, $"{violation}");
        report.Check(tally.Violations.Count == 0, $"every race ended in one owner and, if it was the rival, in one late result that was kept");
        report.Check(tally is { Owner: > 0, Rival: > 0 }, $"both ends of the race were seen", profile.AssertsTimes);
    }

    private static async Task RaceAsync(OraProject project, int seed, int rounds, Tally tally, TimeProvider time, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        await project.CreateAsync(cancellationToken);
        project.Set("leaseSeconds", LeaseSeconds);
        await using var fleet = await Fleet.StartAsync(project, 2, cancellationToken);
        var (owner, rival) = (fleet.Servers[0], fleet.Servers[1]);
        for (var round = 1; round <= rounds; round++)
        {
            var id = OraProject.TaskName(round);
            project.DropTask(id);
            var first = await owner.MustCallAsync("get_task", new() { ["waitSeconds"] = 10 }, cancellationToken);
            if (first["claim"] != $"{id}.1") tally.Violate($"{project.Name}: the owner got {first["claim"] ?? "nothing"} instead of {id}.1");
            var leaseEnd = first.Result.GetProperty("leaseExpiresAt").GetDateTimeOffset();
            var (late, rivalHas) = await CollideAsync(owner, rival, first["claim"]!, leaseEnd, random, time, cancellationToken);
            await SettleAsync(project, rival, id, late, rivalHas, tally, cancellationToken);
        }
    }

    private static async Task<(bool Late, string? RivalHas)> CollideAsync(
        OraServer owner, OraServer rival, string claim, DateTimeOffset leaseEnd, Random random, TimeProvider time, CancellationToken cancellationToken)
    {
        var (ownerAt, rivalAt) = (leaseEnd + Jitter(), leaseEnd + Jitter());
        var completing = Task.Run(
            async () =>
            {
                await UntilAsync(ownerAt);
                return await owner.MustCallAsync("complete_task", new() { ["claim"] = claim, ["outcome"] = "completed", ["summary"] = $"By the owner of {claim}." }, cancellationToken);
            },
            cancellationToken);
        await UntilAsync(rivalAt);
        var got = await rival.MustCallAsync("get_task", [], cancellationToken);
        return ((await completing)["result"] == "late", got["claim"]);

        TimeSpan Jitter() => TimeSpan.FromMilliseconds((random.NextDouble() * 2 * SpreadMilliseconds) - SpreadMilliseconds);

        async Task UntilAsync(DateTimeOffset at)
        {
            var wait = at - time.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
        }
    }

    private static async Task SettleAsync(
        OraProject project, OraServer rival, string id, bool late, string? rivalHas, Tally tally, CancellationToken cancellationToken)
    {
        // The lease may have ended by somebody's look without the rival getting the task in that call.
        if (late && rivalHas is null) rivalHas = (await rival.MustCallAsync("get_task", [], cancellationToken))["claim"];
        if (late != rivalHas is not null)
            tally.Violate($"{project.Name} {id}: the owner's result was {(late ? "late" : "applied")} and the rival has {rivalHas ?? "nothing"}");
        if (rivalHas is not null)
        {
            if (rivalHas != $"{id}.2") tally.Violate($"{project.Name} {id}: the rival has {rivalHas}");
            var done = await rival.MustCallAsync("complete_task", new() { ["claim"] = rivalHas, ["outcome"] = "completed", ["summary"] = $"By the rival, {rivalHas}." }, cancellationToken);

            // A rival that was slow has lost its lease too, to nobody; that is its own affair and is told apart from a lost race.
            if (done["result"] is not ("completed" or "late")) tally.Violate($"{project.Name} {id}: the rival's result was {done["result"]}");
        }

        tally.Add(late);
        var results = project.Messages("TASK_COMPLETE", "outbox", "processed").Where(result => result.GetProperty("taskId").GetString() == id).ToList();
        var applied = results.Count(result => !IsLate(result));
        var ownersLate = results.Count(result => IsLate(result) && result.GetProperty("attempt").GetInt32() == 1);
        if (applied != 1 || ownersLate != (late ? 1 : 0))
            tally.Violate($"{project.Name} {id}: {applied} applied and {ownersLate} late results of the owner were kept, which was {(late ? "late" : "in time")}");
    }

    private static bool IsLate(JsonElement result) => result.TryGetProperty("late", out var late) && late.GetBoolean();

    private sealed class Tally
    {
        private readonly Lock _gate = new();

        public int Owner { get; private set; }

        public int Rival { get; private set; }

        public List<string> Violations { get; } = [];

        public void Add(bool rivalWon)
        {
            lock (_gate)
            {
                if (rivalWon) Rival++;
                else Owner++;
            }
        }

        public void Violate(string what)
        {
            lock (_gate) Violations.Add(what);
        }
    }
}

namespace Ora.Contention;

/// <summary>How much is tried.</summary>
/// <param name="FewProcesses">The processes that the throughput is compared with.</param>
/// <param name="ManyProcesses">The processes that compete.</param>
/// <param name="Seconds">How long each number of processes is measured.</param>
/// <param name="Tasks">The tasks that wait before each measurement; it must not run out of them.</param>
/// <param name="PathTasks">Tasks whose paths overlap in groups.</param>
/// <param name="RacingPairs">Pairs of an owner that completes and a rival that claims as the lease ends.</param>
/// <param name="RaceRounds">Races of each pair.</param>
/// <param name="AssertsTimes">Whether a ratio of times that misses its target is a violation. What is correct is always asserted.</param>
public sealed record Profile(
    int FewProcesses, int ManyProcesses, int Seconds, int Tasks, int PathTasks, int RacingPairs, int RaceRounds, bool AssertsTimes)
{
    /// <summary>Well under a minute; the build server runs it.</summary>
    public static Profile Brief { get; } = new(2, 12, 3, 3_000, 120, 6, 2, AssertsTimes: false);

    /// <summary>What the product promises, on a machine that does nothing else.</summary>
    public static Profile Soak { get; } = new(2, 50, 20, 25_000, 1_500, 25, 12, AssertsTimes: true);
}

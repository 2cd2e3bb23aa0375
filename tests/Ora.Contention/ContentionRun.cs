namespace Ora.Contention;

/// <summary>All checks, one after the other.</summary>
public static class ContentionRun
{
    // Each server that is waited for holds a thread of the pool.
    private const int Threads = 256;

    /// <summary>Runs a profile against a program <c>ora</c>.</summary>
    /// <returns>What must hold and does not.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        string program, Profile profile, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        var root = Directory.CreateTempSubdirectory("ora-contention-");
        try
        {
            var report = new Report(output);
            await FairnessCheck.RunAsync(program, root.FullName, profile, report, time, cancellationToken);
            await PathCheck.RunAsync(program, root.FullName, profile, report, time, cancellationToken);
            await LeaseRace.RunAsync(program, root.FullName, profile, report, time, cancellationToken);
            return report.Violations;
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}

using System.Diagnostics;

namespace Ora.Crash.Serving;

/// <summary>Kills its own process, as <c>kill -9</c> does, when it comes past a point for the n-th time.</summary>
internal sealed class Fuse
{
    private static readonly HashSet<string> Known = FaultPoints.All.Select(point => point.Name).ToHashSet(StringComparer.Ordinal);

    private readonly string _point;
    private readonly Process _self = Process.GetCurrentProcess();
    private int _left;

    /// <summary>Sets a fuse.</summary>
    /// <param name="point">The point.</param>
    /// <param name="passes">At which pass it burns, from 1.</param>
    public Fuse(string point, int passes)
    {
        if (!Known.Contains(point)) throw new ArgumentException($"{point} is no fault point.", nameof(point));
        _point = point;
        _left = passes;
        _ = _self.Id; // What killing needs is made now, not while other threads go on.
    }

    /// <summary>Called at every point.</summary>
    public void Pass(string operation, string subject, string moment)
    {
        var point = $"{operation}:{subject}:{moment}";
        if (!Known.Contains(point)) Fail($"The server came past {point}, which FaultPoints does not know.");
        if (point == _point && Interlocked.Decrement(ref _left) == 0) Die();
    }

    private void Die()
    {
        _self.Kill(); // SIGKILL: nothing is flushed, disposed or caught.
        using var never = new ManualResetEventSlim();
        never.Wait();
    }

    // An exception would be caught by the server and told to the client as a fault of its own.
    private static void Fail(string problem)
    {
        Console.Error.WriteLine(problem);
        Environment.Exit(1);
    }
}

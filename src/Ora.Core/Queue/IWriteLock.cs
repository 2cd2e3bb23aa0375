namespace Ora.Core.Queue;

/// <summary>
/// The project's write lock: a blocking lock of the operating system, taken before any write transaction. SQLite's own busy handler
/// is unfair between processes; this one wakes waiters and dies with its process, so it cannot go stale.
/// </summary>
public interface IWriteLock
{
    /// <summary>Waits for the lock and holds it until the result is disposed. It is not re-entrant.</summary>
    ValueTask<IDisposable> AcquireAsync(CancellationToken cancellationToken);
}

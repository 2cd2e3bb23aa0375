using Microsoft.Win32.SafeHandles;
using Ora.Files.Disk;

namespace Ora.Files.Locking;

/// <summary>
/// A wait for a lock on a thread of its own. Who waits for it may give it up; it goes on, the next caller may take it over, and when
/// nobody has by the time that the lock comes, it is released at once.
/// </summary>
/// <param name="file">The lock's file, which the wait owns while it is waited for in vain.</param>
internal sealed class LockWait(SafeFileHandle file)
{
    private const int Wanted = 0;
    private const int Abandoned = 1;
    private const int Locked = 2;
    private const int Closed = 3;
    private int _state;
    private Task _task = Task.CompletedTask;

    /// <summary>The file; locked when the wait has succeeded.</summary>
    public SafeFileHandle File => file;

    public void Start() => _task = Task.Run(Wait);

    /// <summary>Takes an abandoned wait over; false when the lock came in between and was let go.</summary>
    public bool TryGoOn() => Moved(Abandoned, Wanted);

    /// <summary>Waits for the lock; false when it did not come in time, and then the wait is abandoned.</summary>
    /// <exception cref="OperationCanceledException">It was given up, and is abandoned.</exception>
    public async ValueTask<bool> WaitAsync(TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            await _task.WaitAsync(timeout, timeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (!Moved(Wanted, Abandoned)) return true; // The lock came at the last moment.
            if (e is OperationCanceledException) throw;
            return false;
        }
    }

    private void Wait()
    {
        if (OperatingSystem.IsWindows()) Windows.Lock(file, wait: true);
        else Posix.Lock(file, wait: true);
        while (!Moved(Wanted, Locked))
        {
            if (!Moved(Abandoned, Closed)) continue; // It was taken over in between.
            file.Dispose();
            return;
        }
    }

    private bool Moved(int from, int to) => Interlocked.CompareExchange(ref _state, to, from) == from;
}

using Ora.Core.Queue;

namespace Ora.Files.Queue;

/// <summary>
/// Wakes a waiting <c>get_task</c> when a file arrives, whoever put it there. Where the system has no watches left (each process has
/// few), or the files lie on a share that reports nothing, it looks often enough by itself.
/// </summary>
internal sealed class QueueWatch : IQueueWatch
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookEveryWithoutWatcher = TimeSpan.FromMilliseconds(100);

    private readonly QueueLayout _layout;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly FileSystemWatcher? _watcher;

    public QueueWatch(QueueLayout layout, TimeProvider timeProvider)
    {
        _layout = layout;
        _timeProvider = timeProvider;
        _watcher = TryWatch();
    }

    public async ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var look = _watcher is null ? LookEveryWithoutWatcher : LookEvery;
        var wait = timeout < look ? timeout : look;
        using var over = new CancellationTokenSource(wait, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await _changed.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over, or it is time to look without having been told.
            return wait < timeout;
        }
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _changed.Dispose();
    }

    private FileSystemWatcher? TryWatch()
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(_layout.Root)
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName,
            };
            watcher.Created += (_, e) => Notice(e.FullPath);
            watcher.Renamed += (_, e) => Notice(e.FullPath);
            watcher.Error += (_, _) => Signal();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException)
        {
            watcher?.Dispose();
            return null;
        }
    }

    // Work becomes available when a task arrives, or when one ends that others waited for.
    private void Notice(string path)
    {
        var directory = Path.GetDirectoryName(path);
        if (directory == _layout.Inbox || directory == _layout.Processed || directory == _layout.Failed) Signal();
    }

    private void Signal()
    {
        try
        {
            if (_changed.CurrentCount == 0) _changed.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Another event was faster, or nobody waits any more.
        }
    }
}

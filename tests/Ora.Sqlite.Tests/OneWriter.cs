using Ora.Core.Queue;

namespace Ora.Sqlite.Tests;

/// <summary>A write lock for one process. It keeps what the real one promises here: one holder at a time, not re-entrant.</summary>
internal sealed class OneWriter : IWriteLock, IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);

    public async ValueTask<IDisposable> AcquireAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Turn(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}

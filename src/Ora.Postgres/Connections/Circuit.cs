using Ora.Core.State;

namespace Ora.Postgres.Connections;

/// <summary>
/// Remembers for a while that the server did not answer, so that only one call waits for it in vain. The pause grows from one second
/// to a quarter of a minute.
/// </summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class Circuit(TimeProvider timeProvider)
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(15);
    private readonly Lock _gate = new();
    private StateUnavailableException? _reason;
    private TimeSpan _pause;
    private long _openedAt;

    /// <summary>Why the server is not asked right now, or null.</summary>
    public StateUnavailableException? Reason
    {
        get
        {
            lock (_gate) return _reason is not null && timeProvider.GetElapsedTime(_openedAt) < _pause ? _reason : null;
        }
    }

    /// <summary>Notes that the server did not answer.</summary>
    public void Open(StateUnavailableException reason)
    {
        lock (_gate)
        {
            _pause = _reason is null ? TimeSpan.FromSeconds(1) : _pause * 2 < PauseMax ? _pause * 2 : PauseMax;
            _reason = reason;
            _openedAt = timeProvider.GetTimestamp();
        }
    }

    /// <summary>Notes that it answered.</summary>
    public void Close()
    {
        lock (_gate) _reason = null;
    }
}

using System.Collections.Concurrent;

namespace Ora.Pinecone.Tests;

/// <summary>A clock whose pauses are over at once, and noted. Limits on a try, which are longer than any pause, never come.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(25);
    private readonly ConcurrentQueue<TimeSpan> _pauses = new();

    /// <summary>The pauses that were asked for.</summary>
    public IReadOnlyList<TimeSpan> Pauses => [.. _pauses];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime > LongestPause) return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pauses.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}

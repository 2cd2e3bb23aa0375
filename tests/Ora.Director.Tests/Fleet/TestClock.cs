using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Ora.Director.Tests.Fleet;

/// <summary>
/// A clock that stands still and whose machine was started with it. (The library's own counts its time stamps from the year 1, where
/// nobody can subtract an uptime.) It knows what is waited for, so that a test lets time pass when nothing else is under way.
/// </summary>
internal sealed class TestClock : FakeTimeProvider
{
    private static readonly DateTimeOffset Boot = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ConcurrentDictionary<TrackedTimer, TimeSpan> _pending = [];

    public TestClock()
        : base(Boot)
    {
    }

    public override long GetTimestamp() => base.GetTimestamp() - Boot.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TrackedTimer(_pending, base.CreateTimer(callback, state, dueTime, period));
        timer.Note(dueTime);
        return timer;
    }

    /// <summary>
    /// Lets time pass, from one wait to the next, until something has happened. While a call is under way its time limit is pending
    /// too, or alone and long; then time stands still.
    /// </summary>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> happened, TimeSpan longestWait)
    {
        while (!happened.IsCompleted)
        {
            if (_pending.Values.ToList() is [var wait] && wait <= longestWait) Advance(wait);
            await Task.WhenAny(happened, Task.Delay(TimeSpan.FromMilliseconds(1), System, TestContext.Current.CancellationToken));
        }

        return await happened;
    }

    /// <summary>Lets a time pass that somebody waits for, as soon as somebody does.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        while (!_pending.Values.Contains(wait))
            await Task.Delay(TimeSpan.FromMilliseconds(1), System, TestContext.Current.CancellationToken);
        Advance(wait);
    }

    private sealed class TrackedTimer(ConcurrentDictionary<TrackedTimer, TimeSpan> pending, ITimer timer) : ITimer
    {
        public void Note(TimeSpan dueTime)
        {
            if (dueTime != Timeout.InfiniteTimeSpan) pending[this] = dueTime;
            else pending.TryRemove(this, out _);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Note(dueTime);
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            pending.TryRemove(this, out _);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            pending.TryRemove(this, out _);
            return timer.DisposeAsync();
        }
    }
}

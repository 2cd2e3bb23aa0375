using Microsoft.Extensions.Time.Testing;

namespace Ora.Mcp.Tests.Tools;

/// <summary>
/// A clock that is set by hand and whose timestamps count from its start, as those of a machine count from its boot. The base class
/// counts from the year 1, where a difference of two of its times can fall before the beginning of time.
/// </summary>
internal sealed class TestClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly DateTimeOffset _start = start;

    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;
}

using Microsoft.Extensions.Time.Testing;

namespace Ora.Files.Tests;

/// <summary>A clock that the test moves, of a machine that can be booted again: its timestamps count from the last boot.</summary>
internal sealed class MachineClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _bootedAt;

    public override long GetTimestamp() => base.GetTimestamp() - _bootedAt;

    /// <summary>Turns the machine on after it was off for a time.</summary>
    public void Boot(TimeSpan off)
    {
        Advance(off);
        _bootedAt = base.GetTimestamp();
    }
}

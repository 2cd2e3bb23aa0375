using Microsoft.Extensions.Time.Testing;
using Ora.Core.Ids;

namespace Ora.Core.Tests.Ids;

public sealed class IdSourceTests
{
    [Fact]
    public void NewTask_ManyAtOneInstant_AreUniqueAndSorted()
    {
        var ids = new IdSource(new FakeTimeProvider(), new Random(1));
        var made = Enumerable.Range(0, 10_000).Select(_ => ids.NewTask().Value).ToList();
        Assert.Equal(made.Count, made.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(made.Order(StringComparer.Ordinal), made);
    }

    [Fact]
    public void NewMessage_ClockGoesBackwards_IdsStillGoForwards()
    {
        var clock = new ClockThatJumps { Now = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero) };
        var ids = new IdSource(clock, new Random(1));
        var before = ids.NewMessage().Value;
        clock.Now = clock.Now.AddHours(-1);
        Assert.True(string.CompareOrdinal(before, ids.NewMessage().Value) < 0);
    }

    [Fact]
    public void NewTask_LaterInTime_SortsLater()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2025, 1, 1, 1, 0, 0, TimeSpan.Zero));
        var last = "";
        foreach (var step in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), TimeSpan.FromDays(400), TimeSpan.FromDays(9_000)])
        {
            clock.Advance(step);

            // A new source each time, as another process would have: only the clock orders them.
            var id = new IdSource(clock, new Random(7)).NewTask().Value;
            Assert.True(string.CompareOrdinal(last, id) < 0 || step == TimeSpan.Zero, $"{last} {id}");
            last = id;
        }
    }

    [Fact]
    public async Task NewTask_FromManyThreads_AreUnique()
    {
        var ids = new IdSource(TimeProvider.System, new Random(1));
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, 1_000).Select(_ => ids.NewTask()).ToList(), TestContext.Current.CancellationToken)));
        Assert.Equal(8_000, made.SelectMany(list => list).Distinct().Count());
    }

    private sealed class ClockThatJumps : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

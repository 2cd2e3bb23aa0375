using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Core.State;

namespace Ora.Core.Tests.State;

public sealed class MetricChangeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_LeaseThatExpired_CountsTheBeatsThatWouldHaveKeptIt()
    {
        var change = new TaskUpdated { MessageId = "msg-1", Timestamp = Noon, TaskId = "task-a", Change = TaskChange.LeaseExpired, ClaimedBy = "ann" };

        var added = Assert.Single(MetricChange.Of([change], new ProjectSettings { LeaseSeconds = 600, HeartbeatSeconds = 120 }));

        Assert.Equal((5, 1, 1), (added.HeartbeatsMissed, added.LeasesExpired, added.Attempts));
    }

    [Fact]
    public void Of_SeveralMessages_AreOneRowPerAgentAndDay()
    {
        Heartbeat Beat(string agent, DateTimeOffset? at) => new() { MessageId = "msg-1", AgentId = agent, Timestamp = at, Status = "idle" };

        var added = MetricChange.Of([Beat("ann", Noon), Beat("ann", Noon), Beat("ann", Noon.AddDays(1)), Beat("bob", Noon), Beat("", Noon), Beat("bob", null)], new ProjectSettings());

        Assert.Equal([("ann", "2026-03-01", 2L), ("ann", "2026-03-02", 1L), ("bob", "2026-03-01", 1L)], added.Select(row => (row.AgentId, row.Day, row.Heartbeats)));
    }
}

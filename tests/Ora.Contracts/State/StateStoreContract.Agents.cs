using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Xunit;

namespace Ora.Contracts.State;

// Rows of agents, and what they did per day.
public abstract partial class StateStoreContract
{
    [Fact]
    public async Task Agent_Registered_IsReadAsItIs()
    {
        await ApplyAsync(
            Profile("msg-1") with { Role = AgentRole.Director, Capabilities = ["rust", "docs"], MaxClaims = 3 },
            Beat("msg-2", Noon.AddMinutes(1)) with { Status = "idle" });

        var expected = new AgentRow
        {
            AgentId = "ann",
            Role = AgentRole.Director,
            Status = AgentStatus.Active,
            Capabilities = ["rust", "docs"],
            MaxClaims = 3,
            RegisteredAt = Noon,
            LastSeenAt = Noon.AddMinutes(1),
            LastStatus = "idle",
        };
        Assert.Equivalent(expected, Assert.Single(await Store.AgentsAsync(Cancellation)), strict: true);
    }

    [Fact]
    public async Task Agent_UpdatedTwice_LatestByIdWins()
    {
        await ApplyAsync(Profile("msg-2") with { Status = AgentStatus.Retired, Timestamp = Noon.AddMinutes(1) });

        await ApplyAsync(Profile("msg-1") with { Capabilities = ["rust"] });

        var agent = Assert.Single(await Store.AgentsAsync(Cancellation));
        Assert.Equal((AgentStatus.Retired, Noon), (agent.Status, agent.RegisteredAt));
        Assert.Empty(agent.Capabilities);
    }

    [Fact]
    public async Task Agent_LastSeen_IsItsLatestMessageOfAnyKind()
    {
        await ApplyAsync(Beat("msg-1", Noon.AddMinutes(2)));
        await ApplyAsync(Decision("msg-2") with { Timestamp = Noon.AddMinutes(1) });
        await ApplyAsync(Answer("msg-3", "msg-0") with { AgentId = "ann", ResolvedBy = "dir", Timestamp = Noon.AddHours(1) });

        await ApplyAsync(Profile("msg-4"), Profile("msg-5", "dir"));

        var agents = await Store.AgentsAsync(Cancellation);
        Assert.Equal(["ann", "dir"], agents.Select(a => a.AgentId));
        Assert.Equal([Noon.AddMinutes(2), Noon.AddHours(1)], agents.Select(a => a.LastSeenAt));
    }

    [Fact]
    public async Task Agent_NeverRegistered_HasNoRow()
    {
        await ApplyAsync(Beat("msg-1", Noon));

        Assert.Empty(await Store.AgentsAsync(Cancellation));
    }

    [Fact]
    public async Task Metrics_EachMessage_IsCountedOncePerAgentAndDay()
    {
        Message[] messages =
        [
            Result("msg-01") with { ClaimedAt = Noon.AddSeconds(-90) },
            Result("msg-02") with { Outcome = TaskOutcome.Failed, ClaimedAt = Noon.AddSeconds(-0.5) },
            Result("msg-03") with { Late = true },
            Beat("msg-04", Noon), Beat("msg-05", Noon.AddHours(11)), Beat("msg-06", Noon.AddHours(12)),
            Alert("msg-07"), Alert("msg-08") with { Kind = BlockerKind.Incident },
            Decision("msg-09"),
            Update("msg-10", TaskChange.LeaseExpired, holder: "ann"),
            Update("msg-11", TaskChange.GivenUp, holder: "ann"),
            Update("msg-12", TaskChange.LeaseExpired, holder: null),
            Update("msg-13", TaskChange.Cancelled, holder: "ann"),
        ];

        await ApplyAsync(messages);
        await ApplyAsync(messages);

        var expected = new[]
        {
            new MetricRow { AgentId = "ann", Day = "2026-03-02", Heartbeats = 1 },
            new MetricRow
            {
                AgentId = "ann",
                Day = "2026-03-01",
                TasksCompleted = 1,
                TasksFailed = 1,
                LateResults = 1,
                Attempts = 5,
                LeasesExpired = 2,
                BlockersRaised = 1,
                Heartbeats = 2,
                HeartbeatsMissed = 6,
                Decisions = 1,
                WorkSeconds = 90.5,
            },
        };
        Assert.Equal(expected, await Store.MetricsAsync(100, Cancellation));
        Assert.Equal(expected[..1], await Store.MetricsAsync(1, Cancellation));
    }

    [Fact]
    public async Task Metrics_AnAttempt_TellsItsWaitAndTheHeartbeatsThatDidNotCome()
    {
        var result = Result("msg-9") with { ClaimedAt = Noon.AddMinutes(-31), Timestamp = Noon };
        await ApplyAsync(Beat("msg-1", Noon.AddMinutes(-25)), Beat("msg-2", Noon.AddMinutes(-20)));
        await ApplyAsync(result, result with { MessageId = "msg-8", AgentId = "bob" });
        var task = Task("task-a", TaskState.Completed);
        await ApplyAsync(task with { Message = task.Message with { Timestamp = Noon.AddMinutes(-40) } });
        await ApplyAsync(Beat("msg-3", Noon.AddMinutes(-15)));

        var metric = (await Store.MetricsAsync(100, Cancellation))[0];

        // 31 minutes are six intervals of five, and three beats came.
        Assert.Equal(("ann", 3L, 1L, 540.0, 1_860.0, 1L), (metric.AgentId, metric.HeartbeatsMissed, metric.ClaimsTimed, metric.ClaimWaitSeconds, metric.WorkSeconds, metric.Attempts));
        Assert.Equal((0L, 0L), ((await Store.MetricsAsync(100, Cancellation))[1].HeartbeatsMissed, (await Store.MetricsAsync(100, Cancellation))[1].ClaimsTimed));
    }

    private static TaskUpdated Update(string id, TaskChange change, string? holder) => new()
    {
        MessageId = id,
        ProjectName = "demo",
        Timestamp = Noon,
        TaskId = "task-a",
        Change = change,
        ClaimedBy = holder,
    };
}

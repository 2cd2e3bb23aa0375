using System.Text.Json;
using CsCheck;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Core.Tests.Messages;
using static Ora.Core.Tests.Review.SampleFacts;

namespace Ora.Core.Tests.Review;

public sealed class BriefingWriterTests
{
    [Fact]
    public void Write_ProjectOfAnySize_StaysWithinTheLimitAndCountsTheRest()
    {
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300], Gen.Int[0, 3_000], Gen.Bool).Sample(
            (tasks, messages, length, wide) =>
            {
                var text = new string(wide ? '"' : 'x', length); // A quotation mark takes two characters of JSON.
                var facts = Crowded(tasks, messages, text);
                var briefing = Write(facts);
                Assert.True(JsonOf(briefing).Length <= Limits.BriefingLength, $"{JsonOf(briefing).Length}");
                Assert.Equal(messages, briefing.Messages.Count + briefing.MessagesCarriedOver);
                Assert.Equal(tasks, briefing.AgentCount);
            },
            iter: 100);
    }

    [Fact]
    public void Write_NoSectionStarvesTheMessages()
    {
        var briefing = Write(Crowded(300, 300, new string('x', 2_000)));
        Assert.NotEmpty(briefing.Messages);
        Assert.NotEmpty(briefing.Blockers);
        Assert.NotEmpty(briefing.Working);
        Assert.NotEmpty(briefing.Agents);
    }

    [Fact]
    public void Write_Working_PutsStalledFirstThenUrgent()
    {
        var urgent = Working("task-urgent", Now);
        var facts = Quiet() with
        {
            Working =
            [
                Working("task-moving", Now),
                urgent with { Entry = urgent.Entry with { Priority = TaskPriority.Critical } },
                Working("task-stalled", Now - Clock.Stall),
            ],
        };
        var working = Write(facts).Working;
        Assert.Equal(["task-stalled", "task-urgent", "task-moving"], working.Select(task => task.TaskId));
        Assert.Equal([true, false, false], working.Select(task => task.Stalled));
        Assert.Equal("task-stalled.1", working[0].Claim);
    }

    [Fact]
    public void Write_ProgressOfAnEarlierAttempt_IsNotThisOnes()
    {
        var task = Working("task-a", Now.AddDays(-1));
        task = task with { Entry = task.Entry with { Attempt = 2, ClaimedAt = Now } };
        Assert.False(Assert.Single(Write(Quiet() with { Working = [task] }).Working).Stalled);
    }

    [Fact]
    public void Write_Agents_SayWhatTheyHoldAndWhoIsGone()
    {
        var facts = Quiet();
        facts = facts with
        {
            Agents = [.. facts.Agents, new AgentProfile { Id = AgentId.Parse("w2") }],
            State = facts.State with
            {
                Agents = [new() { AgentId = "w2", Role = AgentRole.Agent, Status = AgentStatus.Active, LastSeenAt = Now.AddDays(-2) }],
            },
        };
        var agents = Write(facts).Agents.ToDictionary(agent => agent.AgentId);
        Assert.True(agents["w2"].Gone);
        Assert.False(agents["w1"].Gone);
        Assert.Equal(["task-a"], agents["w1"].Holding);
        Assert.False(agents["director"].Gone);
    }

    private static Briefing Write(ReviewFacts facts) =>
        new BriefingWriter(facts, Clock).Write("review-a", ProjectName.Parse("demo"), changed: true, UnreadMessages.Of(facts.Unread));

    private static string JsonOf(Briefing briefing) => JsonSerializer.Serialize(briefing, WireJson.Context.Briefing);

    private static ReviewFacts Crowded(int tasks, int messages, string text) => Quiet() with
    {
        Counts = new QueueCounts(tasks, 0, tasks, 0, tasks, 0, 0, messages, tasks),
        Agents = [.. Enumerable.Range(0, tasks).Select(n => new AgentProfile { Id = AgentId.Parse($"agent-{n}"), Capabilities = [text] })],
        Working = [.. Enumerable.Range(0, tasks).Select(n => Working($"task-{n}") with { Title = text })],
        Waiting = [.. Enumerable.Range(0, tasks).Select(n => Working($"task-w{n}") with { WaitsFor = [text] })],
        Failed = [.. Enumerable.Range(0, tasks).Select(n => Working($"task-f{n}") with { Title = text })],
        Rejected = [.. Enumerable.Range(0, tasks).Select(n => new RejectedFile(text, Now, new Rejection("invalid_json", null, text)))],
        Unread =
        [
            .. Enumerable.Range(0, messages).Select(n => (DecisionRecorded)SampleMessages.Of(MessageTypes.DecisionRecorded) with
            {
                MessageId = $"msg-{n}",
                Rationale = text,
            }),
        ],
        State = new()
        {
            OpenBlockers = [.. Enumerable.Range(0, tasks).Select(n => Blocker(Now, text) with { Needs = text })],
            Answers = [.. Enumerable.Range(0, tasks).Select(n => Blocker(Now, text) with { Answer = text })],
        },
        Degraded = "something",
    };
}

using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Core.State;
using Ora.Core.Tests.Messages;
using static Ora.Core.Tests.Review.SampleFacts;

namespace Ora.Core.Tests.Review;

public sealed class ChangeRuleTests
{
    [Fact]
    public void HasChanged_NothingHappened_IsFalse() => AssertChanged(false, facts => facts);

    [Fact]
    public void HasChanged_HeartbeatWithoutProgress_IsFalse() =>
        AssertChanged(false, facts => facts with { Unread = [Beat("msg-a", Now, progress: null)] });

    [Fact]
    public void HasChanged_HeartbeatWithTheProgressOfBefore_IsFalse() =>
        AssertChanged(false, facts => facts with { Unread = [Beat("msg-a", Now, new Progress(1))] });

    [Fact]
    public void HasChanged_HeartbeatWithNewProgress_IsTrue() => AssertChanged(true, facts => facts with
    {
        Unread = [Beat("msg-a", Now, new Progress(2))],
        Working = [Working(progressAt: Now)],
    });

    [Fact]
    public void HasChanged_TheDirectorsOwnMessages_IsFalse() => AssertChanged(false, facts => facts with
    {
        Unread = [SampleMessages.Of(MessageTypes.DecisionRecorded) with { AgentId = "director" }],
    });

    [Theory]
    [InlineData(MessageTypes.TaskComplete)]
    [InlineData(MessageTypes.BlockerAlert)]
    [InlineData(MessageTypes.DecisionRecorded)]
    [InlineData(MessageTypes.TaskUpdated)]
    public void HasChanged_AnythingElseUnread_IsTrue(string messageType) =>
        AssertChanged(true, facts => facts with { Unread = [SampleMessages.Of(messageType)] });

    [Theory]
    [InlineData(-1, false)] // It stalled before the last review: that review showed it.
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(15, true)]
    [InlineData(16, false)] // Not yet.
    public void HasChanged_TaskStalledSoManyMinutesAfterTheReview_CountsOnce(int minutes, bool changed) => AssertChanged(changed, facts => facts with
    {
        Working = [Working(progressAt: Reviewed.AddMinutes(minutes) - Clock.Stall)],
    });

    [Theory]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    [InlineData(16, false)]
    public void HasChanged_TaskFellDueSoManyMinutesAfterTheReview_CountsOnce(int minutes, bool changed) => AssertChanged(changed, facts => facts with
    {
        Working = [Working(dueAt: Reviewed.AddMinutes(minutes))],
    });

    [Theory]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    [InlineData(16, false)]
    public void HasChanged_BlockerWithoutAnswerForTheStallTime_CountsOnce(int minutes, bool changed) => AssertChanged(changed, facts => facts with
    {
        State = facts.State with { OpenBlockers = [Blocker(Reviewed.AddMinutes(minutes) - Clock.Stall)] },
    });

    [Theory]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    [InlineData(16, false)]
    public void HasChanged_IdleAgentSilentForADay_CountsOnce(int minutes, bool changed) => AssertChanged(changed, facts => facts with
    {
        Working = [],
        State = facts.State with { Agents = [Seen(Reviewed.AddMinutes(minutes).AddDays(-1))] },
    });

    [Fact]
    public void HasChanged_BusyAgentSilentForADay_IsFalse() => AssertChanged(false, facts => facts with
    {
        State = facts.State with { Agents = [Seen(Reviewed.AddMinutes(1).AddDays(-1))] },
    });

    [Theory]
    [InlineData(0, false)] // The Director wrote it in the cycle that the summary closed.
    [InlineData(2, true)]
    public void HasChanged_NewTask_IsOneThatIsYoungerThanTheSummary(int minutes, bool changed) => AssertChanged(changed, facts => facts with
    {
        State = facts.State with { NewestWaiting = [Working().Row! with { CreatedAt = Reviewed.AddMinutes(minutes) }] },
    });

    [Fact]
    public void HasChanged_RejectedFile_IsTrue() => AssertChanged(true, facts => facts with
    {
        Rejected = [new RejectedFile("x.json", Now, new Rejection("invalid_json", null, "broken"))],
    });

    [Fact]
    public void HasChanged_LeaseTakenBackByThisReview_IsTrue() => AssertChanged(true, facts => facts with { LeasesExpired = 1 });

    [Fact]
    public void HasChanged_NoReviewWasEverClosed_CountsAllThatFellDue() => AssertChanged(true, facts => facts with
    {
        Working = [Working(progressAt: Reviewed.AddDays(-3))],
        State = facts.State with { LastSummary = null },
    });

    [Fact]
    public void HasChanged_SummaryWithoutReview_CountsFromItsOwnTime() => AssertChanged(false, facts => facts with
    {
        Working = [Working(progressAt: Reviewed.AddSeconds(30) - Clock.Stall)],
        State = facts.State with { LastSummary = facts.State.LastSummary! with { ReviewedAt = null } },
    });

    private static void AssertChanged(bool expected, Func<ReviewFacts, ReviewFacts> happening) =>
        Assert.Equal(expected, ChangeRule.HasChanged(happening(Quiet()), Clock));

    private static AgentRow Seen(DateTimeOffset time) => new()
    {
        AgentId = "w1",
        Role = AgentRole.Agent,
        Status = AgentStatus.Active,
        LastSeenAt = time,
    };
}

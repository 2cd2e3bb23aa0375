using Ora.Core.Messages;
using Ora.Core.Review;
using Ora.Core.Tests.Messages;
using static Ora.Core.Tests.Review.SampleFacts;

namespace Ora.Core.Tests.Review;

public sealed class UnreadMessagesTests
{
    [Fact]
    public void Of_HeartbeatsOfOneAgentAndTask_KeepsTheLast()
    {
        var other = Beat("msg-c", Now, null) with { TaskId = "task-other" };
        var unread = UnreadMessages.Of([Beat("msg-a", Now, null), Beat("msg-b", Now, null), other]);
        Assert.Equal(["msg-b", "msg-c"], unread.Shown.Select(m => m.MessageId));
        Assert.Equal(["msg-a"], unread.Superseded.Select(m => m.MessageId));
    }

    [Fact]
    public void Of_Outbox_IsSortedByUrgencyThenAge()
    {
        Message[] outbox =
        [
            Beat("msg-1", Now, null),
            SampleMessages.Of(MessageTypes.DecisionRecorded) with { MessageId = "msg-2" },
            Alert("msg-3", BlockerSeverity.Low),
            ((TaskComplete)SampleMessages.Of(MessageTypes.TaskComplete)) with { MessageId = "msg-4", Late = false },
            ((TaskComplete)SampleMessages.Of(MessageTypes.TaskComplete)) with { MessageId = "msg-5", Outcome = TaskOutcome.Failed, Late = false },
            ((TaskUpdated)SampleMessages.Of(MessageTypes.TaskUpdated)) with { MessageId = "msg-6", Change = TaskChange.GivenUp },
            Alert("msg-7", BlockerSeverity.Critical),
        ];
        Assert.Equal(
            ["msg-6", "msg-7", "msg-3", "msg-5", "msg-2", "msg-4", "msg-1"], UnreadMessages.Of(outbox).Shown.Select(m => m.MessageId));
    }

    [Theory]
    [InlineData(MessageTypes.TaskComplete, "late", "task-a", false, "done")]
    [InlineData(MessageTypes.TaskUpdated, "lease_expired", "task-a", false, "The lease of task task-a expired without a heartbeat; the task waits again.\nReason: silent")]
    [InlineData(MessageTypes.BlockerAlert, "HIGH", "task-a", false, "no key\nNeeds: a key")]
    [InlineData(MessageTypes.Heartbeat, null, "task-a", false, "in_progress (phase 1, 2 done, 3 to go)\nok")]
    [InlineData(MessageTypes.DecisionRecorded, null, null, false, "Use X\ncheap")]
    public void Brief_Message_SaysWhatItSays(string messageType, string? detail, string? task, bool urgent, string text)
    {
        var brief = UnreadMessages.Brief(SampleMessages.Of(messageType));
        Assert.Equal((detail, task, urgent, text), (brief.Detail, brief.TaskId, brief.Urgent, brief.Text));
    }

    [Fact]
    public void Brief_LongText_IsCutAndLinked()
    {
        var brief = UnreadMessages.Brief(Alert("msg-a", BlockerSeverity.Critical) with { Description = new string('x', 30_000) });
        Assert.Equal(Limits.BriefingTextLength, brief.Text.Length);
        Assert.EndsWith("ora://message/msg-a)", brief.Text, StringComparison.Ordinal);
        Assert.True(brief.Urgent);
    }

    private static BlockerAlert Alert(string id, BlockerSeverity severity) =>
        (BlockerAlert)SampleMessages.Of(MessageTypes.BlockerAlert) with { MessageId = id, Severity = severity };
}

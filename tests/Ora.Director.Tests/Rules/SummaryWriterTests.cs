using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class SummaryWriterTests
{
    [Fact]
    public void Summary_SaysWhatHappenedAndWhatWasDone()
    {
        var briefing = Given.Briefing with
        {
            Counts = new QueueCounts(Waiting: 3, Blocked: 1, Working: 2, Completed: 40, Failed: 1, Cancelled: 0, Inbox: 0, Outbox: 4, Rejected: 0),
            Blockers = [Given.Blocker("msg-b", "Which port?")],
            Messages =
            [
                Message("msg-1", MessageTypes.TaskComplete, "task-a", "Wrote *it*", "completed"),
                Message("msg-2", MessageTypes.Heartbeat, "task-b", "half done", null),
                Message("msg-3", MessageTypes.TaskComplete, "task-c", "No disk", "failed"),
                Message("msg-4", MessageTypes.DecisionRecorded, null, "Use SQLite", null),
            ],
            MessagesCarriedOver = 7,
        };

        var summary = SummaryWriter.Write(briefing, ["Look at this."], ["retired `worker-2`: silent for 3 days"], Given.Now);

        Assert.Equal(
            """
            Project `demo`, 2026-03-01 12:00 UTC. Tasks: 3 waiting (1 of them for others), 2 in work, 40 completed, 1 failed, 0 cancelled. Agents: 2. Unread messages: 11. Rejected files: 0.

            ### Needs a human

            - Look at this.

            ### What the Director did

            - retired `worker-2`: silent for 3 days.

            ### Since the last review

            - Result `task-c` by `worker-1`, `failed`: `No disk`.
            - Decision by `worker-1`: `Use SQLite`.
            - Result `task-a` by `worker-1`, `completed`: `Wrote *it*`.
            - 7 more messages wait for the next review.

            ### Open blockers

            - HIGH blocker `msg-b` from `worker-1` about `task-own`, open for 40 min: `Which port?`.

            """.ReplaceLineEndings("\n"),
            summary);
    }

    [Fact]
    public void Summary_OfACalmCycle_SaysSo()
    {
        var summary = SummaryWriter.Write(Given.Briefing, [], [], Given.Now);

        Assert.Contains("### Needs a human\n\nNothing.\n", summary, StringComparison.Ordinal);
        Assert.Contains("### Open blockers\n\nNone.\n", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_WithManyLines_CountsWhatItLeavesOut()
    {
        var lines = Enumerable.Range(0, 100).Select(i => $"line {i}").ToList();

        var summary = SummaryWriter.Write(Given.Briefing, lines, [], Given.Now);

        Assert.Contains("- line 11\n- … and 88 more.\n", summary, StringComparison.Ordinal);
    }

    private static MessageBrief Message(string id, string type, string? task, string text, string? detail) =>
        new(id, type, "worker-1", task, Given.Now, Urgent: false, text, detail);
}

using Ora.Core.Messages;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class FailedTasksTests
{
    private static readonly FailedTasks Rule = new();

    [Theory]
    [InlineData("The request timed out after 30 s.")]
    [InlineData("Timeout while reading")]
    [InlineData("HTTP 429 from the registry")]
    [InlineData("got status 503, gave up")]
    [InlineData("Rate limit reached")]
    [InlineData("rate-limited by the API")]
    [InlineData("connection refused")]
    [InlineData("The connection was reset by peer.")]
    [InlineData("SQLite says database is locked")]
    [InlineData("Service temporarily unavailable, try again later")]
    public void FailedTask_WhoseFailurePasses_IsRetried(string summary)
    {
        var briefing = Given.Briefing with { Failed = [Given.Failed("task-a", summary)] };

        Assert.Equal(["update_task taskId=task-a retry=True"], Decided.By(Rule, briefing).Calls);
    }

    [Theory]
    [InlineData("The tests fail: expected 3, got 4.")]
    [InlineData("The timeline component has no such property.")]
    [InlineData("There are 503 files, none is right.")]
    [InlineData("")]
    [InlineData(null)]
    public void FailedTask_WhoseFailureStays_IsTheHumans(string? summary)
    {
        var decided = Decided.By(Rule, Given.Briefing with { Failed = [Given.Failed("task-a", summary)] });

        Assert.Empty(decided.Calls);
        Assert.Contains("`task-a`", Assert.Single(decided.NeedsHuman), StringComparison.Ordinal);
    }

    [Fact]
    public void FailedTask_WhoseHolderDied_IsRetriedWithItsMessagesAsEvidence()
    {
        var briefing = Given.Briefing with
        {
            Failed = [Given.Failed("task-a", null) with { LeaseExpired = true }],
            Messages =
            [
                new("msg-1", MessageTypes.TaskUpdated, "", "task-a", Given.Now, Urgent: true, "given up"),
                new("msg-2", MessageTypes.Heartbeat, "worker-1", "task-a", Given.Now, Urgent: false, "working"),
                new("msg-3", MessageTypes.TaskUpdated, "", "task-b", Given.Now, Urgent: false, "other"),
            ],
        };

        var step = Assert.Single(Decided.By(Rule, briefing).Steps);

        Assert.NotNull(step.Decision);
        Assert.Equal(["task-a", "msg-1"], Assert.Single(step.Actions).Evidence);
    }

    [Fact]
    public void FailedTask_ThatWasRetriedBefore_IsTheHumans()
    {
        var task = Given.Failed("task-a", "timed out") with { Retries = 1, LeaseExpired = true };

        var decided = Decided.By(Rule, Given.Briefing with { Failed = [task] });

        Assert.Empty(decided.Calls);
        Assert.Contains("also after it was retried", Assert.Single(decided.NeedsHuman), StringComparison.Ordinal);
    }
}

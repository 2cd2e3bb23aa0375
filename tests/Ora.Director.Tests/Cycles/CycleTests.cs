using Microsoft.Extensions.AI;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Director.Cycles;
using Ora.Director.Engine;
using Ora.Director.Tests.Fleet;

namespace Ora.Director.Tests.Cycles;

/// <summary>The rules at work, through the real server.</summary>
public sealed class CycleTests
{
    private static readonly ProjectSettings ShortLease = new() { LeaseSeconds = 60, MaxAttempts = 1 };

    [Fact]
    public async Task IdleProject_AsksNoEngine()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("boss", AgentRole.Director)).AssignAsync("Write it");
        using var engine = new CountedEngine();
        await using var director = project.Director(engine);

        var first = await director.RunOnceAsync(TestContext.Current.CancellationToken);
        var asked = engine.Asked;
        project.Clock.Advance(TimeSpan.FromMinutes(15));
        var second = await director.RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(CycleOutcome.Done, first.Outcome);
        Assert.Equal(CycleOutcome.Idle, second.Outcome);
        Assert.True(asked > 0);
        Assert.Equal(asked, engine.Asked);
        Assert.Single(project.Summaries());
    }

    [Fact]
    public async Task Results_AreSummarisedOnceAndMarkedAsRead()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("boss", AgentRole.Director)).AssignAsync("Write it");
        var worker = await project.AgentAsync("worker-1");
        var claim = await worker.ClaimAsync();
        await worker.CallAsync("complete_task", ("claim", claim), ("outcome", "completed"), ("summary", "# All *written*"));
        await worker.CallAsync("record_decision", ("title", "Use tabs"), ("rationale", "They are shorter."));

        var report = await project.CycleAsync();

        Assert.Equal(CycleOutcome.Done, report.Outcome);
        Assert.True(report.MessagesRead >= 2);
        Assert.Empty(project.Files("outbox"));
        var summary = Assert.Single(project.Summaries());
        Assert.Contains("by `worker-1`, `completed`: `# All *written*`", summary, StringComparison.Ordinal);
        Assert.Contains("Decision by `worker-1`: `Use tabs They are shorter.`", summary, StringComparison.Ordinal);
        Assert.Contains("1 completed", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StalledTask_HasOneIncidentUntilItMoves()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("boss", AgentRole.Director)).AssignAsync("Write it");
        var worker = await project.AgentAsync("worker-1");
        var claim = await worker.ClaimAsync();
        await worker.BeatAsync(claim, stepsDone: 1);

        for (var cycle = 0; cycle < 3; cycle++)
        {
            for (var beat = 0; beat < 3; beat++)
            {
                project.Clock.Advance(TimeSpan.FromMinutes(10));
                await worker.BeatAsync(claim, stepsDone: 1);
            }

            await project.CycleAsync();
        }

        var incident = Assert.Single(project.Messages(MessageTypes.BlockerAlert));
        Assert.Contains("\"incident\"", incident, StringComparison.Ordinal);
        Assert.Empty(project.Messages(MessageTypes.BlockerResolved));

        await worker.BeatAsync(claim, stepsDone: 2);
        await project.CycleAsync();

        Assert.Contains("there is progress again", Assert.Single(project.Messages(MessageTypes.BlockerResolved)), StringComparison.Ordinal);
        Assert.Single(project.Messages(MessageTypes.BlockerAlert));
    }

    [Fact]
    public async Task StalledTask_ThatEnds_ClosesItsIncident()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("boss", AgentRole.Director)).AssignAsync("Write it");
        var worker = await project.AgentAsync("worker-1");
        var claim = await worker.ClaimAsync();
        project.Clock.Advance(TimeSpan.FromMinutes(10));
        await worker.BeatAsync(claim, stepsDone: 0);
        project.Clock.Advance(TimeSpan.FromMinutes(14));
        await worker.CallAsync("post_heartbeat", ("claim", claim), ("status", "in_progress"));
        project.Clock.Advance(TimeSpan.FromMinutes(14));
        await worker.CallAsync("post_heartbeat", ("claim", claim), ("status", "in_progress"));
        await project.CycleAsync();
        Assert.Single(project.Messages(MessageTypes.BlockerAlert));

        await worker.CallAsync("complete_task", ("claim", claim), ("outcome", "completed"), ("summary", "Done."));
        await project.CycleAsync();

        var closed = Assert.Single(project.Messages(MessageTypes.BlockerResolved));
        Assert.Contains("nobody works on this attempt any more", closed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedTask_IsRetriedOnceThenTheHumans()
    {
        await using var project = TestProject.Create(ShortLease);
        await (await project.AgentAsync("boss", AgentRole.Director)).AssignAsync("Fetch it");
        var worker = await project.AgentAsync("worker-1");

        await FailAsync();
        await project.CycleAsync();
        Assert.Contains("\"retried\"", Assert.Single(project.Messages(MessageTypes.TaskUpdated)), StringComparison.Ordinal);
        Assert.Single(project.Messages(MessageTypes.DecisionRecorded));

        await FailAsync();
        await project.CycleAsync();
        Assert.Single(project.Messages(MessageTypes.TaskUpdated));
        Assert.Contains("also after it was retried", project.Summaries()[^1], StringComparison.Ordinal);

        async Task FailAsync()
        {
            var claim = await worker.ClaimAsync();
            var answer = await worker.CallAsync(
                "complete_task", ("claim", claim), ("outcome", "failed"), ("summary", "The connection was refused."));
            Assert.Equal("failed", TestAgent.Text(answer, "result"));
        }
    }

    [Fact]
    public async Task FailedTask_WhoseHolderDied_IsRetried()
    {
        await using var project = TestProject.Create(ShortLease);
        await (await project.AgentAsync("boss", AgentRole.Director)).AssignAsync("Fetch it");
        var worker = await project.AgentAsync("worker-1");
        await worker.ClaimAsync();
        project.Clock.Advance(TimeSpan.FromMinutes(2));

        var report = await project.CycleAsync();

        Assert.All(report.Calls, call => Assert.Null(call.Error));
        Assert.EndsWith(".2", await worker.ClaimAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocker_WithAKnownAnswer_ReachesItsAgentWithTheNextTask()
    {
        await using var project = TestProject.Create();
        var boss = await project.AgentAsync("boss", AgentRole.Director);
        var first = await project.AgentAsync("worker-1");
        var blocker = await first.BlockAsync("Which port does the gateway use?");
        await boss.CallAsync("resolve_blocker", ("blockerId", blocker), ("answer", "Port 8443."));
        var second = await project.AgentAsync("worker-2");
        await second.BlockAsync("which port does the gateway use");

        await project.CycleAsync();

        var message = Assert.Single((await second.CallAsync("get_task")).GetProperty("messages").EnumerateArray());
        Assert.Equal("Port 8443.", TestAgent.Text(message, "text"));
        Assert.Equal("director", TestAgent.Text(message, "from"));
    }

    [Fact]
    public async Task Blocker_ThatWaitsForATaskThatIsDone_IsAnswered()
    {
        await using var project = TestProject.Create();
        var boss = await project.AgentAsync("boss", AgentRole.Director);
        var needed = await boss.AssignAsync("Write the schema");
        var worker = await project.AgentAsync("worker-1");
        var other = await project.AgentAsync("worker-2");
        var claim = await worker.ClaimAsync();
        await other.BlockAsync($"I cannot go on without {needed}.");
        await project.CycleAsync();
        Assert.Contains($"I cannot go on without {needed}.", project.Summaries()[^1], StringComparison.Ordinal);

        await worker.CallAsync("complete_task", ("claim", claim), ("outcome", "completed"), ("summary", "It is in db/schema.sql."));
        await project.CycleAsync();

        var message = Assert.Single((await other.CallAsync("get_task")).GetProperty("messages").EnumerateArray());
        Assert.Contains("It is in db/schema.sql.", TestAgent.Text(message, "text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_ThatIsGone_IsRetiredAndItsTasksAreOffered()
    {
        await using var project = TestProject.Create();
        var boss = await project.AgentAsync("boss", AgentRole.Director);
        await (await project.AgentAsync("worker-1")).CallAsync("get_task");
        await boss.AssignAsync("Only for worker-1", agent: "worker-1");
        project.Clock.Advance(TimeSpan.FromDays(2));
        var other = await project.AgentAsync("worker-2");

        await project.CycleAsync();

        Assert.Contains(project.Messages(MessageTypes.AgentUpdated), text => text.Contains("\"retired\"", StringComparison.Ordinal));
        Assert.NotEmpty(await other.ClaimAsync());
    }

    [Fact]
    public async Task CriticalTask_ForABusyAgent_IsOfferedToAll()
    {
        await using var project = TestProject.Create();
        var boss = await project.AgentAsync("boss", AgentRole.Director);
        var busy = await project.AgentAsync("worker-1");
        var free = await project.AgentAsync("worker-2");
        await boss.AssignAsync("First", agent: "worker-1");
        await busy.ClaimAsync();
        await free.CallAsync("get_task");
        var critical = await boss.AssignAsync("Now", agent: "worker-1", priority: "CRITICAL");

        await project.CycleAsync();

        Assert.StartsWith(critical, await free.ClaimAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedCall_EndsInTheSummary()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("boss", AgentRole.Director)).AssignAsync("Write it");
        using var engine = new ScriptedEngine(new FunctionCallContent("1", "resolve_blocker", new Dictionary<string, object?>
        {
            ["blockerId"] = "msg-none",
            ["answer"] = "Yes.",
        }));
        await using var director = project.Director(engine);

        var report = await director.RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(CycleOutcome.Done, report.Outcome);
        Assert.NotNull(Assert.Single(report.Calls).Error);
        Assert.Contains("### Could not be done\n\n- `resolve_blocker`: `", Assert.Single(project.Summaries()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_ThatFails_LeavesTheReviewOpenForTheNextCycle()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("boss", AgentRole.Director)).AssignAsync("Write it");
        using var broken = new ScriptedEngine(new InvalidOperationException("No money left."));
        await using var director = project.Director(broken);

        var failed = await director.RunOnceAsync(TestContext.Current.CancellationToken);
        var next = await project.CycleAsync();

        Assert.Equal(CycleOutcome.Failed, failed.Outcome);
        Assert.Equal("No money left.", failed.Error);
        Assert.Equal(CycleOutcome.Done, next.Outcome);
    }

    [Fact]
    public async Task Engine_SeesOnlyItsToolsAndTheProjectsPrompt()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("boss", AgentRole.Director)).AssignAsync("Write it");
        using var engine = new ScriptedEngine();
        await using var director = project.Director(engine);

        await director.RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "assign_task", "query_memory", "raise_blocker", "record_decision",
                "remember", "resolve_blocker", "update_agent", "update_task",
            ],
            engine.Tools.Order(StringComparer.Ordinal));
        Assert.Contains("You are the Director of the project `demo`", engine.Prompt, StringComparison.Ordinal);
        Assert.Equal("Write it", BriefingMessage.Read([new ChatMessage(ChatRole.User, engine.LastMessage)]).Waiting[0].Title);
    }
}

using Ora.Core.Messages;
using Ora.Director.Cycles;
using Ora.Director.Engine;
using Ora.Director.Server;
using Ora.Director.Tests.Fleet;

namespace Ora.Director.Tests.Cycles;

/// <summary>When cycles run, and what happens when the server does not live as long as the Director.</summary>
public sealed class DirectorLoopTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task Cycles_ComeAtTheirTimeUntilTheLoopIsStopped()
    {
        await using var project = TestProject.Create();
        using var engine = new RulesChatClient();
        var output = new RecordedOutput();
        await using var director = project.Director(engine, output);
        using var stop = new CancellationTokenSource();
        var start = project.DirectorClock.GetUtcNow();

        var running = director.RunAsync(Interval, stop.Token);
        Assert.Equal(start, (await output.NextAsync()).StartedAt);
        for (var cycle = 1; cycle <= 3; cycle++)
        {
            var report = await project.AdvanceUntilAsync(output.NextAsync());
            Assert.Equal(cycle + 1, report.Cycle);
            Assert.Equal(start + (Interval * cycle), report.StartedAt);
        }

        await stop.CancelAsync();
        await running;
        Assert.Single(project.DirectorServers);
        Assert.Empty(output.Troubles);
    }

    [Fact]
    public async Task CriticalBlocker_StartsOneCycleBeforeItsTurn()
    {
        await using var project = TestProject.Create();
        var worker = await project.AgentAsync("worker-1");
        using var engine = new RulesChatClient();
        var output = new RecordedOutput();
        await using var director = project.Director(engine, output);
        using var stop = new CancellationTokenSource();
        var start = project.DirectorClock.GetUtcNow();

        var running = director.RunAsync(Interval, stop.Token);
        await output.NextAsync();
        await worker.BlockAsync("The disk is full.", severity: "HIGH");
        await worker.BlockAsync("The key was leaked.", severity: "CRITICAL");
        var urgent = await project.AdvanceUntilAsync(output.NextAsync());
        var next = await project.AdvanceUntilAsync(output.NextAsync());

        Assert.Equal(CycleOutcome.Done, urgent.Outcome);
        Assert.Equal(start + DirectorLoop.LookInterval, urgent.StartedAt);
        Assert.Equal(urgent.StartedAt + Interval, next.StartedAt);
        Assert.Contains("The key was leaked.", project.Summaries()[0], StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task ServerKilledInMidCycle_IsStartedAgainAndNothingIsDoneTwice()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("worker-1")).CallAsync("get_task");
        project.Clock.Advance(TimeSpan.FromDays(2));
        using var engine = new CountedEngine(asked => asked == 2 ? project.DirectorServers[0].KillAsync() : Task.CompletedTask);
        var output = new RecordedOutput();
        await using var director = project.Director(engine, output);

        var report = await project.AdvanceUntilAsync(director.RunOnceAsync(TestContext.Current.CancellationToken));

        Assert.Equal(CycleOutcome.Done, report.Outcome);
        Assert.Equal(2, project.DirectorServers.Count);
        Assert.Contains("started again", Assert.Single(output.Troubles), StringComparison.Ordinal);
        Assert.Single(project.Messages(MessageTypes.AgentUpdated), text => text.Contains("\"retired\"", StringComparison.Ordinal));
        Assert.Single(project.Summaries());
        Assert.Empty(project.Files("outbox"));
    }

    [Fact]
    public async Task EngineThatFailsInMidCycle_IsAskedAgainInTheNextOneAndNothingIsDoneTwice()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("worker-1")).CallAsync("get_task");
        project.Clock.Advance(TimeSpan.FromDays(2));
        using var engine = new CountedEngine(asked => asked == 2 ? throw new InvalidOperationException("Overloaded.") : Task.CompletedTask);
        await using var director = project.Director(engine);

        var failed = await director.RunOnceAsync(TestContext.Current.CancellationToken);
        var next = await director.RunOnceAsync(TestContext.Current.CancellationToken);
        var idle = await director.RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal([CycleOutcome.Failed, CycleOutcome.Done, CycleOutcome.Idle], [failed.Outcome, next.Outcome, idle.Outcome]);
        Assert.Single(project.Messages(MessageTypes.AgentUpdated), text => text.Contains("\"retired\"", StringComparison.Ordinal));
        Assert.Single(project.Summaries());
    }

    [Fact]
    public async Task ServerThatDoesNotAnswer_IsReplaced()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("worker-1")).BlockAsync("Which port does the gateway use?");
        var isFrozen = new TaskCompletionSource();
        using var engine = new CountedEngine(asked =>
        {
            if (asked == 1) project.DirectorServers[0].Freeze();
            isFrozen.TrySetResult();
            return Task.CompletedTask;
        });
        var output = new RecordedOutput();
        await using var director = project.Director(engine, output);

        var cycle = director.RunOnceAsync(TestContext.Current.CancellationToken);
        await isFrozen.Task;
        await project.DirectorClock.PassAsync(OraSession.CallTimeout);
        var report = await project.AdvanceUntilAsync(cycle);

        Assert.Equal(CycleOutcome.Done, report.Outcome);
        Assert.Contains("did not answer within 60 s", Assert.Single(output.Troubles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerKilledBetweenCycles_IsStartedAgain()
    {
        await using var project = TestProject.Create();
        using var engine = new RulesChatClient();
        await using var director = project.Director(engine);
        await director.RunOnceAsync(TestContext.Current.CancellationToken);
        await project.DirectorServers[0].KillAsync();

        var report = await project.AdvanceUntilAsync(director.RunOnceAsync(TestContext.Current.CancellationToken));

        Assert.NotEqual(CycleOutcome.Failed, report.Outcome);
        Assert.Equal(2, project.DirectorServers.Count);
    }

    [Fact]
    public async Task ServerThatDiesEveryTime_IsGivenUpByASingleCycle()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("worker-1")).BlockAsync("Which port does the gateway use?");
        using var engine = new CountedEngine(_ => project.DirectorServers[^1].KillAsync());
        await using var director = project.Director(engine);

        await Assert.ThrowsAsync<ServerLostException>(
            () => project.AdvanceUntilAsync(director.RunOnceAsync(TestContext.Current.CancellationToken)));

        Assert.Equal(3, project.DirectorServers.Count);
        Assert.NotEmpty(project.Files("outbox"));
    }

    [Fact]
    public async Task StopInMidCycle_FinishesTheCycle()
    {
        await using var project = TestProject.Create();
        await (await project.AgentAsync("worker-1")).BlockAsync("Which port does the gateway use?");
        using var stop = new CancellationTokenSource();
        using var engine = new CountedEngine(_ => stop.CancelAsync());
        var output = new RecordedOutput();
        await using var director = project.Director(engine, output);

        await director.RunAsync(Interval, stop.Token);

        Assert.Equal(CycleOutcome.Done, (await output.NextAsync()).Outcome);
        Assert.Single(project.Summaries());
    }

    [Fact]
    public async Task ProjectThatIsNotThere_FailsTheCycleWithTheServersWords()
    {
        await using var project = TestProject.Create();
        File.Delete(Path.Combine(project.Folder.Path, "project.json"));

        var report = await project.CycleAsync();

        Assert.Equal(CycleOutcome.Failed, report.Outcome);
        Assert.Contains("ora init", report.Error, StringComparison.Ordinal);
    }
}

using Ora.Core.Heartbeats;

namespace Ora.Mcp.Tests.Cli.Tasks;

public sealed class TaskChangeCommandTests
{
    [Fact]
    public async Task Cancel_WaitingTask_IsCancelledWithItsReason()
    {
        using var run = await CliRun.WithProjectAsync();
        var id = await run.AddTaskAsync("Not wanted");

        var result = await run.OkAsync("task", "cancel", id, "--reason", "the plan changed");

        Assert.Equal($"{id} is cancelled.\n", result.Output);
        Assert.Contains("the plan changed", (await run.OkAsync("log", "--task", id)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_TaskInWork_TellsItsAgent()
    {
        using var run = await CliRun.WithProjectAsync();
        var id = await run.AddTaskAsync("In work");
        var claim = await run.TakeTaskAsync();

        await run.OkAsync("task", "cancel", id);

        var answer = await run.ActAsync((project, worker) => project.PostHeartbeat.ExecuteAsync(
            worker, new PostHeartbeatInput { Claim = claim, Status = "in_progress" }, TestContext.Current.CancellationToken));
        Assert.Equal(HeartbeatDirective.Stop, answer.Directive);
    }

    [Fact]
    public async Task Retry_CancelledTask_WaitsAgain()
    {
        using var run = await CliRun.WithProjectAsync();
        var id = await run.AddTaskAsync("Wanted after all");
        await run.OkAsync("task", "cancel", id);

        var json = (await run.OkAsync("task", "retry", id, "--json")).Json;

        Assert.Equal(id, json.GetProperty("taskId").GetString());
        Assert.Equal("waiting", json.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("cancel")]
    public async Task Change_StateThatDoesNotAllowIt_IsAConflict(string change)
    {
        using var run = await CliRun.WithProjectAsync();
        var id = await run.AddTaskAsync("Task");
        if (change == "cancel") await run.OkAsync("task", "cancel", id);

        Assert.Equal(5, (await run.RunAsync("--project", "demo", "task", change, id)).ExitCode);
    }
}

using Ora.Core.Heartbeats;
using Ora.Core.Messages;
using Ora.Core.Tasks;

namespace Ora.Mcp.Tests.Cli.Tasks;

public sealed class TaskShowCommandTests
{
    [Fact]
    public async Task Show_TaskInWork_IsAsApproved()
    {
        using var run = await CliRun.WithProjectAsync();
        await AddReportAsync(run);
        var claim = await run.TakeTaskAsync();
        run.Clock.Advance(TimeSpan.FromMinutes(4));
        await run.ActAsync((project, worker) => project.PostHeartbeat.ExecuteAsync(
            worker,
            new PostHeartbeatInput { Claim = claim, Status = "in_progress", Progress = new Progress(2, 3, 1) },
            TestContext.Current.CancellationToken));

        Approval.Verify(Scrub.Ids((await run.OkAsync("task", "show", "task-report")).Output), "task.show.working");
    }

    [Fact]
    public async Task Show_TaskThatIsDone_IsAsApproved()
    {
        using var run = await CliRun.WithProjectAsync();
        await AddReportAsync(run);
        var claim = await run.TakeTaskAsync();
        run.Clock.Advance(TimeSpan.FromMinutes(4));
        await run.ActAsync((project, worker) => project.CompleteTask.ExecuteAsync(
            worker,
            new CompleteTaskInput { Claim = claim, Outcome = TaskOutcome.Completed, Summary = "Written\u001b[31m.\nChecked twice.", Artifacts = ["docs/report.md"] },
            TestContext.Current.CancellationToken));

        Approval.Verify(Scrub.Ids((await run.OkAsync("task", "show", "task-report")).Output), "task.show.completed");
        Approval.Verify(Scrub.Indented((await run.OkAsync("task", "show", "task-report", "--json")).Json), "task.show.completed", "json");
    }

    private static Task AddReportAsync(CliRun run) => run.OkAsync("task", "add", "--file", run.WriteFile("task.json", """
        {
          "messageId": "task-report", "messageType": "NEW_TASK_ASSIGNMENT", "priority": "HIGH",
          "task": {
            "title": "Write the report", "objective": "People know.", "description": "Read all.\n\nThen write.",
            "successCriteria": ["no broken link"], "paths": ["docs/**"], "dueAt": "2026-02-01T00:00:00Z"
          }
        }
        """));
}

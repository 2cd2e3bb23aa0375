using Ora.Core.Decisions;
using Ora.Core.Messages;
using Ora.Core.Tasks;

namespace Ora.Mcp.Tests.Cli.Project;

public sealed class RebuildCommandTests
{
    [Fact]
    public async Task Rebuild_Project_SaysWhatItDid()
    {
        using var run = await CliRun.WithProjectAsync();
        await WorkAsync(run);

        var human = await run.OkAsync("rebuild");
        var json = (await run.OkAsync("rebuild", "--json")).Json;

        Assert.Equal(
            "Dropped the index, the tables and the memory of demo.\nMade them again from 2 tasks and 3 messages in 0.0 s.\n", human.Output);
        Assert.Equal("""{"tasks":2,"messages":3,"rejected":0,"seconds":0}""", json.GetRawText());
    }

    [Fact]
    public async Task Rebuild_AfterTheDatabaseIsGone_EverythingReadsTheSame()
    {
        using var run = await CliRun.WithProjectAsync();
        await WorkAsync(run);
        var before = await EverythingAsync(run);
        foreach (var file in Directory.GetFiles(run.ProjectFolder, "ora.db*")) File.Delete(file);

        await run.OkAsync("rebuild");

        Assert.Equal(before, await EverythingAsync(run));
    }

    [Fact]
    public async Task Rebuild_TwiceOnTheSameDatabase_EverythingReadsTheSame()
    {
        using var run = await CliRun.WithProjectAsync();
        await WorkAsync(run);
        var before = await EverythingAsync(run);

        await run.OkAsync("rebuild");
        await run.OkAsync("rebuild");

        Assert.Equal(before, await EverythingAsync(run));
    }

    private static async Task WorkAsync(CliRun run)
    {
        await run.AddTaskAsync("One");
        await run.AddTaskAsync("Two");
        var claim = await run.TakeTaskAsync();
        await run.ActAsync((project, worker) => project.RecordDecision.ExecuteAsync(
            worker, new RecordDecisionInput { Title = "Go left", Rationale = "Shorter" }, TestContext.Current.CancellationToken));
        await run.ActAsync((project, worker) => project.CompleteTask.ExecuteAsync(
            worker, new CompleteTaskInput { Claim = claim, Outcome = TaskOutcome.Completed, Summary = "Done" }, TestContext.Current.CancellationToken));
    }

    private static async Task<string> EverythingAsync(CliRun run)
    {
        var parts = new List<string> { (await run.OkAsync("status", "--json")).Json.GetProperty("counts").GetRawText() };
        foreach (var command in (string[])["task list", "agent list", "decisions", "log"])
            parts.Add((await run.OkAsync([.. command.Split(' '), "--json"])).Output);
        return string.Join('\n', parts);
    }
}

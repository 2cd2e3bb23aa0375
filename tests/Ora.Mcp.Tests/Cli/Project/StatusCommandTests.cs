using Ora.Core.Blockers;
using Ora.Core.Messages;

namespace Ora.Mcp.Tests.Cli.Project;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task Status_NewProject_IsAsApproved()
    {
        using var run = await CliRun.WithProjectAsync();

        Approval.Verify((await run.OkAsync("status")).Output, "status.new");
    }

    [Fact]
    public async Task Status_ProjectInTrouble_IsAsApproved()
    {
        using var run = await CliRun.WithProjectAsync();
        await MakeTroubleAsync(run);

        Approval.Verify(Scrub.Ids((await run.OkAsync("status")).Output), "status.trouble");
        Approval.Verify(Scrub.Indented((await run.OkAsync("status", "--json")).Json), "status.trouble", "json");
    }

    private static async Task MakeTroubleAsync(CliRun run)
    {
        var first = await run.AddTaskAsync("First");
        await run.AddTaskAsync("Second", "--depends-on", first);
        var claim = await run.TakeTaskAsync();
        await run.ActAsync((project, worker) => project.RaiseBlocker.ExecuteAsync(
            worker,
            new RaiseBlockerInput { Claim = claim, Description = "No\u0007 access", Severity = BlockerSeverity.High, Needs = "the owner: grant it" },
            TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(
            Path.Combine(run.ProjectFolder, "agents", "_queue", "inbox", "task-bad.json"), "{", TestContext.Current.CancellationToken);
        run.Clock.Advance(TimeSpan.FromMinutes(1));
    }
}

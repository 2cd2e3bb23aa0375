using Ora.Core.Decisions;

namespace Ora.Mcp.Tests.Cli.Project;

public sealed class DecisionsCommandTests
{
    [Fact]
    public async Task Decisions_None_SaysSo()
    {
        using var run = await CliRun.WithProjectAsync();

        Assert.Equal("No decisions.\n", (await run.OkAsync("decisions")).Output);
    }

    [Fact]
    public async Task Decisions_Some_AreListedMostRecentFirst()
    {
        using var run = await CliRun.WithProjectAsync();
        await DecideAsync(run, "Use SQLite");
        run.Clock.Advance(TimeSpan.FromSeconds(1));
        await DecideAsync(run, "Use WAL");

        Approval.Verify(Scrub.Ids((await run.OkAsync("decisions")).Output), "decisions");
        Assert.Single((await run.OkAsync("decisions", "--limit", "1", "--json")).Json.GetProperty("decisions").EnumerateArray());
    }

    [Fact]
    public async Task Decisions_One_IsShownInFull()
    {
        using var run = await CliRun.WithProjectAsync();
        var id = await DecideAsync(run, "Use SQLite");

        Approval.Verify(Scrub.Ids((await run.OkAsync("decisions", id)).Output), "decisions.one");
        Assert.Equal(id, (await run.OkAsync("decisions", id, "--json")).Json.GetProperty("decision").GetProperty("decisionId").GetString());
    }

    private static async Task<string> DecideAsync(CliRun run, string title) => (await run.ActAsync((project, worker) => project.RecordDecision.ExecuteAsync(
        worker,
        new RecordDecisionInput { Title = title, Rationale = "It is there.\nIt is fast.", Alternatives = ["files only"], Evidence = ["msg-1"] },
        TestContext.Current.CancellationToken))).DecisionId;
}

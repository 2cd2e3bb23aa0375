namespace Ora.Mcp.Tests.Cli.Agents;

public sealed class AgentCommandTests
{
    [Fact]
    public async Task List_Nobody_SaysHowAgentsCome()
    {
        using var run = await CliRun.WithProjectAsync();

        Assert.Equal("No agents. An agent is registered by its first call.\n", (await run.OkAsync("agent", "list")).Output);
    }

    [Fact]
    public async Task List_Human_ShowsWhatTheyHold()
    {
        using var run = await CliRun.WithProjectAsync();
        await run.AddTaskAsync("One");
        await run.TakeTaskAsync();

        Approval.Verify(Scrub.Ids((await run.OkAsync("agent", "list")).Output), "agent.list");
    }

    [Fact]
    public async Task List_Json_ShowsWhatTheyHold()
    {
        using var run = await CliRun.WithProjectAsync();
        var id = await run.AddTaskAsync("One");
        await run.TakeTaskAsync();

        var agent = Assert.Single((await run.OkAsync("agent", "list", "--json")).Json.GetProperty("agents").EnumerateArray());

        Assert.Equal("worker-1", agent.GetProperty("agentId").GetString());
        Assert.Equal("active", agent.GetProperty("status").GetString());
        Assert.Equal(id, Assert.Single(agent.GetProperty("holding").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Retire_AgentWithATask_TakesItBack()
    {
        using var run = await CliRun.WithProjectAsync();
        var id = await run.AddTaskAsync("One");
        await run.TakeTaskAsync();

        var result = await run.OkAsync("agent", "retire", "worker-1", "--reason", "gone");

        Assert.Equal("worker-1 is retired; 1 of its tasks were taken back.\n", result.Output);
        Assert.Equal("waiting", (await run.OkAsync("task", "show", id, "--json")).Json.GetProperty("task").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Retire_UnknownAgent_RegistersNobody()
    {
        using var run = await CliRun.WithProjectAsync();

        Assert.Equal(4, (await run.RunAsync("--project", "demo", "agent", "retire", "worker-9")).ExitCode);
        Assert.Empty((await run.OkAsync("agent", "list", "--json")).Json.GetProperty("agents").EnumerateArray());
    }
}

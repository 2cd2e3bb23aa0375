namespace Ora.Mcp.Tests.Cli.Tasks;

public sealed class TaskListCommandTests
{
    [Fact]
    public async Task List_Empty_SaysSo()
    {
        using var run = await CliRun.WithProjectAsync();

        Assert.Equal("No tasks.\n", (await run.OkAsync("task", "list")).Output);
        Assert.Equal("""{"tasks":[]}""", (await run.OkAsync("task", "list", "--json")).Json.GetRawText());
    }

    [Fact]
    public async Task List_Human_IsATableMostRecentFirst()
    {
        using var run = await CliRun.WithProjectAsync();
        var first = await run.AddTaskAsync("First", "--priority", "CRITICAL");
        var second = await run.AddTaskAsync("Second", "--agent", "worker-2");
        await run.TakeTaskAsync();

        var result = await run.OkAsync("task", "list");

        Assert.Equal(
            $"""
            TASK              STATE    PRIORITY  ATTEMPT  AGENT     TITLE
            {second}  waiting  MEDIUM    0/3      worker-2  Second
            {first}  working  CRITICAL  1/3      worker-1  First

            """.ReplaceLineEndings("\n"),
            result.Output);
    }

    [Fact]
    public async Task List_Filters_NarrowIt()
    {
        using var run = await CliRun.WithProjectAsync();
        var first = await run.AddTaskAsync("First", "--priority", "HIGH");
        var second = await run.AddTaskAsync("Second", "--agent", "worker-2");
        var third = await run.AddTaskAsync("Third");
        await run.TakeTaskAsync();

        Assert.Equal([third, second], await IdsAsync(run, "--state", "WAITING"));
        Assert.Equal([first], await IdsAsync(run, "--state", "working"));
        Assert.Equal([second], await IdsAsync(run, "--agent", "worker-2"));
        Assert.Equal([first], await IdsAsync(run, "--agent", "worker-1"));
        Assert.Equal([third, second], await IdsAsync(run, "--limit", "2"));
    }

    [Fact]
    public async Task List_TitleWithEscapes_ReachesTheTerminalClean()
    {
        using var run = await CliRun.WithProjectAsync();
        await File.WriteAllTextAsync(
            Path.Combine(run.ProjectFolder, "agents", "_queue", "inbox", "task-hostile.json"),
            """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"\u001b]0;owned\u0007\u001b[2Jinnocent\r\nsecond line"}}""",
            TestContext.Current.CancellationToken);
        run.Clock.Advance(TimeSpan.FromMinutes(1));

        var result = await run.OkAsync("task", "list");

        Assert.Contains("innocent second line", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Output.Replace("\n", "", StringComparison.Ordinal), char.IsControl);
    }

    [Fact]
    public async Task List_NarrowTerminal_FitsIt()
    {
        using var run = await CliRun.WithProjectAsync();
        await run.AddTaskAsync(new string('x', 150));
        run.Host = run.Host with { Width = 80 };

        var result = await run.OkAsync("task", "list");

        Assert.All(result.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    private static async Task<IEnumerable<string?>> IdsAsync(CliRun run, params string[] filter)
    {
        var json = (await run.OkAsync(["task", "list", "--json", .. filter])).Json;
        return json.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("taskId").GetString());
    }
}

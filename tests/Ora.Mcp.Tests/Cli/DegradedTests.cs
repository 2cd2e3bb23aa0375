namespace Ora.Mcp.Tests.Cli;

public sealed class DegradedTests
{
    [Fact]
    public async Task Commands_DatabaseCannotBeOpened_GoOnAndSaySo()
    {
        using var run = await CliRun.WithProjectAsync();
        var first = await run.AddTaskAsync("First");
        BreakDatabase(run);

        var second = (await run.RunAsync("--project", "demo", "task", "add", "--title", "Second", "--json")).Json.GetProperty("taskId").GetString();
        var list = await run.RunAsync("--project", "demo", "task", "list", "--json");
        var human = await run.RunAsync("--project", "demo", "task", "list");
        var show = await run.RunAsync("--project", "demo", "task", "show", first);
        var status = await run.RunAsync("--project", "demo", "status", "--json");

        Assert.Equal([0, 0, 0, 0], new[] { list, human, show, status }.Select(result => result.ExitCode));
        Assert.Equal([second, first], list.Json.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("taskId").GetString()));
        Assert.NotEmpty(list.Json.GetProperty("degraded").GetString()!);
        Assert.Contains("\nDegraded: ", human.Output, StringComparison.Ordinal);
        Assert.Contains("First", show.Output, StringComparison.Ordinal);
        Assert.Equal(2, status.Json.GetProperty("counts").GetProperty("waiting").GetInt32());
        Assert.NotEmpty(status.Json.GetProperty("degraded").GetString()!);
        Assert.Empty(human.Error);
    }

    [Fact]
    public async Task Rebuild_DatabaseCannotBeMade_SaysWhatToDo()
    {
        using var run = await CliRun.WithProjectAsync();
        BreakDatabase(run);

        var result = await run.RunAsync("--project", "demo", "rebuild");

        Assert.Equal(7, result.ExitCode);
        Assert.Contains("remove ora.db", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Error.TrimEnd('\n').Split('\n').Length);
    }

    private static void BreakDatabase(CliRun run)
    {
        foreach (var file in Directory.GetFiles(run.ProjectFolder, "ora.db*")) File.Delete(file);
        Directory.CreateDirectory(Path.Combine(run.ProjectFolder, "ora.db"));
    }
}

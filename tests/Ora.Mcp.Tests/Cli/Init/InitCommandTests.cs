namespace Ora.Mcp.Tests.Cli.Init;

public sealed class InitCommandTests
{
    [Fact]
    public async Task Init_NewProject_MakesTheFolder()
    {
        using var run = new CliRun();

        var result = await run.RunAsync("init", "demo");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("Made the project demo in <folder>/home/.ora/projects/demo\n", run.Scrub(result.Output), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run.ProjectFolder, "project.json")));
        Assert.True(Directory.Exists(Path.Combine(run.ProjectFolder, "agents", "_queue", "inbox")));
    }

    [Fact]
    public async Task Init_Again_ChangesNothingAndSaysSo()
    {
        using var run = await CliRun.WithProjectAsync();
        await run.AddTaskAsync("a task that must stay");
        var before = Snapshot(run);

        var result = await run.RunAsync("init", "demo");
        var json = (await run.RunAsync("init", "demo", "--json")).Json;

        Assert.Equal("The project demo is there already, in <folder>/home/.ora/projects/demo; nothing was changed.\n", run.Scrub(result.Output));
        Assert.Equal(0, result.ExitCode);
        Assert.False(json.GetProperty("created").GetBoolean());
        Assert.Equal(before, Snapshot(run));
    }

    [Fact]
    public async Task Init_Json_SaysWhatAndWhere()
    {
        using var run = new CliRun();

        var json = (await run.RunAsync("init", "demo", "--json")).Json;

        Assert.Equal($$"""{"project":"demo","path":"{{run.ProjectFolder}}","created":true}""", json.GetRawText());
    }

    private static IEnumerable<string> Snapshot(CliRun run) =>
        Directory.GetFiles(run.ProjectFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => !Path.GetFileName(file).StartsWith("ora.", StringComparison.Ordinal)) // The disposable database and locks.
            .Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O} {File.ReadAllText(file)}").ToList();
}

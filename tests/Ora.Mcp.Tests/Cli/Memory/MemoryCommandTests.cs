using System.Text.Json;

namespace Ora.Mcp.Tests.Cli.Memory;

public sealed class MemoryCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_FolderOfDocumentsAndCode_IsFoundByHeadingAndSymbol()
    {
        using var run = await CliRun.WithProjectAsync();
        await WriteAsync(run, "docs/queue.md", "# Queue\n\nTasks wait here.\n\n## Leases\n\nA claim ends when no heartbeat comes.\n");
        await WriteAsync(run, "src/Lease.cs", "/// <summary>Extends the lease of a claim.</summary>\npublic static bool TryExtend(string claim) => true;\n");
        await WriteAsync(run, "src/node_modules/left.js", "function left() {}\n");
        await WriteAsync(run, "docs/picture.png", "x");

        var imported = (await run.RunAsync("--project", CliRun.Project, "--json", "memory", "import", "docs", "src")).Json;

        Assert.Equal((3, 0, 0), (Number(imported, "entries"), Number(imported, "replaced"), Number(imported, "skipped")));
        var leases = await SearchAsync(run, "how do leases end");
        Assert.Equal(("docs/queue.md", "Queue › Leases", "documentation"), Of(leases));
        Assert.Equal(("src/Lease.cs", "TryExtend: Extends the lease of a claim", "code"), Of(await SearchAsync(run, "extend lease", "--type", "code")));
    }

    [Fact]
    public async Task Import_ChangedFileAgain_ReplacesWhatItSaid()
    {
        using var run = await CliRun.WithProjectAsync();
        await WriteAsync(run, "a.md", "The walrus is old.");
        await run.RunAsync("--project", CliRun.Project, "memory", "import", "a.md");
        await WriteAsync(run, "a.md", "The otter is new.");

        var again = (await run.RunAsync("--project", CliRun.Project, "--json", "memory", "import", "a.md")).Json;

        Assert.Equal(1, Number(again, "replaced"));
        Assert.Empty(await SearchAsync(run, "walrus"));
        Assert.Single(await SearchAsync(run, "otter"));
    }

    [Fact]
    public async Task Import_List_CarriesManyEntriesInFewMessagesAndSurvivesARebuild()
    {
        using var run = await CliRun.WithProjectAsync();
        var lines = Enumerable.Range(0, 1_500).Select(n =>
            $$"""{"text":"entry word{{n}} {{new string('é', 300)}}","type":"note","source":"list","author":"ann","session":"s{{n / 10}}","timestamp":"2026-01-02T03:04:05Z"}""");
        await WriteAsync(run, "all.jsonl", string.Join('\n', lines));

        var imported = (await run.RunAsync("--project", CliRun.Project, "--json", "memory", "import", "all.jsonl")).Json;

        Assert.Equal(1_500, Number(imported, "entries"));
        var files = Directory.GetFiles(Path.Combine(run.ProjectFolder, "agents", "_queue", "processed"), "msg-*.json");
        Assert.Equal(Number(imported, "messages"), files.Length);
        Assert.InRange(files.Length, 2, 12);
        Assert.All(files, file => Assert.True(new FileInfo(file).Length <= 256 * 1024));
        var before = await SearchAsync(run, "word1234 entry");
        Assert.Equal(("list", "ann"), (before[0].GetProperty("source").GetString(), before[0].GetProperty("author").GetString()));
        Assert.Equal("2026-01-02T03:04:05.000Z", before[0].GetProperty("timestamp").GetString());

        await run.RunAsync("--project", CliRun.Project, "rebuild");

        Assert.Equal(before.Select(hit => hit.GetRawText()), (await SearchAsync(run, "word1234 entry")).Select(hit => hit.GetRawText()));
        Assert.Equal(1_500, Number((await run.RunAsync("--project", CliRun.Project, "--json", "memory", "stats")).Json, "passages"));
    }

    [Fact]
    public async Task Import_TitleAlone_IsTheText()
    {
        using var run = await CliRun.WithProjectAsync();
        await WriteAsync(run, "all.jsonl", """{"text":"","title":"The walrus cannot log in","type":"documentation"}""" + "\n");

        Assert.Equal(0, (await run.RunAsync("--project", CliRun.Project, "memory", "import", "all.jsonl")).ExitCode);

        Assert.Equal("The walrus cannot log in", (await SearchAsync(run, "walrus"))[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("""{"text":"no type"}""")]
    [InlineData("""{"text":" ","type":"note"}""")]
    public async Task Import_BadLine_NamesItAndKeepsWhatCameBefore(string bad)
    {
        using var run = await CliRun.WithProjectAsync();
        await WriteAsync(run, "all.jsonl", """{"text":"fine","type":"note"}""" + "\n" + bad + "\n");

        var result = await run.RunAsync("--project", CliRun.Project, "memory", "import", "all.jsonl");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("Line 2 of", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forget_PassageAndSource_AreGoneFromTheDatabaseAlsoAfterARebuild()
    {
        using var run = await CliRun.WithProjectAsync();
        await WriteAsync(run, "all.jsonl", """
            {"text":"the secret walrus","type":"note","source":"a"}
            {"text":"the plain otter","type":"note","source":"b"}
            {"text":"the grey badger","type":"note","source":"c"}
            """);
        await run.RunAsync("--project", CliRun.Project, "memory", "import", "all.jsonl");
        var id = (await SearchAsync(run, "walrus"))[0].GetProperty("id").GetString()!;

        Assert.Equal(0, (await run.RunAsync("--project", CliRun.Project, "memory", "forget", id, "--source", "b", "--reason", "not ours")).ExitCode);

        await AssertOnlyBadgerAsync();
        await run.RunAsync("--project", CliRun.Project, "rebuild");
        await AssertOnlyBadgerAsync();

        async Task AssertOnlyBadgerAsync()
        {
            Assert.Empty(await SearchAsync(run, "secret walrus plain otter"));
            Assert.Single(await SearchAsync(run, "badger"));
        }
    }

    [Theory]
    [InlineData("There is nothing to forget")]
    [InlineData("is not the id of a passage", "walrus")]
    public async Task Forget_NothingOrNoId_IsRefused(string words, params string[] arguments)
    {
        using var run = await CliRun.WithProjectAsync();
        var result = await run.RunAsync(["--project", CliRun.Project, "memory", "forget", .. arguments]);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(CliRun run, string name, string text)
    {
        var path = Path.Combine(run.Host.CurrentDirectory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, Cancellation);
    }

    private static async Task<List<JsonElement>> SearchAsync(CliRun run, string question, params string[] arguments) =>
        [.. (await run.RunAsync(["--project", CliRun.Project, "--json", "memory", "search", question, .. arguments])).Json.GetProperty("results").EnumerateArray()];

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static (string?, string?, string?) Of(List<JsonElement> hits) =>
        (hits[0].GetProperty("source").GetString(), hits[0].GetProperty("title").GetString(), hits[0].GetProperty("type").GetString());
}

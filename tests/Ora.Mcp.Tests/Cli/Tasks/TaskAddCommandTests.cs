using System.Text.Json;

namespace Ora.Mcp.Tests.Cli.Tasks;

public sealed class TaskAddCommandTests
{
    [Fact]
    public async Task Add_EveryOption_IsInTheFileOfTheTask()
    {
        using var run = await CliRun.WithProjectAsync();
        var first = await run.AddTaskAsync("First");

        var id = await run.AddTaskAsync(
            "Second", "--description", "D", "--objective", "O", "--agent", "worker-1", "--priority", "high", "--depends-on", first,
            "--path", "src/a/**", "--path", "docs/*.md", "--requires", "dotnet", "--requires", "sql", "--max-attempts", "5");

        var file = Read(Path.Combine(run.ProjectFolder, "agents", "_queue", "inbox", $"{id}.json"));
        Assert.Equal("worker-1", file.GetProperty("agentId").GetString());
        Assert.Equal("HIGH", file.GetProperty("priority").GetString());
        Assert.Equal(
            $$"""{"title":"Second","description":"D","objective":"O","dependsOn":["{{first}}"],"requires":["dotnet","sql"],"paths":["src/a/**","docs/*.md"],"maxAttempts":5}""",
            Compact(file.GetProperty("task")));
    }

    [Fact]
    public async Task Add_Human_SaysTheIdAndTheTitle()
    {
        using var run = await CliRun.WithProjectAsync();

        var result = await run.OkAsync("task", "add", "--title", "@not a \u001b[1mfile", "--agent", "nobody");

        Assert.Matches("^Added task-[a-z0-9]{11}: @not a file\nNote: No agent \"nobody\" is registered.*\n$", result.Output);
    }

    [Fact]
    public async Task Add_FromFile_KeepsAllItSays()
    {
        using var run = await CliRun.WithProjectAsync();
        var file = run.WriteFile("task.json", """
            {
              "messageId": "task-report", "messageType": "NEW_TASK_ASSIGNMENT", "agentId": "worker-2", "priority": "LOW", "x-ticket": 7,
              "task": { "title": "Report", "successCriteria": ["it is right"], "context": {"deep": [1]}, "dueAt": "2026-02-01T00:00:00Z", "x-own": true }
            }
            """);

        var json = (await run.OkAsync("task", "add", "--file", file, "--json")).Json;

        Assert.Equal("task-report", json.GetProperty("taskId").GetString());
        var stored = Read(Path.Combine(run.ProjectFolder, "agents", "_queue", "inbox", "task-report.json"));
        Assert.Equal("demo", stored.GetProperty("projectName").GetString());
        Assert.Equal(7, stored.GetProperty("x-ticket").GetInt32());
        Assert.Equal("""{"title":"Report","context":{"deep":[1]},"successCriteria":["it is right"],"dueAt":"2026-02-01T00:00:00.000Z","x-own":true}""", Compact(stored.GetProperty("task")));
    }

    [Fact]
    public async Task Add_FromStandardInput_MakesAnIdWhenThereIsNone()
    {
        using var run = await CliRun.WithProjectAsync();
        run.SetInput("""{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"Piped"}}""");

        var result = await run.OkAsync("task", "add", "--file", "-");

        Assert.Matches("^Added task-[a-z0-9]{11}: Piped\n$", result.Output);
    }

    [Fact]
    public async Task Add_SameIdempotencyKey_IsAnsweredWithTheFirst()
    {
        using var run = await CliRun.WithProjectAsync();
        var file = run.WriteFile("task.json", """{"messageType":"NEW_TASK_ASSIGNMENT","idempotencyKey":"nightly-1","task":{"title":"Nightly"}}""");

        var first = (await run.OkAsync("task", "add", "--file", file, "--json")).Json;
        var second = (await run.OkAsync("task", "add", "--file", file, "--json")).Json;

        Assert.True(first.GetProperty("created").GetBoolean());
        Assert.False(second.GetProperty("created").GetBoolean());
        Assert.Equal(first.GetProperty("taskId").GetString(), second.GetProperty("taskId").GetString());
    }

    [Fact]
    public async Task Add_IdThatIsTaken_IsAConflict()
    {
        using var run = await CliRun.WithProjectAsync();
        var file = run.WriteFile("task.json", """{"messageId":"task-once","messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"Once"}}""");
        await run.OkAsync("task", "add", "--file", file);

        Assert.Equal(5, (await run.RunAsync("--project", "demo", "task", "add", "--file", file)).ExitCode);
    }

    [Theory]
    [InlineData("not json", "file")]
    [InlineData("{}", "messageType")]
    [InlineData("""{"messageType":"DIRECTOR_SUMMARY","summary":"x"}""", "messageType")]
    [InlineData("""{"messageType":"NEW_TASK_ASSIGNMENT","task":{}}""", "task.title")]
    [InlineData("""{"messageType":"NEW_TASK_ASSIGNMENT","projectName":"other","task":{"title":"x"}}""", "projectName")]
    [InlineData("""{"messageType":"NEW_TASK_ASSIGNMENT","messageId":"../x","task":{"title":"x"}}""", "messageId")]
    [InlineData("""{"messageType":"NEW_TASK_ASSIGNMENT","priority":"URGENT","task":{"title":"x"}}""", "priority")]
    public async Task Add_BadFile_SaysWhichFieldAndWritesNothing(string content, string field)
    {
        using var run = await CliRun.WithProjectAsync();
        var file = run.WriteFile("task.json", content);

        var result = await run.RunAsync("--project", "demo", "task", "add", "--file", file, "--json");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal(field, result.JsonError.GetProperty("argument").GetString());
        Assert.Empty(Directory.GetFiles(Path.Combine(run.ProjectFolder, "agents", "_queue"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Add_FileOverTheLimit_IsRefused()
    {
        using var run = await CliRun.WithProjectAsync();
        var file = run.WriteFile("task.json", new string(' ', 300_000) + """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"x"}}""");

        var result = await run.RunAsync("--project", "demo", "task", "add", "--file", file);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("262144", result.Error, StringComparison.Ordinal);
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;

    private static string Compact(JsonElement json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) json.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}

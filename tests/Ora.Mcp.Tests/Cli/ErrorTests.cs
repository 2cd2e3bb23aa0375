namespace Ora.Mcp.Tests.Cli;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("task")]
    [InlineData("task frobnicate")]
    [InlineData("task show")]
    [InlineData("task list --colour")]
    [InlineData("task add --title")]
    [InlineData("task add")]
    [InlineData("task add --file x.json --title y")]
    [InlineData("init")]
    [InlineData("init one two")]
    public async Task CommandLine_NotUnderstood_IsAUsageError(string line)
    {
        using var run = new CliRun();

        var human = await run.RunAsync(line.Split(' '));
        var json = await run.RunAsync(["--json", .. line.Split(' ')]);

        Assert.Equal(2, human.ExitCode);
        Assert.Empty(human.Output);
        Assert.StartsWith("ora: ", human.Error, StringComparison.Ordinal);
        Assert.Contains("--help", human.Error, StringComparison.Ordinal);
        Assert.Equal(2, json.ExitCode);
        Assert.Empty(json.Error);
        Assert.Equal("usage", json.JsonError.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(3, "invalid_argument", "agentId", "agent retire ../x")]
    [InlineData(3, "invalid_argument", "taskId", "task show CON")]
    [InlineData(3, "invalid_argument", "limit", "task list --limit 0")]
    [InlineData(3, "invalid_argument", "limit", "log --limit many")]
    [InlineData(3, "invalid_argument", "state", "task list --state lost")]
    [InlineData(3, "invalid_argument", "type", "log --type GREETING")]
    [InlineData(3, "invalid_argument", "follow", "log --follow")]
    [InlineData(3, "invalid_argument", "priority", "task add --title x --priority URGENT")]
    [InlineData(3, "invalid_argument", "maxAttempts", "task add --title x --max-attempts 99")]
    [InlineData(3, "invalid_argument", "dependsOn", "task add --title x --depends-on ../x")]
    [InlineData(3, "invalid_argument", "file", "task add --file nowhere.json")]
    [InlineData(3, "invalid_argument", "client", "client-config emacs")]
    [InlineData(3, "invalid_argument", "role", "client-config cursor --role boss")]
    [InlineData(3, "invalid_argument", "agent", "client-config cursor --agent Bad")]
    [InlineData(3, "invalid_argument", "name", "client-config claude-code --name $(reboot)")]
    [InlineData(4, "not_found", "dependsOn", "task add --title x --depends-on task-none")]
    [InlineData(4, "not_found", "taskId", "task show task-none")]
    [InlineData(4, "not_found", null, "task cancel task-none")]
    [InlineData(4, "not_found", null, "task retry task-none")]
    [InlineData(4, "not_found", "agentId", "agent retire nobody")]
    [InlineData(4, "not_found", "decisionId", "decisions msg-none")]
    [InlineData(4, "not_found", "project", "status --project missing")]
    [InlineData(3, "invalid_argument", "project", "status --project ../demo")]
    [InlineData(3, "invalid_argument", "project", "init Demo")]
    public async Task Command_Refused_SaysWhatAndReturnsItsCode(int exitCode, string code, string? argument, string line)
    {
        using var run = await CliRun.WithProjectAsync();
        run.SetVariable("ORA_PROJECT", CliRun.Project);

        var json = await run.RunAsync(["--json", .. line.Split(' ')]);

        Assert.Equal(exitCode, json.ExitCode);
        Assert.Empty(json.Error);
        Assert.Equal(code, json.JsonError.GetProperty("code").GetString());
        if (argument is not null) Assert.Equal(argument, json.JsonError.GetProperty("argument").GetString());
        Assert.EndsWith(".", json.JsonError.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(json.JsonError.GetProperty("nextStep").GetString()!);
        if (argument == "follow") return; // Without --json it goes on.

        var human = await run.RunAsync(line.Split(' '));

        Assert.Equal(exitCode, human.ExitCode);
        Assert.Empty(human.Output);
        Assert.Equal(2, human.Error.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task Error_WithEscapesInIt_ReachesTheTerminalClean()
    {
        using var run = await CliRun.WithProjectAsync();

        var result = await run.RunAsync("--project", "demo", "task", "list", "--state", "\u001b]0;owned\u0007\u001b[31mred");

        Assert.Equal(3, result.ExitCode);
        Assert.DoesNotContain(result.Error.Replace("\n", "", StringComparison.Ordinal), char.IsControl);
    }
}

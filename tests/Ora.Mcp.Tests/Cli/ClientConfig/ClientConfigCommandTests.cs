using System.Runtime.CompilerServices;
using System.Text.Json;
using Ora.Mcp.Cli;

namespace Ora.Mcp.Tests.Cli.ClientConfig;

public sealed class ClientConfigCommandTests
{
    public static TheoryData<string> Clients => ["claude-code", "claude-desktop", "vscode", "cursor"];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Print_EveryClient_IsAsApproved(string client)
    {
        using var run = await CliRun.WithProjectAsync();

        var result = await run.OkAsync("client-config", client);

        Approval.Verify(run.Scrub(result.Output), $"client-config.{client}");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Json_EveryClient_IsAsApproved(string client)
    {
        using var run = await CliRun.WithProjectAsync();

        var json = (await run.OkAsync("client-config", client, "--json")).Json;

        Approval.Verify(run.Scrub(Scrub.Indented(json)), $"client-config.{client}", "json");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Print_WritesNothing(string client)
    {
        using var run = await CliRun.WithProjectAsync();
        var before = Files(run);

        await run.OkAsync("client-config", client);

        Assert.Equal(before, Files(run));
    }

    [Theory]
    [InlineData(Platform.Linux, "claude-desktop", "home/.config/Claude/claude_desktop_config.json")]
    [InlineData(Platform.MacOS, "claude-desktop", "home/Library/Application Support/Claude/claude_desktop_config.json")]
    [InlineData(Platform.Windows, "claude-desktop", "home/AppData/Roaming/Claude/claude_desktop_config.json")]
    [InlineData(Platform.MacOS, "cursor", "home/.cursor/mcp.json")]
    [InlineData(Platform.Windows, "cursor", "home/.cursor/mcp.json")]
    [InlineData(Platform.Windows, "claude-code", "work/.mcp.json")]
    [InlineData(Platform.MacOS, "vscode", "work/.vscode/mcp.json")]
    internal async Task File_EveryPlatform_IsWhereTheClientLooks(Platform platform, string client, string expected)
    {
        using var run = await CliRun.WithProjectAsync();
        run.Host = run.Host with { Platform = platform };

        var json = (await run.OkAsync("client-config", client, "--json")).Json;

        Assert.Equal($"<folder>/{expected}", run.Scrub(json.GetProperty("file").GetString()!));
    }

    [Theory]
    [InlineData(Platform.Windows, "APPDATA")]
    [InlineData(Platform.Linux, "XDG_CONFIG_HOME")]
    internal async Task File_DataFolderMovedByTheUser_IsFollowed(Platform platform, string variable)
    {
        using var run = await CliRun.WithProjectAsync();
        run.Host = run.Host with { Platform = platform };
        run.SetVariable(variable, "/data");

        var json = (await run.OkAsync("client-config", "claude-desktop", "--json")).Json;

        Assert.Equal("/data/Claude/claude_desktop_config.json", json.GetProperty("file").GetString());
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Write_NoFileYet_MakesIt(string client)
    {
        using var run = await CliRun.WithProjectAsync();

        var json = (await run.OkAsync("client-config", client, "--write", "--json")).Json;

        Assert.True(json.GetProperty("changed").GetBoolean());
        Assert.False(json.TryGetProperty("backup", out _));
        Assert.True(JsonElement.DeepEquals(json.GetProperty("config"), Read(json.GetProperty("file").GetString()!)));
    }

    [Fact]
    public async Task Write_FileOfTheUser_KeepsEverythingElseAndACopy()
    {
        using var run = await CliRun.WithProjectAsync();
        var file = Path.Combine(run.Host.CurrentDirectory, ".vscode", "mcp.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        const string Before = """
            {
              // servers of the team
              "servers": {
                "other": { "type": "http", "url": "https://example.org/mcp" },
              },
              "inputs": [ { "id": "key", "type": "promptString" } ]
            }
            """;
        await File.WriteAllTextAsync(file, Before, TestContext.Current.CancellationToken);

        var result = await run.OkAsync("client-config", "vscode", "--write");

        Approval.Verify(run.Scrub(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)), "client-config.merged", "json");
        Approval.Verify(run.Scrub(result.Output), "client-config.written");
        var backup = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!, "*.bak"));
        Assert.Equal(Before, await File.ReadAllTextAsync(backup, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Write_Again_ChangesNothing()
    {
        using var run = await CliRun.WithProjectAsync();
        await run.OkAsync("client-config", "cursor", "--write");
        var before = Files(run);

        var again = await run.OkAsync("client-config", "cursor", "--write");

        Assert.Contains("nothing was changed", again.Output, StringComparison.Ordinal);
        Assert.Equal(before, Files(run));
    }

    [Fact]
    public async Task Write_EntryWithAddedMembers_ChangesOnlyItsOwn()
    {
        using var run = await CliRun.WithProjectAsync();
        var file = run.WriteFile("c.json", """{"mcpServers":{"ora":{"type":"stdio","command":"/old/ora","args":[],"env":{"A":"1"},"disabled":false}}}""");

        await run.OkAsync("client-config", "claude-code", "--write", "--file", file);

        var entry = Read(Path.Combine(run.Host.CurrentDirectory, file)).GetProperty("mcpServers").GetProperty("ora");
        Assert.Equal("/opt/ora/ora", entry.GetProperty("command").GetString());
        Assert.Equal("1", entry.GetProperty("env").GetProperty("A").GetString());
        Assert.False(entry.GetProperty("disabled").GetBoolean());
    }

    [Fact]
    public async Task Write_SecondProjectOfTheUser_GetsItsOwnEntry()
    {
        using var run = await CliRun.WithProjectAsync();
        await run.RunAsync("init", "second");

        await run.OkAsync("client-config", "claude-desktop", "--write");
        await run.RunAsync("client-config", "claude-desktop", "--write", "--project", "second");

        var servers = Read(Path.Combine(run.Host.HomeDirectory, ".config", "Claude", "claude_desktop_config.json")).GetProperty("mcpServers");
        Assert.Equal(["ora-demo", "ora-second"], servers.EnumerateObject().Select(s => s.Name));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"mcpServers\": 1}")]
    public async Task Write_FileThatCannotBeMerged_StaysAsItIs(string content)
    {
        using var run = await CliRun.WithProjectAsync();
        var file = run.WriteFile("c.json", content);

        var result = await run.RunAsync("--project", "demo", "client-config", "claude-code", "--write", "--file", file);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("was not changed", result.Error, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(Path.Combine(run.Host.CurrentDirectory, file), TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(run.Host.CurrentDirectory));
    }

    [Fact]
    public async Task Write_LinkAndMode_AreKept()
    {
        if (OperatingSystem.IsWindows()) return; // It has neither.
        using var run = await CliRun.WithProjectAsync();
        var target = Path.Combine(run.Host.CurrentDirectory, run.WriteFile("dotfiles.json", "{}"));
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var link = Path.Combine(run.Host.CurrentDirectory, ".mcp.json");
        File.CreateSymbolicLink(link, target);

        await run.OkAsync("client-config", "claude-code", "--write");

        Assert.Equal(target, File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        Assert.True(Read(target).TryGetProperty("mcpServers", out _));
    }

    [Fact]
    public async Task Flags_AgentRoleAndName_AreInTheEntry()
    {
        using var run = await CliRun.WithProjectAsync();

        var json = (await run.OkAsync("client-config", "claude-code", "--agent", "worker-1", "--role", "DIRECTOR", "--name", "boss", "--json")).Json;

        var args = json.GetProperty("config").GetProperty("mcpServers").GetProperty("boss").GetProperty("args").EnumerateArray().Select(a => a.GetString());
        Assert.Equal(["serve", "--root", run.Root, "--project", "demo", "--agent", "worker-1", "--role", "director"], args);
    }

    [Fact]
    public async Task Director_BesideAnAgent_HasANameOfItsOwnAndNoAgent()
    {
        using var run = await CliRun.WithProjectAsync();

        var json = (await run.OkAsync("client-config", "claude-code", "--role", "director", "--capability", "a", "--capability", "b", "--json")).Json;

        var args = json.GetProperty("config").GetProperty("mcpServers").GetProperty("ora-director").GetProperty("args").EnumerateArray().Select(a => a.GetString());
        Assert.Equal(["serve", "--root", run.Root, "--project", "demo", "--role", "director", "--capability", "a", "--capability", "b"], args);
    }

    [Theory]
    [InlineData(Platform.Linux, "'\\''")]
    [InlineData(Platform.Windows, "''")]
    internal async Task AddCommand_PathWithAQuote_IsQuotedForTheShell(Platform platform, string quoted)
    {
        using var run = await CliRun.WithProjectAsync();
        run.Host = run.Host with { ExecutablePath = "/opt/o'ra/ora", Platform = platform };

        var command = (await run.OkAsync("client-config", "claude-code", "--json")).Json.GetProperty("command").GetString()!;

        Assert.StartsWith("claude mcp add-json ora '{\"type\":\"stdio\",\"command\":\"/opt/o" + quoted + "ra/ora\"", command, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_AtTheRootOfTheRepository_IsWhatThisPrintsWithoutPaths()
    {
        using var run = await CliRun.WithProjectAsync();
        run.Host = run.Host with { ExecutablePath = "ora" };

        var printed = (await run.OkAsync("client-config", "claude-code", "--json")).Json.GetProperty("config").GetRawText();

        var withoutPaths = printed.Replace($"\"--root\",\"{run.Root}\",", "", StringComparison.Ordinal).Replace("\"demo\"", "\"my-project\"", StringComparison.Ordinal);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(withoutPaths), Read(SamplePath())));
    }

    [Fact]
    public async Task ProjectThatIsNotThere_IsRefused()
    {
        using var run = new CliRun();

        var result = await run.RunAsync("client-config", "claude-code", "--project", "missing", "--write");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("ora init missing", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run.Host.CurrentDirectory, ".mcp.json")));
    }

    private static string SamplePath([CallerFilePath] string testFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(testFile)!, "..", "..", "..", "..", "mcp.json"));

    private static string[] Files(CliRun run) =>
        [.. Directory.GetFiles(Path.GetDirectoryName(run.Host.HomeDirectory)!, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;
}

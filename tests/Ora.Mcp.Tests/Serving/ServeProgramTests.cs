using System.Diagnostics;
using System.Text.Json;
using ModelContextProtocol.Client;
using Ora.Mcp.Tests.Tools;

namespace Ora.Mcp.Tests.Serving;

/// <summary>The program <c>ora</c> itself over its standard input and output; it is built beside the tests.</summary>
public sealed class ServeProgramTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Program => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ora.exe" : "ora");

    [Fact]
    public async Task Serve_RealClient_DoesATaskFromEndToEnd()
    {
        await using var world = new McpWorld();
        await using var director = await ConnectAsync(world, "--role", "director");
        await using var agent = await ConnectAsync(world, "--agent", "w1", "--capability", "rust", "--capability", "sql");
        var id = await CallAsync(director, "assign_task", new() { ["title"] = "t", ["description"] = "d", ["requires"] = new[] { "sql" } }, "taskId");
        var claim = await CallAsync(agent, "get_task", [], "claim");
        Assert.Equal($"{id}.1", claim);
        Assert.Equal("completed", await CallAsync(agent, "complete_task", new() { ["claim"] = claim, ["outcome"] = "completed", ["summary"] = "s" }, "result"));
        Assert.Contains($"{id}.json", world.Files("processed"));
    }

    [Fact]
    public async Task Serve_InputEnds_ExitsWithZeroAndOnlyProtocolOnStandardOutput()
    {
        await using var world = new McpWorld();
        var (exitCode, output, error) = await RunAsync(
            world,
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"no_such_tool"}}
            {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"get_task","arguments":{"waitSeconds":55}}}
            this is not JSON
            """,
            "--agent", "w1");
        Assert.Equal(0, exitCode);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Equal("2.0", JsonElement.Parse(line).GetProperty("jsonrpc").GetString()));
        Assert.Equal([1, 2, 3], lines.Select(line => JsonElement.Parse(line).GetProperty("id")).Where(id => id.ValueKind == JsonValueKind.Number).Select(id => id.GetInt32()).Order());
        Assert.Contains("no_such_tool", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No agent is named", 8)]
    [InlineData("stands for the person at the command line", 3, "--agent", "operator")]
    [InlineData("may hold only", 3, "--agent", "../w1")]
    [InlineData("role cannot be \"boss\"", 3, "--agent", "w1", "--role", "boss")]
    [InlineData("--capability takes", 3, "--agent", "w1", "--capability", "")]
    [InlineData("The project name", 3, "--agent", "w1", "--project", "../demo")]
    public async Task Serve_BadSettings_AreRefusedOnStandardError(string words, int exitCode, params string[] arguments)
    {
        await using var world = new McpWorld();
        var result = await RunAsync(world, "", [.. arguments, "--json"]);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_SettingsFromTheEnvironment_AreTaken()
    {
        await using var world = new McpWorld();
        var start = Start(world, "serve");
        start.Environment["ORA_ROOT"] = world.Root;
        start.Environment["ORA_PROJECT"] = McpWorld.Project;
        start.Environment["ORA_AGENT"] = "from-environment";
        start.Environment["ORA_ROLE"] = "observer";
        var (_, output, _) = await RunAsync(
            start,
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":2,"method":"tools/list"}
            """);
        Assert.Contains("\"review_project\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"get_task\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_Terminated_EndsItself()
    {
        if (OperatingSystem.IsWindows()) return; // It has no SIGTERM.
        await using var world = new McpWorld();
        using var process = Process.Start(Start(world, "serve", "--root", world.Root, "--project", McpWorld.Project, "--agent", "w1"))!;
        await process.StandardInput.WriteLineAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_task","arguments":{"waitSeconds":55}}}""");
        await process.StandardInput.FlushAsync(Cancellation);
        Assert.NotNull(await process.StandardOutput.ReadLineAsync(Cancellation));
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])!) await kill.WaitForExitAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode is 0 or 143, $"It returned {process.ExitCode}: {await process.StandardError.ReadToEndAsync(Cancellation)}");
    }

    private static Task<McpClient> ConnectAsync(McpWorld world, params string[] arguments) => McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = Program,
            Arguments = ["serve", "--root", world.Root, "--project", McpWorld.Project, .. arguments],
        }),
        cancellationToken: Cancellation);

    private static async Task<string> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments, string result)
    {
        var answer = await client.CallToolAsync(tool, arguments, cancellationToken: Cancellation);
        return answer.StructuredContent!.Value.GetProperty(result).GetString()!;
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(McpWorld world, string input, params string[] arguments) =>
        RunAsync(Start(world, ["serve", "--root", world.Root, .. arguments.Contains("--project") ? [] : (string[])["--project", McpWorld.Project], .. arguments]), input);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(ProcessStartInfo start, string input)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.StandardInput.WriteAsync(input.ReplaceLineEndings("\n") + "\n");
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }

    private static ProcessStartInfo Start(McpWorld world, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = world.Root,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ORA_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        return start;
    }
}

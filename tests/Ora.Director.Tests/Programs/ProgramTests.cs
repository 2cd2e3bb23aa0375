using System.Diagnostics;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Director.Cycles;
using Ora.Director.Tests.Fleet;
using Ora.Files.Projects;

namespace Ora.Director.Tests.Programs;

/// <summary><c>ora-director</c> and <c>ora</c> as processes, over real pipes, in real time.</summary>
public sealed class ProgramTests : IDisposable
{
    private static readonly ProjectName Name = ProjectName.Parse("demo");
    private readonly string _root = Directory.CreateTempSubdirectory("ora-director-").FullName;
    private readonly ProjectFolder _folder;

    public ProgramTests() => _folder = ProjectFolder.Create(_root, Name, settings: null, TimeProvider.System);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Once_ReviewsTheProjectAndEnds()
    {
        await BlockAsync("Which port does the gateway use?");

        await using var director = Direct("--once", "--json");
        var (exitCode, output, errors) = await director.EndAsync();

        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
        using var report = JsonDocument.Parse(output);
        Assert.Equal("done", report.RootElement.GetProperty("outcome").GetString());
        var summary = await File.ReadAllTextAsync(report.RootElement.GetProperty("postedTo").GetString()!, TestContext.Current.CancellationToken);
        Assert.Contains("Which port does the gateway use?", summary, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, "agents", "_queue", "outbox")));
    }

    [Fact]
    public async Task SecondDirector_IsRefusedWhileTheFirstRuns()
    {
        await using var first = Direct("--every", "1h");
        Assert.NotNull(await first.ReadLineAsync());

        await using var second = Direct("--once");
        var (exitCode, _, errors) = await second.EndAsync();
        Assert.Equal(5, exitCode);
        Assert.Contains("Another Director already works on demo.", errors, StringComparison.Ordinal);

        await first.KillAsync();
        await using var third = Direct("--once");
        Assert.Equal(0, (await third.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Terminated_WhileItWaits_EndsCleanly()
    {
        if (OperatingSystem.IsWindows()) return; // There is no signal to send there.
        await using var director = Direct("--every", "1h");
        Assert.NotNull(await director.ReadLineAsync());

        using var kill = Process.Start("kill", ["-TERM", $"{director.ProcessId}"]);
        var (exitCode, _, errors) = await director.EndAsync();

        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task KilledServer_IsReplacedInMidCycleAndNothingIsDoneTwice()
    {
        for (var i = 0; i < 2; i++) await BlockAsync("Which port does the gateway use?", worker: $"worker-{i}");
        await AnswerAsync("Port 8443.");
        var servers = new List<RunningProgram>();
        using var engine = new CountedEngine(asked => asked == 2 ? servers[0].KillAsync() : Task.CompletedTask);
        var output = new RecordedOutput();
        await using var director = new DirectorLoop(Connect, engine, output, TimeProvider.System);

        var report = await director.RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(CycleOutcome.Done, report.Outcome);
        Assert.Equal(2, servers.Count);
        var answers = Directory.EnumerateFiles(Path.Combine(_folder.Path, "agents", "_queue", "inbox")).Select(File.ReadAllText);
        Assert.Single(answers, text => text.Contains("\"resolvedBy\": \"director\"", StringComparison.Ordinal));
        foreach (var server in servers) await server.DisposeAsync();

        StreamClientTransport Connect()
        {
            servers.Add(Serve("director", AgentRole.Director));
            return new StreamClientTransport(servers[^1].Input, servers[^1].Output);
        }
    }

    [Theory]
    [InlineData(2, "--once", "--every", "3 weeks")]
    [InlineData(2, "--unknown")]
    [InlineData(3, "--project", "No_Name")]
    [InlineData(4, "--project", "absent", "--once")]
    [InlineData(8, "--project", "demo", "--ora", "absent/ora")]
    [InlineData(8)]
    public async Task WrongUsage_HasItsExitCode(int expected, params string[] arguments)
    {
        await using var director = RunningProgram.Start("ora-director", ["--root", _root, .. arguments]);

        var (exitCode, _, errors) = await director.EndAsync();

        Assert.Equal(expected, exitCode);
        Assert.NotEqual("", errors);
    }

    [Fact]
    public async Task ProgramThatIsNoServer_HasItsExitCode()
    {
        await using var director = Direct("--once", "--ora", RunningProgram.PathOf("ora-director"));

        var (exitCode, _, errors) = await director.EndAsync();

        Assert.Equal(7, exitCode);
        Assert.Contains("cannot be started", errors, StringComparison.Ordinal);
    }

    private RunningProgram Direct(params string[] arguments) =>
        RunningProgram.Start("ora-director", ["--root", _root, "--project", Name.Value, .. arguments]);

    private RunningProgram Serve(string agent, AgentRole role) => RunningProgram.Start(
        "ora", "--root", _root, "--project", Name.Value, "serve", "--agent", agent, "--role", WireEnum.Name(role));

    private Task BlockAsync(string question, string worker = "worker-1") => CallAsync(
        worker, AgentRole.Agent, "raise_blocker", ("description", question), ("severity", "HIGH"), ("needs", "Somebody who knows."));

    /// <summary>Answers the first open blocker, as a person would.</summary>
    private async Task AnswerAsync(string answer)
    {
        var briefing = await CallAsync("boss", AgentRole.Director, "review_project");
        var blocker = briefing.GetProperty("blockers")[0].GetProperty("blockerId").GetString()!;
        await CallAsync("boss", AgentRole.Director, "resolve_blocker", ("blockerId", blocker), ("answer", answer));
    }

    private async Task<JsonElement> CallAsync(string agent, AgentRole role, string tool, params (string Name, object? Value)[] arguments)
    {
        await using var server = Serve(agent, role);
        await using var client = await McpClient.CreateAsync(
            new StreamClientTransport(server.Input, server.Output), cancellationToken: TestContext.Current.CancellationToken);
        var result = await client.CallToolAsync(
            tool, arguments.ToDictionary(a => a.Name, a => a.Value), cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError is true);
        return result.StructuredContent!.Value;
    }
}

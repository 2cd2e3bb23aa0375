using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Tasks;
using Ora.Mcp.Cli;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tests.Cli;

/// <summary>What a command line did.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The one JSON object on standard output.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.Single(Output.TrimEnd('\n').Split('\n'));
            return JsonDocument.Parse(Output).RootElement;
        }
    }

    /// <summary>The <c>error</c> in it.</summary>
    public JsonElement JsonError => Json.GetProperty("error");
}

/// <summary>Runs command lines in this process, as if each were a process of its own, in a folder of its own.</summary>
internal sealed class CliRun : IDisposable
{
    public const string Project = "demo";
    private readonly TemporaryFolder _folder = new();

    public CliRun()
    {
        Host = new CliHost
        {
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            OpenInput = () => Stream.Null,
            Variables = new Dictionary<string, string>(),
            CurrentDirectory = _folder.Combine("work"),
            HomeDirectory = _folder.Combine("home"),
            ExecutablePath = "/opt/ora/ora",
            Platform = Platform.Linux,
            Clock = Clock,
        };
        Directory.CreateDirectory(Host.CurrentDirectory);
        Directory.CreateDirectory(Host.HomeDirectory);
    }

    /// <summary>The process that the next command runs in.</summary>
    public CliHost Host { get; set; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero));

    public string Root => Path.Combine(Host.HomeDirectory, ".ora", "projects");

    public string ProjectFolder => Path.Combine(Root, Project);

    /// <summary>A folder with a project in it.</summary>
    public static async Task<CliRun> WithProjectAsync()
    {
        var run = new CliRun();
        Assert.Equal(0, (await run.RunAsync("init", Project)).ExitCode);
        return run;
    }

    /// <summary>Runs a command line.</summary>
    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        Clock.Advance(TimeSpan.FromSeconds(1)); // Every process makes its ids at a time of its own, so that they sort.
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var host = Host with { Output = output, Error = error };
        var exitCode = await CommandLine.RunAsync(arguments, host, TestContext.Current.CancellationToken);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that writes to the host's own outputs.</summary>
    public Task<int> RunHereAsync(CancellationToken cancellationToken, params string[] arguments) => CommandLine.RunAsync(arguments, Host, cancellationToken);

    /// <summary>Runs a command line on the project and expects it to work.</summary>
    public async Task<CliResult> OkAsync(params string[] arguments)
    {
        var result = await RunAsync(["--project", Project, .. arguments]);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)} returned {result.ExitCode}:\n{result.Output}{result.Error}");
        Assert.Empty(result.Error);
        return result;
    }

    /// <summary>Adds a task and returns its id.</summary>
    public async Task<string> AddTaskAsync(string title, params string[] more) =>
        (await OkAsync(["task", "add", "--title", title, "--json", .. more])).Json.GetProperty("taskId").GetString()!;

    /// <summary>Does on the project what its agents do.</summary>
    public async Task<T> ActAsync<T>(Func<OpenProject, Caller, ValueTask<T>> act, string agent = "worker-1")
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        var name = ProjectName.Parse(Project);
        await using var project = await OpenProject.OpenAsync(Root, name, NullLoggerFactory.Instance, Clock, TestContext.Current.CancellationToken);
        return await act(project, new Caller(name, AgentId.Parse(agent), AgentRole.Agent, []));
    }

    /// <summary>Lets a worker take the best task and returns the claim.</summary>
    public async Task<string> TakeTaskAsync(string agent = "worker-1") => (await ActAsync(
        (project, caller) => project.GetTask.ExecuteAsync(caller, new GetTaskInput(), CancellationToken.None, TestContext.Current.CancellationToken), agent)).Claim!;

    public void SetVariable(string name, string value) =>
        Host = Host with { Variables = new Dictionary<string, string>(Host.Variables) { [name] = value } };

    public void SetInput(string text) => Host = Host with { OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    /// <summary>Writes a file into the current folder and returns its name.</summary>
    public string WriteFile(string name, string content)
    {
        File.WriteAllText(Path.Combine(Host.CurrentDirectory, name), content);
        return name;
    }

    /// <summary>Replaces what differs from run to run: the folder's path.</summary>
    public string Scrub(string text) => text.Replace(_folder.Path, "<folder>", StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}

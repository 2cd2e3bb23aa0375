using System.Text.Json.Nodes;
using Ora.Invariants;
using Ora.Processes;

namespace Ora.Faults.Tests;

/// <summary>
/// A project that real servers use, in a temporary folder or on a file system that the test breaks, with a record of all that was
/// acknowledged.
/// </summary>
internal sealed class TestProject : IAsyncDisposable
{
    /// <summary>An answer that takes longer will not come: the server hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo? _temporary;
    private readonly List<OraServer> _servers = [];
    private int _texts;

    private TestProject(OraProject project, DirectoryInfo? temporary)
    {
        Project = project;
        _temporary = temporary;
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string Program => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ora.exe" : "ora");

    public OraProject Project { get; }

    public Acknowledged Acknowledged { get; } = new();

    /// <summary>Makes a project in a folder of its own, or in one that is given.</summary>
    public static async Task<TestProject> CreateAsync(string? root = null)
    {
        var temporary = root is null ? Directory.CreateTempSubdirectory("ora-faults-") : null;
        var project = new OraProject(Program, root ?? temporary!.FullName);
        await project.CreateAsync(Cancellation);
        return new TestProject(project, temporary);
    }

    public async Task<OraServer> StartAsync(string agent = "w1", string role = "agent", IReadOnlyList<string>? wrapper = null)
    {
        var start = Project.Server(agent, role);
        var server = await OraServer.StartAsync(wrapper is null ? start : start.Wrapped(wrapper), Patient());
        _servers.Add(server);
        return server;
    }

    /// <summary>A text that no other has.</summary>
    public string Text(string what) => $"{what} {Interlocked.Increment(ref _texts)}";

    /// <summary>Remembers something; the answer if it was refused.</summary>
    public async Task<ToolAnswer?> RememberAsync(OraServer server, string agent = "w1", string? text = null)
    {
        text ??= Text("a passage");
        var answer = await server.CallAsync("remember", new JsonObject { ["text"] = text, ["type"] = "note" });
        if (answer.Refused) return answer;
        Acknowledged.Memory(answer["memoryId"]!, agent, text);
        return null;
    }

    /// <summary>Puts a task; the answer if it was refused.</summary>
    public async Task<ToolAnswer?> AssignAsync(OraServer director, string? description = null)
    {
        var title = Text("a task");
        var answer = await director.CallAsync("assign_task", new JsonObject { ["title"] = title, ["description"] = description ?? "d" });
        if (answer.Refused) return answer;
        Acknowledged.Put(answer["taskId"]!, title);
        return null;
    }

    /// <summary>Claims a task and completes it. Null when both were answered, or nothing waits; else the refusal.</summary>
    public async Task<ToolAnswer?> WorkAsync(OraServer server, string agent = "w1")
    {
        var got = await server.CallAsync("get_task");
        if (got.Refused) return got;
        if (got["claim"] is not { } claim) return null;
        var (task, attempt) = Parse(claim);
        Acknowledged.Claimed(task, attempt, agent, got.Result.TryGetProperty("resumed", out var resumed) && resumed.GetBoolean());
        return await CompleteAsync(server, claim, agent);
    }

    /// <summary>Completes a claim; the answer if it was refused.</summary>
    public async Task<ToolAnswer?> CompleteAsync(OraServer server, string claim, string agent = "w1")
    {
        var summary = Text("done");
        var done = await server.CallAsync("complete_task", new JsonObject { ["claim"] = claim, ["outcome"] = "completed", ["summary"] = summary });
        if (done.Refused) return done;
        var (task, attempt) = Parse(claim);
        Acknowledged.Answered(task, attempt, agent, "completed", summary, done["result"]!);
        return null;
    }

    /// <summary>Ends all servers and checks that everything acknowledged is there and in order.</summary>
    public async Task CheckInvariantsAsync()
    {
        await EndServersAsync();
        var violations = await ProjectInvariants.CheckAsync(Project.Root, Project.Name, Acknowledged, TimeProvider.System, Cancellation);
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    public async Task EndServersAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
        _servers.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await EndServersAsync();
        _temporary?.Delete(recursive: true);
    }

    public static (string Task, int Attempt) Parse(string claim)
    {
        var dot = claim.LastIndexOf('.');
        return (claim[..dot], int.Parse(claim[(dot + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Runs out when the server must be taken to hang.</summary>
    public static CancellationToken Patient()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        source.CancelAfter(Patience);
        return source.Token;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Ora.Benchmarks.Outside;

/// <summary>A temporary folder of projects for one program <c>ora</c>.</summary>
internal sealed class OraFolder(string program) : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ora-benchmarks-");

    public string Root => _root.FullName;

    /// <summary>Makes a project.</summary>
    public async Task CreateAsync(string project, CancellationToken cancellationToken) => await RunAsync(["init", project], cancellationToken);

    /// <summary>Waits until the project's tables show all that is in its queue. Each look carries some of the backlog over itself.</summary>
    public async Task CatchUpAsync(string project, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var status = JsonDocument.Parse(await RunAsync(["--project", project, "--json", "status"], cancellationToken));
            if (status.RootElement.GetProperty("projectionBacklog").GetInt64() == 0) return;
        }
    }

    /// <summary>How to start a server for one agent.</summary>
    public ServerCommand Server(string project, string agent, string role = "agent") =>
        new(program, ["--root", Root, "--project", project, "serve", "--agent", agent, "--role", role]);

    /// <summary>Drops task files into a project's inbox, as a script would, but without waiting for the disk.</summary>
    public void DropTasks(string project, int count) => DropIntoInbox(Path.Combine(Root, project), count);

    /// <summary>The same by the project's folder.</summary>
    public static void DropIntoInbox(string projectFolder, int count)
    {
        var inbox = Path.Combine(projectFolder, "agents", "_queue", "inbox");
        for (var i = 1; i <= count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"task-waiting-{i:000000}");
            File.WriteAllText(
                Path.Combine(inbox, $"{id}.json"),
                $$"""{"schemaVersion":1,"messageId":"{{id}}","messageType":"NEW_TASK_ASSIGNMENT","priority":"MEDIUM","task":{"title":"Waiting task {{i}}","description":"It waits while others are measured."} }""");
        }
    }

    public void Dispose() => _root.Delete(recursive: true);

    /// <summary>Runs a command of the program and returns its output.</summary>
    public async Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Prepend(Root).Prepend("--root")) info.ArgumentList.Add(argument);
        using var process = Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"ora {string.Join(' ', command)} ended with exit code {process.ExitCode}: {await errors}");
    }
}

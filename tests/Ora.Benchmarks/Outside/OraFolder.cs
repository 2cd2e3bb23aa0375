using System.Diagnostics;
using System.Globalization;

namespace Ora.Benchmarks.Outside;

/// <summary>A temporary folder of projects for one program <c>ora</c>.</summary>
internal sealed class OraFolder(string program) : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ora-benchmarks-");

    public string Root => _root.FullName;

    /// <summary>Makes a project.</summary>
    public async Task CreateAsync(string project, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--root", Root, "init", project]) info.ArgumentList.Add(argument);
        using var process = Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"ora init ended with exit code {process.ExitCode}: {await errors}");
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
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Ora.Processes;

/// <summary>How a command of the program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>A project in a folder of its own, made and used only through the program <c>ora</c> and as plain files.</summary>
/// <param name="Program">The program <c>ora</c>.</param>
/// <param name="Root">The folder of projects; it exists.</param>
/// <param name="Name">The project.</param>
public sealed record OraProject(string Program, string Root, string Name = "demo")
{
    /// <summary>The project's folder.</summary>
    public string Folder => Path.Combine(Root, Name);

    /// <summary>Makes the project.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var made = await RunAsync(["init", Name], cancellationToken);
        if (made.ExitCode != 0) throw new InvalidOperationException($"ora init failed: {made.Error}");
    }

    /// <summary>Sets a setting in project.json, as a person would.</summary>
    public void Set(string setting, int value)
    {
        var path = Path.Combine(Folder, "project.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!;
        json["settings"]![setting] = value;
        File.WriteAllText(path, json.ToJsonString());
    }

    /// <summary>A folder of the queue.</summary>
    public string Queue(string folder) => Path.Combine(Folder, "agents", "_queue", folder);

    /// <summary>The names in a folder of the queue, sorted.</summary>
    public IReadOnlyList<string> Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(Queue(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Drops a task file into the inbox as a script would: written elsewhere and moved in.</summary>
    public void DropTask(string id, IReadOnlyList<string>? paths = null)
    {
        var globs = paths is null ? "" : $",\"paths\":[{string.Join(',', paths.Select(path => $"\"{path}\""))}]";
        var part = Path.Combine(Folder, $"drop-{id}");
        File.WriteAllText(part, $$$"""{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"Task {{{id}}}","description":"It is there to be claimed."{{{globs}}}}}""");
        File.Move(part, Path.Combine(Queue("inbox"), $"{id}.json"));
    }

    /// <summary>The messages of a type in the given folders of the queue.</summary>
    public List<JsonElement> Messages(string messageType, params string[] folders) =>
    [
        .. folders
            .SelectMany(folder => Directory.EnumerateFiles(Queue(folder), "msg-*.json"))
            .Select(path => JsonElement.Parse(File.ReadAllBytes(path)))
            .Where(message => message.GetProperty("messageType").GetString() == messageType),
    ];

    /// <summary>How to start a server for one agent.</summary>
    public ProcessStartInfo Server(string agent, string role = "agent") => Start(["serve", "--agent", agent, "--role", role]);

    /// <summary>Runs a command of the program to its end.</summary>
    public async Task<CommandResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Start(command)) ?? throw new InvalidOperationException($"{Program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    private ProcessStartInfo Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(Program, ["--root", Root, "--project", Name, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(), // Never inside the project: a test may take its file system away.
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ORA_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        return start;
    }

    /// <summary>An id that sorts by its number.</summary>
    public static string TaskName(int number) => string.Create(CultureInfo.InvariantCulture, $"task-{number:000000}");
}

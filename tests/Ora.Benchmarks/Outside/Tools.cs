using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ora.Benchmarks.Outside;

/// <summary>Finds or makes the programs that are measured.</summary>
internal static class Tools
{
    private const string ReferencePackage = "@modelcontextprotocol/server-memory";

    /// <summary>The folder that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Publishes <c>ora</c> with Native AOT and returns the program.</summary>
    public static async Task<string> PublishOraAsync(TextWriter progress, CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync("Publishing ora with Native AOT ...");
        var output = Path.Combine(Repository, "artifacts", "benchmarks", "ora");
        await RunAsync(
            "dotnet", ["publish", Path.Combine(Repository, "src", "Ora.Mcp"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", output, "-v", "quiet"],
            Repository, cancellationToken);
        return Path.Combine(output, OperatingSystem.IsWindows() ? "ora.exe" : "ora");
    }

    /// <summary>Installs the reference server, as its lock file pins it, and says how to start it.</summary>
    public static async Task<ServerCommand> InstallReferenceAsync(string memoryFile, TextWriter progress, CancellationToken cancellationToken)
    {
        var source = Path.Combine(Repository, "tests", "Ora.Benchmarks", "node");
        var target = Directory.CreateDirectory(Path.Combine(Repository, "artifacts", "benchmarks", "node")).FullName;
        foreach (var name in (string[])["package.json", "package-lock.json"]) File.Copy(Path.Combine(source, name), Path.Combine(target, name), overwrite: true);
        var entry = Path.Combine(target, "node_modules", ReferencePackage, "dist", "index.js");
        if (!File.Exists(entry))
        {
            await progress.WriteLineAsync($"Installing {ReferencePackage} ...");
            await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund"], target, cancellationToken);
        }

        return new ServerCommand("node", [entry], new Dictionary<string, string> { ["MEMORY_FILE_PATH"] = memoryFile });
    }

    /// <summary>Waits until the files that were prepared are on the medium: else the first flushes that are measured would pay for them.</summary>
    public static async Task FlushDisksAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows()) await RunAsync("sync", [], Repository, cancellationToken);
    }

    private static async Task RunAsync(string command, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(command) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        using var process = Process.Start(info) ?? throw new InvalidOperationException($"{command} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command} ended with exit code {process.ExitCode}: {await output}{await errors}");
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ora.Mcp.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The folder of Ora.Mcp.sln was not found above this program.");
    }
}

using System.Diagnostics;
using System.Reflection;
using FleetDemo.Agents;

namespace FleetDemo.Fleet;

/// <summary>A program ended with an error, or is not there.</summary>
internal sealed class ProgramFailedException(string message) : Exception(message);

/// <summary>The programs of Ora, as they were built together with this one.</summary>
internal static class Programs
{
    public static ProgramFile Ora => Find("ora");

    public static ProgramFile Director => Find("ora-director");

    /// <summary>Runs a program to its end and returns what it wrote on standard output.</summary>
    /// <exception cref="ProgramFailedException">Its exit code was not 0.</exception>
    public static async Task<string> RunAsync(
        ProgramFile program, IReadOnlyCollection<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(program.StartInfo(arguments))
            ?? throw new ProgramFailedException($"{program.Command} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode == 0) return await output;
        throw new ProgramFailedException(
            $"{Path.GetFileName(program.Command)} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}: {(await errors).Trim()}");
    }

    // The project file notes where the build put each program.
    private static ProgramFile Find(string name)
    {
        var path = typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == $"program:{name}")?.Value;
        return path is not null && File.Exists(path)
            ? ProgramFile.FromAssembly(path)
            : throw new ProgramFailedException($"{name} is not where the build put it ({path}). Build again: dotnet build examples/FleetDemo.");
    }
}

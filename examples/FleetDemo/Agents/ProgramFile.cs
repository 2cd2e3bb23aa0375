using System.Diagnostics;

namespace FleetDemo.Agents;

/// <summary>A program that was built with this one, and how to start it.</summary>
/// <param name="Command">The command.</param>
/// <param name="Arguments">What comes before the program's own arguments.</param>
internal sealed record ProgramFile(string Command, IReadOnlyList<string> Arguments)
{
    /// <summary>This program itself.</summary>
    public static ProgramFile Self { get; } = FromAssembly(typeof(ProgramFile).Assembly.Location);

    /// <summary>A program by its assembly: the executable beside it, or <c>dotnet</c> with the assembly.</summary>
    public static ProgramFile FromAssembly(string assembly)
    {
        var executable = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? "exe" : null);
        return File.Exists(executable) ? new ProgramFile(executable, []) : new ProgramFile("dotnet", [assembly]);
    }

    /// <summary>How to start it with arguments, its three streams in our hands.</summary>
    public ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(Command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in Arguments.Concat(arguments)) info.ArgumentList.Add(argument);
        return info;
    }
}

using ModelContextProtocol.Client;
using Ora.Core.Errors;
using Ora.Core.Ids;

namespace Ora.Director.CommandLine;

/// <summary>Finds and starts the program <c>ora</c>.</summary>
internal static class OraProgram
{
    private const string DirectorAgentId = "director";
    private static readonly string Name = OperatingSystem.IsWindows() ? "ora.exe" : "ora";

    /// <summary>The absolute path of <c>ora</c>: the given one, else next to this program, else on the PATH.</summary>
    /// <exception cref="OraException">There is none.</exception>
    public static string Find(string? given, string programFolder, string? searchPath)
    {
        if (given is not null && File.Exists(given)) return Path.GetFullPath(given);
        var folders = (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = folders.Prepend(programFolder).Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);
        if (given is null && found is not null) return Path.GetFullPath(found);
        throw new OraException(
            OraErrorCode.Configuration,
            $"The program {given ?? Name} was not found.",
            "Name it with --ora PATH, or put it next to ora-director or on the PATH.",
            "ora");
    }

    /// <summary>The way to a new server process in the director role; its standard error goes to <paramref name="log"/>.</summary>
    public static IClientTransport Start(string path, string root, ProjectName project, Action<string>? log) =>
        new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = Name,
            Command = path,
            Arguments = ["--root", root, "--project", project.Value, "serve", "--role", "director", "--agent", DirectorAgentId],
            StandardErrorLines = log,
        });
}

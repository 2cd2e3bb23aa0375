using System.Collections;

namespace Ora.Mcp.Cli;

/// <summary>The operating systems that differ in where client programs keep their configuration.</summary>
internal enum Platform
{
    /// <summary>Linux and other Unixes.</summary>
    Linux,

    /// <summary>macOS.</summary>
    MacOS,

    /// <summary>Windows.</summary>
    Windows,
}

/// <summary>All that a command may take from the process it runs in, so that a test can be the process.</summary>
internal sealed record CliHost
{
    /// <summary>Standard output: results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: what went wrong.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Opens standard output as bytes, for the server.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>The environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>The user's home folder.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>The absolute path of the <c>ora</c> program, as a client must start it.</summary>
    public required string ExecutablePath { get; init; }

    /// <summary>The operating system.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The terminal's columns, or null when standard output is no terminal.</summary>
    public int? Width { get; init; }

    /// <summary>The process that runs now.</summary>
    public static CliHost OfProcess() => new()
    {
        Output = OutputWriter(),
        Error = Console.Error,
        OpenInput = Console.OpenStandardInput,
        Variables = EnvironmentVariables(),
        CurrentDirectory = Environment.CurrentDirectory,
        HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        ExecutablePath = Executable(),
        Platform = OperatingSystem.IsWindows() ? Platform.Windows : OperatingSystem.IsMacOS() ? Platform.MacOS : Platform.Linux,
        Clock = TimeProvider.System,
        Width = Console.IsOutputRedirected ? null : Console.WindowWidth,
    };

    // A file or a program that reads the output expects UTF-8; Windows would write the console's code page.
    private static TextWriter OutputWriter() => OperatingSystem.IsWindows() && Console.IsOutputRedirected
        ? new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true }
        : Console.Out;

    private static Dictionary<string, string> EnvironmentVariables()
    {
        var variables = new Dictionary<string, string>(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }

    // Started as "dotnet ora.dll" the process is dotnet; the program that a client can start lies beside the dll.
    private static string Executable()
    {
        var process = Environment.ProcessPath;
        if (process is not null && Path.GetFileNameWithoutExtension(process) != "dotnet") return process;
        return Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ora.exe" : "ora");
    }
}

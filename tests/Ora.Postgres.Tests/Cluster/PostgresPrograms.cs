using System.Diagnostics;

namespace Ora.Postgres.Tests.Cluster;

/// <summary>
/// The server's programs. Where Debian's package is missing and may be installed, it is, and that is said; elsewhere the tests fail and
/// say what to install. They are never skipped.
/// </summary>
internal static class PostgresPrograms
{
    private static readonly string[] Folders =
        ["/usr/lib/postgresql", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql@*", "/usr/local/opt/postgresql@*", @"C:\Program Files\PostgreSQL"];

    private static readonly Lazy<string> Found = new(FindOrInstall);

    /// <summary>The path of a program, <c>initdb</c> or <c>postgres</c>.</summary>
    public static string PathOf(string program) => Path.Combine(Found.Value, program);

    private static string FindOrInstall()
    {
        if (Find() is { } found) return found;
        if (File.Exists("/usr/bin/apt-get") && Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("PostgreSQL is not installed: running apt-get install postgresql");
            Run("apt-get", "update", "-qq");
            Run("apt-get", "install", "-y", "-qq", "postgresql");
            if (Find() is { } installed) return installed;
        }

        throw new InvalidOperationException(
            "These tests run against a real PostgreSQL, which is not installed. Install it (Debian: apt-get install postgresql; macOS: brew install postgresql) and run them again.");
    }

    private static string? Find()
    {
        var versions = Folders
            .Where(folder => !folder.Contains('*', StringComparison.Ordinal) && Directory.Exists(folder))
            .SelectMany(Directory.GetDirectories)
            .Concat(Folders.Where(folder => folder.Contains('*', StringComparison.Ordinal)).SelectMany(Matches))
            .Select(folder => Path.Combine(folder, "bin"));
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return versions.OrderDescending(StringComparer.Ordinal).Concat(paths).FirstOrDefault(folder => File.Exists(Path.Combine(folder, Name("initdb"))));
    }

    private static string Name(string program) => OperatingSystem.IsWindows() ? $"{program}.exe" : program;

    private static string[] Matches(string pattern)
    {
        var parent = Path.GetDirectoryName(pattern)!;
        return Directory.Exists(parent) ? Directory.GetDirectories(parent, Path.GetFileName(pattern)) : [];
    }

    private static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        process.WaitForExit();
    }
}

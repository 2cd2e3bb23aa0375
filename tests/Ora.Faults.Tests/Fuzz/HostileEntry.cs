using System.Diagnostics;

namespace Ora.Faults.Tests.Fuzz;

/// <summary>Puts entries into folders that no program of good will would put there.</summary>
internal static class HostileEntry
{
    /// <summary>The kinds of entry that are no ordinary file with odd content.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "empty", "noise", "zeros", "deep", "sparse", "folder", "full folder", "pipe", "device", "dangling link", "looping link", "link to a file", "link to a folder", "no permission",
    ];

    /// <summary>Makes an entry of a kind.</summary>
    /// <param name="path">Where; nothing is there yet.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="outside">A file outside the project that a link may lead to.</param>
    public static void Make(string path, string kind, string outside)
    {
        switch (kind)
        {
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "noise":
                var noise = new byte[3_000];
                new Random(path.Length).NextBytes(noise);
                File.WriteAllBytes(path, noise);
                break;
            case "zeros":
                File.WriteAllBytes(path, new byte[4_096]);
                break;
            case "deep":
                File.WriteAllText(path, string.Concat(Enumerable.Repeat("{\"a\":", 100_000 / 5)));
                break;
            case "sparse":
                using (var file = File.Create(path)) file.SetLength(1L << 30);
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "full folder":
                Directory.CreateDirectory(Path.Combine(path, "inside"));
                File.WriteAllText(Path.Combine(path, "inside", "task-inside.json"), "{}");
                break;
            case "pipe":
                Run("mkfifo", path);
                break;
            case "device":
                Run("mknod", path, "c", "1", "5"); // Like /dev/zero: it never ends.
                break;
            case "dangling link":
                File.CreateSymbolicLink(path, path + "-nowhere");
                break;
            case "looping link":
                File.CreateSymbolicLink(path, path);
                break;
            case "link to a file":
                File.CreateSymbolicLink(path, outside);
                break;
            case "link to a folder":
                Directory.CreateSymbolicLink(path, Path.GetDirectoryName(outside)!);
                break;
            case "no permission":
                File.WriteAllText(path, "{}");
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.None);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }

    /// <summary>The numbers of all entries below a folder, which stay the same when an entry is moved, with their paths.</summary>
    public static Dictionary<string, string> Inodes(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("find", [folder, "-printf", "%i %p\\0"]) { RedirectStandardOutput = true })!;
        var listed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
    }

    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");
    }
}

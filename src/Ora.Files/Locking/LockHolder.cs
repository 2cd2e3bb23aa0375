using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Ora.Files.Disk;

namespace Ora.Files.Locking;

/// <summary>Finds out who holds a lock, for the words of an error. Linux tells; elsewhere nothing is said.</summary>
internal static class LockHolder
{
    /// <summary>In words that follow "has not released it", or nothing when it cannot be found out.</summary>
    public static string Describe(string path)
    {
        if (!OperatingSystem.IsLinux()) return "";
        try
        {
            using var file = Posix.OpenLockFile(path);
            return Find(file) is { } processId ? $": process {processId.ToString(CultureInfo.InvariantCulture)} ({StateOf(processId)})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return "";
        }
    }

    // "1: FLOCK  ADVISORY  WRITE 4711 fd:01:131 0 EOF"; one that waits has "->" after its number.
    private static int? Find(SafeFileHandle file)
    {
        var inode = File.ReadLines($"/proc/self/fdinfo/{file.DangerousGetHandle()}").First(line => line.StartsWith("ino:", StringComparison.Ordinal))[4..].Trim();
        foreach (var line in File.ReadLines("/proc/locks"))
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts[1] == "FLOCK" && parts[5].EndsWith($":{inode}", StringComparison.Ordinal)) return int.Parse(parts[4], CultureInfo.InvariantCulture);
        }

        return null;
    }

    private static string StateOf(int processId)
    {
        var status = File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
        return status[(status.LastIndexOf(')') + 2)..][0] switch
        {
            'T' or 't' => "stopped",
            'D' => "waiting for the disk",
            _ => "running",
        };
    }
}

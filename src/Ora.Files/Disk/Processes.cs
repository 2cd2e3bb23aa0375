using System.Diagnostics;

namespace Ora.Files.Disk;

/// <summary>Whether a process of this machine lives. The answer may be out of date; nothing depends on it but tidiness.</summary>
internal static class Processes
{
    public static bool IsAlive(int processId)
    {
        if (OperatingSystem.IsLinux()) return Directory.Exists(Path.Combine("/proc", processId.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

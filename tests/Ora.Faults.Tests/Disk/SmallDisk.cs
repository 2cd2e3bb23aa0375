using System.Diagnostics;

namespace Ora.Faults.Tests.Disk;

/// <summary>
/// A small file system in memory, mounted for one test; that needs root. It is no use to go on without it: a test that cannot break
/// the disk shows nothing, so it fails and says so.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk Mount(int kilobytes)
    {
        var path = Directory.CreateTempSubdirectory("ora-disk-").FullName;
        var (exitCode, error) = Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k,mode=0700", "tmpfs", path);
        if (exitCode == 0) return new SmallDisk(path);
        Directory.Delete(path);
        throw new InvalidOperationException(
            $"A small disk cannot be mounted ({error.Trim()}). Run these tests as root, or in a namespace where you are: unshare --map-root-user --mount dotnet test …");
    }

    /// <summary>Lets nobody write any more, or again.</summary>
    public void MakeReadOnly(bool readOnly = true)
    {
        var (exitCode, error) = Run("mount", "-o", readOnly ? "remount,ro" : "remount,rw", Path);
        if (exitCode != 0) throw new InvalidOperationException($"The disk cannot be mounted anew: {error}");
    }

    /// <summary>Writes until nothing fits any more; deleting the file makes room again.</summary>
    public string Fill()
    {
        var ballast = System.IO.Path.Combine(Path, "ballast");
        using var file = new FileStream(ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            return ballast;
        }
    }

    public void Dispose()
    {
        var (exitCode, error) = Run("umount", "--lazy", Path);
        if (exitCode != 0) throw new InvalidOperationException($"The disk cannot be unmounted: {error}");
        Directory.Delete(Path);
    }

    private static (int ExitCode, string Error) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}

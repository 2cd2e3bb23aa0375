using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Ora.Files.Disk;

/// <summary>
/// The two things that .NET does not offer on Unix: flushing a folder, and a lock that waits its turn. (A file opened by .NET takes
/// a shared lock of its own, so the lock file too is opened here.) And a rename that is one system call and nothing besides.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int LockExclusive = 2;
    private const int LockNoWait = 4;
    private const int Unlock = 8;
    private const int NotPermitted = 1;
    private const int NoSuchEntry = 2;
    private const int Interrupted = 4;
    private const int AccessDenied = 13;

    private static int CloseOnExec => OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;

    private static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    public static SafeFileHandle OpenDirectory(string path) => Open(path, ReadOnly);

    public static SafeFileHandle OpenLockFile(string path) => Open(path, ReadWrite);

    public static void Flush(SafeFileHandle directory)
    {
        while (FSync(directory) != 0) ThrowUnlessInterrupted("fsync");
    }

    /// <summary>Moves a name over whatever has the new name. False when there is no such name.</summary>
    public static bool TryRename(string from, string to)
    {
        while (RenameFile(from, to) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted) continue;
            var problem = $"Cannot move {from} to {to}: {new Win32Exception(error).Message}.";
            if (error is NotPermitted or AccessDenied) throw new UnauthorizedAccessException(problem);
            if (error != NoSuchEntry) throw new IOException(problem);
            return Directory.Exists(Path.GetDirectoryName(to)) ? false : throw new DirectoryNotFoundException(problem);
        }

        return true;
    }

    /// <summary>Takes the lock, waiting for it if <paramref name="wait"/>. False when it was taken and nobody waited.</summary>
    public static bool Lock(SafeFileHandle file, bool wait)
    {
        while (FLock(file, wait ? LockExclusive : LockExclusive | LockNoWait) != 0)
        {
            if (!wait && Marshal.GetLastPInvokeError() == WouldBlock) return false;
            ThrowUnlessInterrupted("flock");
        }

        return true;
    }

    public static void Release(SafeFileHandle file)
    {
        while (FLock(file, Unlock) != 0) ThrowUnlessInterrupted("flock");
    }

    private static SafeFileHandle Open(string path, int access)
    {
        int descriptor;
        while ((descriptor = OpenFile(path, access | CloseOnExec)) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == NoSuchEntry) throw new DirectoryNotFoundException($"Cannot open {path}: it is gone.");
            if (error != Interrupted) throw new IOException($"Cannot open {path}: {new Win32Exception(error).Message}.");
        }

        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void ThrowUnlessInterrupted(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Interrupted) throw new IOException($"{call} failed: {new Win32Exception(error).Message}.");
    }

    // Without a mode argument open(2) is not variadic in practice, which matters on Apple silicon.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string from, string to);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle descriptor, int operation);
}

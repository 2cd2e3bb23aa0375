using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ora.Files.Disk;

/// <summary>
/// Whether an open file still is the one that its path names. A file that was deleted or replaced goes on working for those who have
/// it open, each for himself.
/// </summary>
internal static partial class FileIdentity
{
    /// <summary>Whether the path names the open file. One system call or two.</summary>
    public static bool IsAt(SafeFileHandle file, string path)
    {
        try
        {
            if (OperatingSystem.IsLinux() && SameInode(file, path) is { } same) return same;

            // Nobody else writes a file that is locked, so two times that differ are of two files.
            return File.GetLastWriteTimeUtc(file) == File.GetLastWriteTimeUtc(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool? SameInode(SafeFileHandle file, string path)
    {
        try
        {
            if (Statx(file, "", EmptyPath, Inode, out var open) != 0) return null;
            return Statx(CurrentDirectory, path, NoFollow, Inode, out var named) == 0
                && (open.Inode, open.DeviceMajor, open.DeviceMinor) == (named.Inode, named.DeviceMajor, named.DeviceMinor);
        }
        catch (EntryPointNotFoundException)
        {
            return null; // An old musl.
        }
    }

    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint Inode = 0x100;

    // Unlike struct stat it is the same on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxResult
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle directory, string path, int flags, uint mask, out StatxResult result);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxResult result);
}

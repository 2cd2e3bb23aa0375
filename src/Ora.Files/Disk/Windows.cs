using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Ora.Files.Disk;

/// <summary>A lock that waits its turn, which .NET does not offer.</summary>
[SupportedOSPlatform("windows")]
internal static partial class Windows
{
    private const uint FailImmediately = 1;
    private const uint Exclusive = 2;
    private const int LockViolation = 33;

    // The lock is on a byte far behind the content, which other processes must be able to read meanwhile.
    private const uint LockedByte = 0x4000_0000;

    public static bool Lock(SafeFileHandle file, bool wait)
    {
        var region = new Overlapped { Offset = LockedByte };
        if (LockFileEx(file, wait ? Exclusive : Exclusive | FailImmediately, 0, 1, 0, ref region)) return true;
        var error = Marshal.GetLastPInvokeError();
        if (!wait && error == LockViolation) return false;
        throw new IOException($"LockFileEx failed with error {error}.");
    }

    public static void Release(SafeFileHandle file)
    {
        var region = new Overlapped { Offset = LockedByte };
        if (!UnlockFileEx(file, 0, 1, 0, ref region)) throw new IOException($"UnlockFileEx failed with error {Marshal.GetLastPInvokeError()}.");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Overlapped
    {
        public nint Internal;
        public nint InternalHigh;
        public uint Offset;
        public uint OffsetHigh;
        public nint Event;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool LockFileEx(SafeFileHandle file, uint flags, uint reserved, uint low, uint high, ref Overlapped overlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UnlockFileEx(SafeFileHandle file, uint reserved, uint low, uint high, ref Overlapped overlapped);
}

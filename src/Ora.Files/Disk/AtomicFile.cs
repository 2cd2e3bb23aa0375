namespace Ora.Files.Disk;

/// <summary>Writes a small file that is replaced as a whole: readers see the old or the new content, never a part.</summary>
internal static class AtomicFile
{
    private static long _count;

    public static void Replace(IDisk disk, string tmpDirectory, string path, ReadOnlySpan<byte> content)
    {
        var part = Path.Combine(tmpDirectory, $"{Path.GetFileNameWithoutExtension(path)}.{Environment.ProcessId}-f{Interlocked.Increment(ref _count)}.part");
        disk.Delete(part); // A process that died may have had the same number.
        disk.WriteNew(part, content, durable: true);
        disk.TryRename(part, path);
        disk.FlushDirectory(Path.GetDirectoryName(path)!);
    }
}

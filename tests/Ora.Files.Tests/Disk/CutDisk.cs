using Ora.Files.Disk;

namespace Ora.Files.Tests.Disk;

/// <summary>The process dies here. It is no I/O error, so nothing in the queue may handle it.</summary>
internal sealed class KilledException : Exception;

/// <summary>A disk that kills the process at its n-th change; what was done before stays done, as with SIGKILL.</summary>
internal sealed class CutDisk(IDisk disk, int changesUntilDeath) : IDisk
{
    private int _left = changesUntilDeath;

    public bool Died { get; private set; }

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public void WriteNew(string path, ReadOnlySpan<byte> content, bool durable)
    {
        // Half of the content is there when the process dies in a write.
        if (_left == 1) disk.WriteNew(path, content[..(content.Length / 2)], durable: false);
        Count();
        disk.WriteNew(path, content, durable);
    }

    public bool TryRename(string from, string to)
    {
        Count();
        return disk.TryRename(from, to);
    }

    public void FlushDirectory(string path)
    {
        Count();
        disk.FlushDirectory(path);
    }

    public bool TryTouch(string path, DateTimeOffset time)
    {
        Count();
        return disk.TryTouch(path, time);
    }

    public EntryStatus? Status(string path) => disk.Status(path);

    public byte[]? TryRead(string path, int limit) => disk.TryRead(path, limit);

    public void Delete(string path)
    {
        Count();
        disk.Delete(path);
    }

    public IEnumerable<string> List(string directory) => disk.List(directory);

    private void Count()
    {
        if (!Died && --_left > 0) return;
        Died = true; // A dead process does nothing more, not even in a finally.
        throw new KilledException();
    }
}

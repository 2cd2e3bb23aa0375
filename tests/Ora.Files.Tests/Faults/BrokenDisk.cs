using Ora.Files.Disk;

namespace Ora.Files.Tests.Faults;

/// <summary>What a disk leaves out of what it was asked.</summary>
internal enum Omission
{
    ContentFlush,
    InboxFlush,
    OutboxFlush,
    ProcessedFlush,
    FailedFlush,
    TmpFlush,

    /// <summary>A file is copied and then deleted instead of being renamed.</summary>
    AtomicRename,
}

/// <summary>A disk between the queue and the real one that breaks the protocol in one way.</summary>
internal sealed class BrokenDisk(IDisk disk, Omission omission) : IDisk
{
    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public void WriteNew(string path, ReadOnlySpan<byte> content, bool durable) => disk.WriteNew(path, content, durable && omission != Omission.ContentFlush);

    public bool TryRename(string from, string to)
    {
        if (omission != Omission.AtomicRename) return disk.TryRename(from, to);
        if (disk.TryRead(from, int.MaxValue - 1) is not { } content) return false;
        disk.Delete(to);
        disk.WriteNew(to, content, durable: true);
        disk.Delete(from);
        return true;
    }

    public void FlushDirectory(string path)
    {
        var skipped = omission switch
        {
            Omission.InboxFlush => "inbox",
            Omission.OutboxFlush => "outbox",
            Omission.ProcessedFlush => "processed",
            Omission.FailedFlush => "failed",
            Omission.TmpFlush => "tmp",
            _ => null,
        };
        if (Path.GetFileName(path) != skipped) disk.FlushDirectory(path);
    }

    public bool TryTouch(string path, DateTimeOffset time) => disk.TryTouch(path, time);

    public EntryStatus? Status(string path) => disk.Status(path);

    public byte[]? TryRead(string path, int limit) => disk.TryRead(path, limit);

    public void Delete(string path) => disk.Delete(path);

    public IEnumerable<string> List(string directory) => disk.List(directory);
}

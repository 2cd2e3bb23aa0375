using Microsoft.Win32.SafeHandles;
using Ora.Files.Disk;

namespace Ora.Crash.Serving;

/// <summary>The real disk, with a point before and after everything that changes it.</summary>
internal sealed class FusedDisk(RealDisk disk, Fuse fuse) : IDisk
{
    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    // The writing and the flushing of a file, which the real disk does in one call, are taken apart so that a process can die between.
    public void WriteNew(string path, ReadOnlySpan<byte> content, bool durable)
    {
        var subject = Subject.OfNew(path, durable);
        fuse.Pass("write", subject, "before");
        WriteInHalves(path, content, subject);
        fuse.Pass("write", subject, "after");
        if (!durable) return;
        fuse.Pass("fsync", subject, "before");
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(file);
        fuse.Pass("fsync", subject, "after");
    }

    public bool TryRename(string from, string to)
    {
        var subject = Subject.OfRename(from, to);
        fuse.Pass("rename", subject, "before");
        var moved = disk.TryRename(from, to);
        if (moved) fuse.Pass("rename", subject, "after");
        return moved;
    }

    public void FlushDirectory(string path)
    {
        var subject = Subject.OfFolder(path);
        fuse.Pass("flush", subject, "before");
        disk.FlushDirectory(path);
        fuse.Pass("flush", subject, "after");
    }

    public bool TryTouch(string path, DateTimeOffset time)
    {
        var subject = Subject.OfFolder(Path.GetDirectoryName(path)!);
        fuse.Pass("touch", subject, "before");
        var touched = disk.TryTouch(path, time);
        if (touched) fuse.Pass("touch", subject, "after");
        return touched;
    }

    public EntryStatus? Status(string path) => disk.Status(path);

    public byte[]? TryRead(string path, int limit) => disk.TryRead(path, limit);

    public void Delete(string path)
    {
        // Most deletions are of what is gone already, and change nothing.
        if (disk.Status(path) is null) return;
        var subject = Subject.OfDeleted(path);
        fuse.Pass("delete", subject, "before");
        disk.Delete(path);
        fuse.Pass("delete", subject, "after");
    }

    public void Overwrite(SafeFileHandle file, ReadOnlySpan<byte> content)
    {
        var subject = content[0] == (byte)'D' ? "dirty" : "clean";
        fuse.Pass("note", subject, "before");
        RandomAccess.Write(file, content, 0);
        fuse.Pass("note", subject, "after");
    }

    public IEnumerable<string> List(string directory) => disk.List(directory);

    private void WriteInHalves(string path, ReadOnlySpan<byte> content, string subject)
    {
        var half = content.Length / 2;
        disk.WriteNew(path, content[..half], durable: false);
        fuse.Pass("write", subject, "half");
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, content[half..], half);
    }
}

/// <summary>What a path is in the words of the points.</summary>
internal static class Subject
{
    public static string OfNew(string path, bool durable)
    {
        var name = Path.GetFileName(path);
        if (!name.EndsWith(".part", StringComparison.Ordinal)) return "prepared";
        var kind = OfPart(name);
        return kind == "message" && !durable ? "late-or-news.part" : $"{kind}.part";
    }

    public static string OfRename(string from, string to)
    {
        var source = OfFolder(Path.GetDirectoryName(from)!);
        var target = OfFolder(Path.GetDirectoryName(to)!);
        var name = Path.GetFileName(from);
        var what = source != "tmp" ? OfName(name) : name.EndsWith(".part", StringComparison.Ordinal) ? OfPart(name) : "prepared";
        return $"{source}>{target}:{what}";
    }

    public static string OfDeleted(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(".part", StringComparison.Ordinal) ? "part" : OfFolder(Path.GetDirectoryName(path)!) == "tmp" ? "prepared" : "reason";
    }

    /// <summary>The folder of the queue; for an agent's own folder <c>agents</c>.</summary>
    public static string OfFolder(string path)
    {
        var name = Path.GetFileName(path);
        return Path.GetFileName(Path.GetDirectoryName(path)) == "agents" && name != "_queue" ? "agents" : name;
    }

    private static string OfPart(string name) =>
        name.StartsWith("profile.", StringComparison.Ordinal) ? "profile"
        : name.StartsWith("20", StringComparison.Ordinal) ? "summary"
        : name.StartsWith("msg-", StringComparison.Ordinal) ? "message"
        : name.Contains(".error.", StringComparison.Ordinal) ? "reason"
        : "task";

    private static string OfName(string name) =>
        name.StartsWith("msg-", StringComparison.Ordinal) ? "message" : name.StartsWith("task-bad", StringComparison.Ordinal) ? "stranger" : "task";
}

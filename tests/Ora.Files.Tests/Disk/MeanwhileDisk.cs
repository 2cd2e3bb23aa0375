using Ora.Files.Disk;

namespace Ora.Files.Tests.Disk;

/// <summary>The real disk; when a prepared change has become durable, something else happens once, before it is committed.</summary>
internal sealed class MeanwhileDisk(Func<Task> meanwhile) : IDisk
{
    private readonly RealDisk _disk = new();
    private bool _happened;

    public void CreateDirectory(string path) => _disk.CreateDirectory(path);

    public void WriteNew(string path, ReadOnlySpan<byte> content, bool durable) => _disk.WriteNew(path, content, durable);

    public bool TryRename(string from, string to) => _disk.TryRename(from, to);

    public void FlushDirectory(string path)
    {
        _disk.FlushDirectory(path);
        if (_happened || Path.GetFileName(path) != "tmp") return;
        _happened = true;
        meanwhile().GetAwaiter().GetResult(); // The port is synchronous, and so is all that a queue does on this disk.
    }

    public bool TryTouch(string path, DateTimeOffset time) => _disk.TryTouch(path, time);

    public EntryStatus? Status(string path) => _disk.Status(path);

    public byte[]? TryRead(string path, int limit) => _disk.TryRead(path, limit);

    public void Delete(string path) => _disk.Delete(path);

    public IEnumerable<string> List(string directory) => _disk.List(directory);
}

using System.Text;
using Ora.Files.Disk;

namespace Ora.Benchmarks.Outside;

/// <summary>
/// The flushes and renames that create, get and complete consist of, and nothing else: what no queue of files that keeps its word
/// can be faster than.
/// </summary>
internal sealed class BareDisk
{
    private const int MessageBytes = 500;
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(new string('x', MessageBytes));
    private readonly RealDisk _disk = new();
    private readonly string _folder;
    private int _count;

    public BareDisk(string root)
    {
        _folder = Path.Combine(root, "bare");
        foreach (var name in (string[])["", "tmp", "inbox", "working", "processed", "outbox"]) _disk.CreateDirectory(Path.Combine(_folder, name));
    }

    public void Cycle(DateTimeOffset now)
    {
        var name = $"task-{++_count}.json";
        Create(name);
        Claim(name, now);
        Complete(name);
    }

    private void Create(string name)
    {
        _disk.WriteNew(In("tmp", name), Content, durable: true);
        _disk.TryRename(In("tmp", name), In("inbox", name));
        _disk.FlushDirectory(Path.Combine(_folder, "inbox"));
    }

    private void Claim(string name, DateTimeOffset now)
    {
        _disk.TryTouch(In("inbox", name), now);
        _disk.TryRename(In("inbox", name), In("working", name));
    }

    private void Complete(string name)
    {
        _disk.WriteNew(In("tmp", name), Content, durable: true);
        _disk.FlushDirectory(Path.Combine(_folder, "tmp"));
        _disk.TryRename(In("working", name), In("processed", name));
        _disk.TryRename(In("tmp", name), In("outbox", name));
    }

    private string In(string place, string name) => Path.Combine(_folder, place, name);
}

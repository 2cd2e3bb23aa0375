using Ora.Files.Disk;

namespace Ora.Files.Tests.Disk;

/// <summary>
/// A disk in memory that knows which of its changes are on the medium, and forgets the others when the power is cut. It promises no
/// more than the queue relies on: flushing a file puts its content on the medium but not its name; flushing a folder puts the names
/// in it there, with what they came from, but no content; a rename is one change, which is there or is not. Changes that were not
/// flushed reach the medium in any order, or never.
/// </summary>
internal sealed class VolatileDisk(TimeProvider clock) : IDisk
{
    private static readonly DateTimeOffset FolderEpoch = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FileSystemState _live = new();
    private readonly FileSystemState _medium = new();
    private readonly List<Change> _pending = [];
    private long _changes;

    private VolatileDisk(TimeProvider clock, FileSystemState survived, long changes)
        : this(clock)
    {
        _changes = changes;
        _live.CopyFrom(survived);
        _medium.CopyFrom(survived);
    }

    /// <summary>How many changes are not on the medium.</summary>
    public int Pending => _pending.Count;

    /// <summary>Whether a file has a content of which only a part may be on the medium.</summary>
    public bool HasUnflushedContent => _live.Files.Values.Any(file => !file.IsFlushed);

    /// <summary>The changes that are not on the medium, for the message of a test that failed.</summary>
    public string Describe(Survival survival) =>
        string.Join("; ", _pending.Select((change, index) => $"{(survival.Keeps(index) ? "kept" : "lost")}: {change}"));

    /// <summary>What another boot finds.</summary>
    public VolatileDisk AfterPowerCut(Survival survival)
    {
        var survived = new FileSystemState();
        survived.CopyFrom(_medium);
        for (var i = 0; i < _pending.Count; i++)
        {
            if (survival.Keeps(i)) survived.Apply(_pending[i]);
        }

        survived.Settle(survival.Content);
        return new VolatileDisk(clock, survived, _changes);
    }

    /// <summary>The names in a folder, in order.</summary>
    public string[] Names(string directory) => [.. List(directory).Order(StringComparer.Ordinal)];

    public void CreateDirectory(string path)
    {
    }

    public void WriteNew(string path, ReadOnlySpan<byte> content, bool durable)
    {
        if (_live.Files.ContainsKey(path)) throw new IOException($"{path} exists.");
        var file = new VolatileFile(content.ToArray()) { IsFlushed = durable };
        Make(new Change(null, path, file, clock.GetUtcNow()));
    }

    public bool TryRename(string from, string to)
    {
        if (!_live.Files.TryGetValue(from, out var file)) return false;
        Make(new Change(from, to, file, null));
        return true;
    }

    public void FlushDirectory(string path)
    {
        var flushed = new HashSet<Change>(_pending.Where(change => change.Touches(path)));
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            // What a flushed name came from is flushed with it: the folder's entry leads to the file.
            if (_pending.Skip(i + 1).Any(later => flushed.Contains(later) && later.DependsOn(_pending[i]))) flushed.Add(_pending[i]);
        }

        foreach (var change in _pending.Where(flushed.Contains)) _medium.Apply(change);
        _pending.RemoveAll(flushed.Contains);
    }

    public bool TryTouch(string path, DateTimeOffset time)
    {
        if (!_live.Files.TryGetValue(path, out var file)) return false;
        Make(new Change(path, path, file, time));
        return true;
    }

    public EntryStatus? Status(string path) =>
        _live.Files.TryGetValue(path, out var file) ? new EntryStatus(EntryKind.File, file.Content.Length, _live.Times[file])
        : _live.FolderChanges.TryGetValue(path, out var change) ? new EntryStatus(EntryKind.Directory, 0, FolderEpoch.AddMilliseconds(change))
        : null;

    public byte[]? TryRead(string path, int limit) =>
        _live.Files.TryGetValue(path, out var file) ? file.Content[..Math.Min(file.Content.Length, limit + 1)] : null;

    public void Delete(string path)
    {
        if (_live.Files.TryGetValue(path, out var file)) Make(new Change(path, null, file, null));
    }

    public IEnumerable<string> List(string directory) =>
        [.. _live.Files.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))];

    private void Make(Change change)
    {
        var numbered = change with { Number = ++_changes };
        _live.Apply(numbered);
        _pending.Add(numbered);
    }

    private sealed class VolatileFile(byte[] content)
    {
        public byte[] Content { get; } = content;

        public bool IsFlushed { get; init; }
    }

    /// <summary>A name that came (no From), moved, went (no To), or a file that was touched (both alike).</summary>
    private sealed record Change(string? From, string? To, VolatileFile File, DateTimeOffset? Time)
    {
        public long Number { get; init; }

        public bool IsTouch => From == To;

        public bool Touches(string directory) => !IsTouch && (Path.GetDirectoryName(From) == directory || Path.GetDirectoryName(To) == directory);

        public bool DependsOn(Change earlier) =>
            !earlier.IsTouch && (File == earlier.File || Names().Any(name => name == earlier.From || name == earlier.To));

        public override string ToString() =>
            IsTouch ? $"touch {Short(From)}" : From is null ? $"create {Short(To)}" : To is null ? $"delete {Short(From)}" : $"rename {Short(From)} {Short(To)}";

        private IEnumerable<string> Names() => new[] { From, To }.OfType<string>();

        private static string Short(string? path) => $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";
    }

    private sealed class FileSystemState
    {
        public Dictionary<string, VolatileFile> Files { get; } = new(StringComparer.Ordinal);

        public Dictionary<VolatileFile, DateTimeOffset> Times { get; } = [];

        public Dictionary<string, long> FolderChanges { get; } = new(StringComparer.Ordinal);

        public void CopyFrom(FileSystemState other)
        {
            foreach (var (path, file) in other.Files) Files[path] = file;
            foreach (var (file, time) in other.Times) Times[file] = time;
            foreach (var (path, change) in other.FolderChanges) FolderChanges[path] = change;
        }

        /// <summary>Makes a change, unless one that it needs was lost.</summary>
        public void Apply(Change change)
        {
            if (change.Time is { } time) Times[change.File] = time;
            if (change.IsTouch) return;
            if (change.From is { } from && (!Files.TryGetValue(from, out var found) || found != change.File)) return;
            if (change.From is not null) Files.Remove(change.From);
            if (change.To is not null) Files[change.To] = change.File;
            foreach (var name in new[] { change.From, change.To }.OfType<string>()) FolderChanges[Path.GetDirectoryName(name)!] = change.Number;
        }

        /// <summary>Decides what became of contents that were not flushed.</summary>
        public void Settle(UnflushedContent fate)
        {
            foreach (var (path, file) in Files.Where(entry => !entry.Value.IsFlushed).ToList())
            {
                var settled = new VolatileFile(Cut(file.Content, fate)) { IsFlushed = true };
                Times[settled] = Times[file];
                Files[path] = settled;
            }
        }

        private static byte[] Cut(byte[] content, UnflushedContent fate) => fate switch
        {
            UnflushedContent.Empty => [],
            UnflushedContent.Half => content[..(content.Length / 2)],
            UnflushedContent.Zeros => new byte[content.Length],
            _ => content,
        };
    }
}

using Microsoft.Win32.SafeHandles;

namespace Ora.Files.Disk;

/// <summary>What a name in a folder is.</summary>
internal enum EntryKind
{
    File,
    Directory,

    /// <summary>A symbolic link, junction, or anything else that leads elsewhere.</summary>
    Link,
}

/// <summary>What the file system says about a name, without following links.</summary>
internal readonly record struct EntryStatus(EntryKind Kind, long Length, DateTimeOffset ModifiedAt);

/// <summary>
/// The few calls of the file system that the queue's protocol is made of. Tests put a disk behind it that stops at any call, so
/// that every cut of every operation is tried.
/// </summary>
internal interface IDisk
{
    /// <summary>Makes a folder that only its owner can enter, if it is not there.</summary>
    void CreateDirectory(string path);

    /// <summary>Makes a file that only its owner can read. With <paramref name="durable"/> its content is on the medium afterwards.</summary>
    /// <exception cref="IOException">It exists, or cannot be written.</exception>
    void WriteNew(string path, ReadOnlySpan<byte> content, bool durable);

    /// <summary>Moves a name within the file system, atomically, over whatever has the new name. False when there is no such name.</summary>
    bool TryRename(string from, string to);

    /// <summary>Puts a folder's entries on the medium.</summary>
    void FlushDirectory(string path);

    /// <summary>Sets a file's time of modification. False when there is no such file.</summary>
    bool TryTouch(string path, DateTimeOffset time);

    /// <summary>What a name is, or null when it is not there.</summary>
    EntryStatus? Status(string path);

    /// <summary>Reads a file, at most <paramref name="limit"/> bytes and one more; null when it is not there.</summary>
    byte[]? TryRead(string path, int limit);

    /// <summary>Removes a file if it is there.</summary>
    void Delete(string path);

    /// <summary>Overwrites the start of an open file in one write. What a lock file says need not survive a power cut.</summary>
    void Overwrite(SafeFileHandle file, ReadOnlySpan<byte> content) => RandomAccess.Write(file, content, 0);

    /// <summary>The names in a folder, in no order.</summary>
    IEnumerable<string> List(string directory);
}

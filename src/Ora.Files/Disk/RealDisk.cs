namespace Ora.Files.Disk;

/// <summary>The operating system's file system.</summary>
internal sealed class RealDisk : IDisk
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnlyFile | UnixFileMode.UserExecute;

    public void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnlyDirectory);
    }

    public void WriteNew(string path, ReadOnlySpan<byte> content, bool durable)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnlyFile;
        using var stream = new FileStream(path, options);
        try
        {
            stream.Write(content);
            if (durable) RandomAccess.FlushToDisk(stream.SafeFileHandle);
        }
        catch (IOException)
        {
            File.Delete(path); // A full disk is not filled with half-written files.
            throw;
        }
    }

    public bool TryRename(string from, string to)
    {
        if (!OperatingSystem.IsWindows()) return Posix.TryRename(from, to);
        try
        {
            File.Move(from, to, overwrite: true);
            return true;
        }
        catch (FileNotFoundException) when (Directory.Exists(from))
        {
            // A rejected name turned out to be one.
            Directory.Move(from, to);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    public void FlushDirectory(string path)
    {
        // NTFS journals its folders, and Windows has no call for this.
        if (OperatingSystem.IsWindows()) return;
        // Not kept open: a folder that was deleted and made again is another one, and flushing the old one would keep nothing.
        using var directory = Posix.OpenDirectory(path);
        Posix.Flush(directory);
    }

    public bool TryTouch(string path, DateTimeOffset time)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, time.UtcDateTime);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    public EntryStatus? Status(string path)
    {
        var info = new FileInfo(path);
        if ((int)info.Attributes == -1) return null;
        var kind = info.Attributes.HasFlag(FileAttributes.ReparsePoint) ? EntryKind.Link
            : info.Attributes.HasFlag(FileAttributes.Directory) ? EntryKind.Directory
            : EntryKind.File;
        return new EntryStatus(kind, kind == EntryKind.File ? info.Length : 0, info.LastWriteTimeUtc);
    }

    public byte[]? TryRead(string path, int limit)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[Math.Min(RandomAccess.GetLength(handle), limit + 1L)];
            var length = 0;
            while (length < buffer.Length)
            {
                var read = RandomAccess.Read(handle, buffer.AsSpan(length), length);
                if (read == 0) break;
                length += read;
            }

            return length == buffer.Length ? buffer : buffer[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Delete(string path) => File.Delete(path);

    public IEnumerable<string> List(string directory) =>
        Directory.EnumerateFileSystemEntries(directory, "*", ListEverything).Select(path => Path.GetFileName(path));

    private static readonly EnumerationOptions ListEverything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };
}

using Ora.Core;
using Ora.Core.Messages;
using Ora.Files.Disk;

namespace Ora.Files.Queue;

/// <summary>
/// Reads a file that anybody may have made: never follows a link, never waits on a pipe, never reads more than the limit, and never
/// fails for what the file is.
/// </summary>
internal static class UntrustedFile
{
    /// <summary>The code of the rejection of a file that is not there.</summary>
    public const string Gone = "gone";

    /// <summary>The code of the rejection of a file that this process may not read.</summary>
    public const string NoPermission = "no_permission";

    /// <summary>Reads a file of at most <see cref="Limits.MessageFileBytes"/>. Exactly one of the two results is set.</summary>
    public static (byte[]? Content, Rejection? Problem) Read(IDisk disk, string path)
    {
        if (disk.Status(path) is not { } status) return (null, new Rejection(Gone, null, "The file is gone."));
        if (status.Kind != EntryKind.File)
            return (null, new Rejection("not_a_file", null, $"This is a {(status.Kind == EntryKind.Link ? "link" : "folder")}, not a file."));

        // A pipe or a device has no length and could block the reader for ever.
        if (status.Length == 0) return (null, new Rejection("empty", null, "The file is empty."));
        if (status.Length > Limits.MessageFileBytes)
            return (null, new Rejection("too_large", null, $"The file has {status.Length} bytes; the limit is {Limits.MessageFileBytes}."));
        try
        {
            return disk.TryRead(path, Limits.MessageFileBytes) is { } content ? (content, null) : (null, new Rejection(Gone, null, "The file is gone."));
        }
        catch (UnauthorizedAccessException e)
        {
            return (null, new Rejection(NoPermission, null, e.Message));
        }
    }
}

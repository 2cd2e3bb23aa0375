using Ora.Core.Errors;

namespace Ora.Files.Disk;

/// <summary>What a failure of the file system means to a caller.</summary>
internal static class StorageFailure
{
    /// <summary>Whether an exception comes from the file system.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>What callers are told.</summary>
    public static OraException Refusal(Exception exception) => exception is DirectoryNotFoundException
        ? new OraException(
            OraErrorCode.Unavailable,
            "The project's folder, or a part of it, is gone.",
            "Restore it from a backup, or make it anew with `ora init` under the same name, then try again; the server need not be restarted.",
            inner: exception)
        : new OraException(
            OraErrorCode.Unavailable,
            $"The queue's folder cannot be used: {exception.Message}",
            "Nothing that was acknowledged is lost; check disk space, permissions and the limit of open files, then try again.",
            inner: exception);
}

using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Ora.Sqlite;

/// <summary>What SQLite knows of the file behind a connection and the provider does not pass on.</summary>
internal static partial class OpenFile
{
    // SQLITE_FCNTL_HAS_MOVED, https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    private const int HasMovedOperation = 20;

    /// <summary>
    /// Whether the file was deleted, renamed or replaced since it was opened: the connection then writes where nobody looks. On Windows,
    /// where an open file cannot be, always false.
    /// </summary>
    public static bool HasMoved(SqliteConnection connection) =>
        FileControl(connection.Handle!.DangerousGetHandle(), "main", HasMovedOperation, out var moved) == 0 && moved != 0;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string schema, int operation, out int value);
}

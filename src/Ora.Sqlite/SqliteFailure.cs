using System.Text.Json;
using Microsoft.Data.Sqlite;
using Ora.Core.Errors;
using Ora.Core.Queue;
using static SQLitePCL.raw;

namespace Ora.Sqlite;

/// <summary>What a failure of SQLite means to Ora. The database is disposable, so a caller needs to know only that it is out of order.</summary>
internal static class SqliteFailure
{
    /// <summary>
    /// Whether an exception says that the store failed, not the code: SQLite's own, or a value that Ora cannot have written, as a
    /// damaged page may hold.
    /// </summary>
    public static bool IsOfStore(Exception exception) =>
        exception is SqliteException or JsonException or OraException or InvalidCastException or InvalidOperationException
            or KeyNotFoundException or ArgumentOutOfRangeException;

    /// <summary>Whether the file itself is in the way, so that a new one helps; not so when it is locked, or there is no room or permission.</summary>
    public static bool IsDamage(SqliteException exception) =>
        exception.SqliteErrorCode is SQLITE_ERROR or SQLITE_IOERR or SQLITE_CORRUPT or SQLITE_NOTADB;

    /// <summary>Whether others who have the file open do not let go of it.</summary>
    public static bool IsHeld(SqliteException exception) => exception.SqliteErrorCode is SQLITE_BUSY or SQLITE_LOCKED;

    /// <summary>Whether what was written is at fault, so that it would be refused for ever: a constraint, a type, a size.</summary>
    public static bool IsOfData(SqliteException exception) =>
        exception.SqliteErrorCode is SQLITE_CONSTRAINT or SQLITE_MISMATCH or SQLITE_TOOBIG or SQLITE_RANGE;

    /// <summary>What callers are told.</summary>
    public static IndexUnavailableException Unavailable(Exception exception) => exception is SqliteException sqlite
        ? new IndexUnavailableException($"ora.db cannot be used (SQLite error {sqlite.SqliteExtendedErrorCode}).", sqlite)
        {
            IsDamage = sqlite.SqliteErrorCode is SQLITE_ERROR or SQLITE_CORRUPT or SQLITE_NOTADB,
        }
        : new IndexUnavailableException("ora.db is damaged: it holds a value that was never written.", exception) { IsDamage = true };
}

using SQLitePCL;
using static SQLitePCL.raw;

namespace Ora.Sqlite;

/// <summary>
/// The row that a <see cref="Statement"/> stands on. A value of another kind than is asked for, as a damaged page may hold, is an
/// <see cref="InvalidCastException"/>.
/// </summary>
/// <param name="statement">The statement.</param>
internal readonly struct Row(sqlite3_stmt statement)
{
    public bool IsNull(int column) => sqlite3_column_type(statement, column) == SQLITE_NULL;

    public string GetString(int column)
    {
        Require(column, SQLITE_TEXT);
        return sqlite3_column_text(statement, column).utf8_to_string();
    }

    public long GetInt64(int column)
    {
        Require(column, SQLITE_INTEGER);
        return sqlite3_column_int64(statement, column);
    }

    public int GetInt32(int column)
    {
        var value = GetInt64(column);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new InvalidCastException($"Column {column} holds {value}.");
    }

    public byte[] GetBytes(int column)
    {
        Require(column, SQLITE_BLOB);
        return sqlite3_column_blob(statement, column).ToArray();
    }

    public string? TextOrNull(int column) => IsNull(column) ? null : GetString(column);

    public int? NumberOrNull(int column) => IsNull(column) ? null : GetInt32(column);

    private void Require(int column, int type)
    {
        if (sqlite3_column_type(statement, column) != type) throw new InvalidCastException($"Column {column} holds a value of another type.");
    }
}

using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Ora.Invariants;

/// <summary>All rows of all tables of <c>ora.db</c> as text, so that two states of it can be compared row by row.</summary>
internal sealed class ProjectionDump
{
    /// <summary>Columns whose values need not be equal, because no file holds them.</summary>
    private static readonly Dictionary<string, string[]> Hints = new(StringComparer.Ordinal)
    {
        // task and lane are numbers that the table gives out. When a claim was made and when its lease ends are hints: a claim is a
        // rename, the file's time of modification moves with every heartbeat, and the result's message carries the former.
        ["queue_tasks"] = ["task", "lane", "claimed_at", "lease_expires_at"],
        ["queue_lanes"] = ["lane"],

        ["projection_failures"] = ["failed_at"],
    };

    /// <summary>Tables that are about the database itself: its generation, its notes about the folders, and SQLite's counters.</summary>
    private static readonly HashSet<string> Bookkeeping = new(StringComparer.Ordinal) { "generation", "queue_notes", "sqlite_sequence" };

    // Of each table and side: what is wrong shows in the first ones, and a fault may concern them all.
    private const int RowsShown = 20;

    private readonly Dictionary<string, List<string>> _tables = new(StringComparer.Ordinal);

    private ProjectionDump()
    {
    }

    /// <summary>Reads a database.</summary>
    public static ProjectionDump Read(string databasePath)
    {
        var dump = new ProjectionDump();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = databasePath, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        foreach (var table in Tables(connection)) dump._tables[table] = Rows(connection, table);
        foreach (var (table, rows) in MemoryDump.Read(connection)) dump._tables[table] = rows;
        return dump;
    }

    /// <summary>The values of one column of a table.</summary>
    public static IReadOnlySet<string> Column(string databasePath, string table, string column)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = databasePath, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names that these checks give.
        command.CommandText = $"SELECT {column} FROM {table}";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var values = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read()) values.Add(reader.GetString(0));
        return values;
    }

    /// <summary>How another state differs from this one, a sentence a row.</summary>
    public IEnumerable<string> Differences(ProjectionDump after)
    {
        foreach (var table in _tables.Keys.Union(after._tables.Keys))
        {
            var before = _tables.GetValueOrDefault(table, []);
            var now = after._tables.GetValueOrDefault(table, []);
            foreach (var row in before.Except(now).Take(RowsShown)) yield return $"{table}: only before the rebuild: {row}";
            foreach (var row in now.Except(before).Take(RowsShown)) yield return $"{table}: only after the rebuild: {row}";
            if (before.Count != now.Count) yield return $"{table}: {before.Count} rows before the rebuild, {now.Count} after";
        }
    }

    // What the tables of memory hold are numbers and packed bytes: MemoryDump says what they mean.
    private static List<string> Tables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'memory\\_%' ESCAPE '\\' ORDER BY name";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return [.. names.Where(name => !Bookkeeping.Contains(name))];
    }

    private static List<string> Rows(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name of a table of the schema.
        command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var skipped = Hints.GetValueOrDefault(table, []);
        var columns = Enumerable.Range(0, reader.FieldCount).Where(i => !skipped.Contains(reader.GetName(i))).ToList();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(", ", columns.Select(i => $"{reader.GetName(i)}={Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)}")));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}

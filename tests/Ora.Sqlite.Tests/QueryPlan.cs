using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Ora.Sqlite.Tests;

/// <summary>How SQLite means to run a statement, and how much it did.</summary>
internal static partial class QueryPlan
{
    /// <summary>The statement and the steps of its plan, one a line.</summary>
    public static string Of(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        foreach (var name in Parameter().Matches(sql).Select(m => m.Value).Distinct()) command.Parameters.AddWithValue(name, 1);
        using var reader = command.ExecuteReader();
        var steps = new List<string> { sql };
        while (reader.Read()) steps.Add(reader.GetString(3));
        return string.Join('\n', steps);
    }

    /// <summary>How many steps of SQLite's machine an action takes: the same on every computer, loaded or not.</summary>
    public static long StepsOf(SqliteConnection connection, Action action)
    {
        long steps = 0;
        sqlite3_progress_handler(connection.Handle, 1, CountAndGoOn, null);
        action();
        sqlite3_progress_handler(connection.Handle, 0, null, null);
        return steps;

        int CountAndGoOn(object _)
        {
            steps++;
            return 0;
        }
    }

    /// <summary>
    /// A step that reads a whole table, or sorts. A list that was given as an argument is read whole (json_each), and so is what a
    /// common table expression made of it.
    /// </summary>
    [GeneratedRegex(@"^(SCAN (?!json_each|ids\b|attempts\b|last\b|CONSTANT ROW)|USE TEMP B-TREE)", RegexOptions.Multiline)]
    public static partial Regex ScanOrSort();

    [GeneratedRegex(@"[$@]\w+")]
    private static partial Regex Parameter();
}

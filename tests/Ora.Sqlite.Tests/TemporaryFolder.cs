using Microsoft.Data.Sqlite;

namespace Ora.Sqlite.Tests;

/// <summary>A folder of its own for one database, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ora-sqlite-").FullName;

    public string DatabasePath => System.IO.Path.Combine(Path, "ora.db");

    /// <summary>Runs statements on the database as a stranger would; returns the first value.</summary>
    public object? Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

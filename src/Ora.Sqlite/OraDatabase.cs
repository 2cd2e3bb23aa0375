using System.Globalization;
using Microsoft.Data.Sqlite;
using Ora.Core.Queue;
using static SQLitePCL.raw;

namespace Ora.Sqlite;

/// <summary>
/// The one SQLite file of a project, <c>ora.db</c>: the queue index, and in embedded mode the state and the memory. Everything in it
/// is a projection of the project's files, so it is never migrated or repaired: what is not right is emptied and filled again.
/// </summary>
/// <remarks>
/// Opening the file costs more than most transactions (SQLite reads the whole schema), so one connection is kept for the next operation,
/// and looked over before it is used: the file may have been replaced by another process.
/// </remarks>
/// <param name="path">The file. Its folder exists.</param>
public sealed class OraDatabase(string path) : IDisposable
{
    /// <summary>
    /// The version of all tables together, in <c>PRAGMA user_version</c>. Raise it with every change of a <c>.sql</c> file: a
    /// database of another version counts as absent.
    /// </summary>
    internal const int SchemaVersion = 4;

    private static readonly string[] Scripts = ["ora.sql", "queue.sql", "state.sql", "memory.sql"];

    /// <summary>How long SQLite waits for another's transaction. Writers take turns by a fair lock before, so it is a last resort.</summary>
    internal int BusyTimeoutMilliseconds { get; init; } = 5_000;

    // synchronous=NORMAL: a power cut may lose the last transactions, never the file's order; the files hold what was lost.
    // A hundred processes may have the file open, each for little work: the cache is small (KiB) and the file is not mapped.
    private const string Pragmas = """
        PRAGMA synchronous = NORMAL;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -512;
        PRAGMA mmap_size = 0;
        PRAGMA cell_size_check = ON;
        """;

    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = Path.GetFullPath(path),
        Mode = SqliteOpenMode.ReadWrite, // Only Recreate makes the file: with the right mode, and never by a mere look.
        Pooling = false, // A pooled connection would outlive the file that another process replaced.
        DefaultTimeout = 1, // Seconds. Waiting is SQLite's part (busy_timeout); this stops the provider from trying on after it.
    }.ToString();

    private const int ReaderPatienceMilliseconds = 300;

    private SqliteConnection? _idle;
    private bool _disposed;

    /// <summary>The file's full path.</summary>
    public string FilePath { get; } = Path.GetFullPath(path);

    /// <summary>The file's write-ahead log, which is there while anybody has the file open.</summary>
    internal string LogPath { get; } = Path.GetFullPath(path) + "-wal";

    /// <summary>Opens the file as it is.</summary>
    /// <exception cref="SqliteException">It is missing, not a database, or cannot be opened.</exception>
    internal SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();

            // Plans that do not depend on the values: else a statement with LIMIT ? is compiled again each time it is used.
            _ = sqlite3_db_config(connection.Handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}; {Pragmas}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connection that is kept. Operations that are under way close theirs when they end.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        Interlocked.Exchange(ref _idle, null)?.Dispose();
    }

    /// <summary>Reads from the file.</summary>
    /// <exception cref="IndexUnavailableException">The file is missing, damaged or of another version.</exception>
    internal ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Use(read));
    }

    /// <summary>Waits for its turn to write, then runs one transaction.</summary>
    /// <exception cref="IndexUnavailableException">The file is missing, damaged or of another version; nothing was written.</exception>
    internal async ValueTask WriteAsync(IWriteLock writeLock, Action<SqliteConnection> write, CancellationToken cancellationToken)
    {
        using var turn = await writeLock.AcquireAsync(cancellationToken).ConfigureAwait(false);
        Use(connection =>
        {
            // IMMEDIATE: it never has to give up half-way for another writer. What is not committed goes with the connection.
            Execute(connection, "BEGIN IMMEDIATE");
            write(connection);
            Execute(connection, "COMMIT");
            return true;
        });
    }

    /// <summary>The generation of an open database, or null when it is empty or of another version.</summary>
    internal static string? GenerationOf(SqliteConnection connection)
    {
        if (VersionOf(connection) != SchemaVersion) return null;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM generation";
        return (string?)command.ExecuteScalar();
    }

    /// <summary>
    /// Drops all tables and makes them anew, empty, under a generation. It keeps the file, because other processes may have it open,
    /// unless the file itself is damaged or <paramref name="replaceFiles"/>. The caller holds the write lock.
    /// </summary>
    /// <returns>An open connection to it.</returns>
    /// <exception cref="IndexUnavailableException">Not even a new file can be made: no room, no permission, or it is locked.</exception>
    internal SqliteConnection Recreate(string generation, bool replaceFiles = false)
    {
        try
        {
            if (replaceFiles) DeleteFiles();
            try
            {
                return RecreateInFile(generation);
            }
            catch (SqliteException e) when (SqliteFailure.IsDamage(e) || SqliteFailure.IsHeld(e))
            {
                // Whoever has the old file open sees that it is gone and opens the new one.
                DeleteFiles();
                return RecreateInFile(generation);
            }
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Unavailable(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IndexUnavailableException($"ora.db cannot be made: {e.Message}", e);
        }
    }

    private T Use<T>(Func<SqliteConnection, T> action)
    {
        var connection = TakeIdle() ?? ConnectToCurrent();
        try
        {
            var result = action(connection);
            Keep(connection);
            return result;
        }
        catch (Exception e)
        {
            connection.Dispose(); // With it goes what was not committed.
            if (SqliteFailure.IsOfStore(e)) throw SqliteFailure.Unavailable(e);
            throw;
        }
    }

    private SqliteConnection? TakeIdle()
    {
        if (Interlocked.Exchange(ref _idle, null) is not { } idle) return null;
        try
        {
            if (!OpenFile.HasMoved(idle) && File.Exists(LogPath) && VersionOf(idle) == SchemaVersion) return idle;
        }
        catch (SqliteException)
        {
            // It is opened anew, which says what is wrong if it still is.
        }

        idle.Dispose();
        return null;
    }

    private void Keep(SqliteConnection connection)
    {
        if (Interlocked.CompareExchange(ref _idle, connection, null) is not null) connection.Dispose();
        else if (Volatile.Read(ref _disposed)) Interlocked.Exchange(ref _idle, null)?.Dispose();
    }

    private SqliteConnection ConnectToCurrent()
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Connect();
            if (VersionOf(connection) == SchemaVersion) return connection;
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw SqliteFailure.Unavailable(e);
        }

        connection.Dispose();
        throw new IndexUnavailableException("ora.db is empty or of another version.") { IsDamage = true };
    }

    private SqliteConnection RecreateInFile(string generation)
    {
        MakePrivateFile();
        var connection = Connect();
        try
        {
            // The caller holds the write lock, so only readers can be in the way; of an emptied file those who have it open never let go.
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {Math.Min(ReaderPatienceMilliseconds, BusyTimeoutMilliseconds)}"));
            Execute(connection, "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");
            DropAllTables(connection);
            foreach (var script in Scripts) Execute(connection, ReadScript(script));
            using (var command = connection.CreateCommand())
            {
                command.CommandText = "INSERT INTO generation (value) VALUES ($value)";
                command.Parameters.AddWithValue("$value", generation);
                command.ExecuteNonQuery();
            }

            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SchemaVersion}"));
            RequireIntegrity(connection);
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"COMMIT; PRAGMA busy_timeout = {BusyTimeoutMilliseconds}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // What SQLite creates beside the file (-wal, -shm) takes over the file's mode. A file that is there is not opened: closing it
    // would drop the locks that SQLite holds on it for this process's other connections.
    private void MakePrivateFile()
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (File.Exists(FilePath))
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(FilePath, OwnerOnly);
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        new FileStream(FilePath, options).Dispose();
    }

    // The file first: a process that still has it open then sees that it was moved, and leaves the new -wal alone.
    private void DeleteFiles()
    {
        File.Delete(FilePath);
        File.Delete(LogPath);
        File.Delete(FilePath + "-shm");
        File.Delete(FilePath + "-journal"); // There is one only where the file system cannot do WAL.
    }

    private static void DropAllTables(SqliteConnection connection)
    {
        // Virtual tables first: they drop the ordinary tables that they are made of.
        const string Next = """
            SELECT type, name FROM sqlite_schema
            WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
            ORDER BY sql NOT LIKE 'CREATE VIRTUAL%' LIMIT 1
            """;
        using var next = connection.CreateCommand();
        next.CommandText = Next;
        while (true)
        {
            string drop;
            using (var row = next.ExecuteReader())
            {
                if (!row.Read()) return;
                drop = $"DROP {row.GetString(0)} \"{row.GetString(1).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            }

            Execute(connection, drop);
        }
    }

    // Dropped pages go to the list of free ones; if that is damaged, the next inserts fail, and so would every later reset in the file.
    private static void RequireIntegrity(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(1)";
        if (command.ExecuteScalar() is not "ok") throw new SqliteException("The file is damaged.", SQLITE_CORRUPT);
    }

    private static long VersionOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants, the embedded scripts, and names of tables, which cannot be parameters and are quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static string ReadScript(string name)
    {
        using var stream = typeof(OraDatabase).Assembly.GetManifestResourceStream($"Ora.Sqlite.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

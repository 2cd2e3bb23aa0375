using Microsoft.Data.Sqlite;
using Ora.Core.Queue;
using static SQLitePCL.raw;

namespace Ora.Sqlite.Queue;

/// <summary>The open index: one connection with its compiled statements, and the transaction that is under way on it.</summary>
internal sealed class IndexSession : IDisposable
{
    internal const string CountsSql = """
        SELECT place, count FROM queue_counts
        UNION ALL SELECT 'waiting', waiting FROM queue_lanes WHERE lane = 0
        UNION ALL SELECT 'blocked', blocked FROM queue_lanes WHERE lane = 0
        UNION ALL SELECT 'working', count(*) FROM queue_tasks INDEXED BY queue_tasks_held WHERE state = 'working'
        """;

    private readonly SqliteConnection _connection;
    private readonly StatementSet _statements;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _counts;

    /// <summary>Takes over an open connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="hasLog">Whether there is a write-ahead log beside the file; not every file system can have one.</param>
    public IndexSession(SqliteConnection connection, bool hasLog)
    {
        HasLog = hasLog;
        _connection = connection;
        _statements = new StatementSet(connection);
        _begin = _statements.Add("BEGIN IMMEDIATE");
        _commit = _statements.Add("COMMIT");
        _rollback = _statements.Add("ROLLBACK");
        _counts = _statements.Add(CountsSql);
        Lanes = new LaneTable(_statements);
        Tasks = new TaskTable(_statements, Lanes);
        Messages = new MessageTable(_statements);
        Notes = new NoteTable(_statements);
        Pending = new PendingTable(_statements, Notes);
    }

    public LaneTable Lanes { get; }

    public TaskTable Tasks { get; }

    public MessageTable Messages { get; }

    public PendingTable Pending { get; }

    public NoteTable Notes { get; }

    /// <summary>The text of every statement, for the tests that look at the query plans.</summary>
    public IEnumerable<string> StatementTexts => _statements.Texts;

    /// <summary>The connection, for the tests that count SQLite's steps.</summary>
    public SqliteConnection Connection => _connection;

    public bool HasLog { get; }

    /// <summary>Whether the file's name now leads to another file or to none. One system call; where SQLite holds the file fast, never.</summary>
    public bool HasMoved => OpenFile.HasMoved(_connection);

    public bool InTransaction => sqlite3_get_autocommit(_connection.Handle) == 0;

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void Rollback() => _rollback.Run();

    public QueueCounts Counts()
    {
        var count = _counts
            .List(row => (Place: row.GetString(0), Count: row.GetInt64(1)))
            .ToDictionary(row => row.Place, row => row.Count, StringComparer.Ordinal);
        return new QueueCounts(
            count["waiting"], count["blocked"], count["working"], count["completed"], count["failed"], count["cancelled"],
            count["inbox"], count["outbox"], Rejected: 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _statements.Dispose();
        _connection.Dispose();
    }
}

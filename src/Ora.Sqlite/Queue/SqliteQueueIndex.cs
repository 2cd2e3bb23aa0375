using Microsoft.Data.Sqlite;
using Ora.Core.Ids;
using Ora.Core.Queue;

namespace Ora.Sqlite.Queue;

/// <summary>
/// The queue index in <c>ora.db</c>. Every operation is a few index seeks: its cost does not depend on how much waits, is blocked or
/// is done.
/// </summary>
/// <param name="database">The project's database.</param>
public sealed class SqliteQueueIndex(OraDatabase database) : IQueueIndex
{
    private IndexSession? _session;

    /// <summary>The open index, also for the tests that look at the query plans.</summary>
    internal IndexSession Session => _session ?? throw new IndexUnavailableException("The index is not open.");

    /// <inheritdoc/>
    public string? Open()
    {
        Close();
        if (!File.Exists(database.FilePath)) return null;
        SqliteConnection? connection = null;
        try
        {
            connection = database.Connect();
            if (OraDatabase.GenerationOf(connection) is not { } generation) return null;
            _session = new IndexSession(connection, File.Exists(database.LogPath));
            connection = null;
            return generation;
        }
        catch (SqliteException e) when (SqliteFailure.IsDamage(e))
        {
            return null;
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Unavailable(e);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Reset(string generation)
    {
        // What lies at the path now may share its log with the old file that others still have open.
        var replaceFiles = IsReplaced;
        Close();
        var connection = database.Recreate(generation, replaceFiles);
        _session = new IndexSession(connection, File.Exists(database.LogPath));
    }

    /// <inheritdoc/>
    public void Close()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <inheritdoc/>
    public bool IsReplaced => _session is { } session && (session.HasMoved || (session.HasLog && !File.Exists(database.LogPath)));

    /// <inheritdoc/>
    public IIndexTransaction Begin()
    {
        Session.Begin();
        return new Transaction(this, Session);
    }

    /// <inheritdoc/>
    public string? GetNote(string key) => Session.Notes.Get(key);

    /// <inheritdoc/>
    public void SetNote(string key, string value) => Session.Notes.Set(key, value);

    /// <inheritdoc/>
    public TaskEntry? Find(TaskId id) => Session.Tasks.Find(id.Value);

    /// <inheritdoc/>
    public void Upsert(TaskEntry entry) => Atomically(() => Session.Tasks.Upsert(entry));

    /// <inheritdoc/>
    public void Remove(TaskId id) => Atomically(() => Session.Tasks.Remove(id));

    /// <inheritdoc/>
    public IEnumerable<TaskEntry> Offers(AgentId agent, IReadOnlyCollection<string> capabilities) =>
        Session.Lanes.Offers(agent, capabilities).Select(Session.Tasks.Find).OfType<TaskEntry>();

    /// <inheritdoc/>
    public WaitingSummary Explain(AgentId agent, IReadOnlyCollection<string> capabilities) => Session.Lanes.Explain(agent, capabilities);

    /// <inheritdoc/>
    public IReadOnlyList<TaskEntry> HeldBy(AgentId agent) => Session.Tasks.HeldBy(agent);

    /// <inheritdoc/>
    public IReadOnlyList<TaskEntry> WorkingWithPaths() => Session.Tasks.WorkingWithPaths();

    /// <inheritdoc/>
    public IReadOnlyList<TaskEntry> LeasesExpiredBefore(DateTimeOffset time, int limit) => Session.Tasks.LeasesExpiredBefore(time, limit);

    /// <inheritdoc/>
    public IReadOnlyList<TaskEntry> List(TaskState state, int limit, TaskId? after = null) =>
        Session.Tasks.InState(state, after?.Value ?? "", limit);

    /// <inheritdoc/>
    public TaskEntry? FindByKey(string idempotencyKey) => Session.Tasks.FindByKey(idempotencyKey);

    /// <inheritdoc/>
    public QueueCounts Counts() => Session.Counts();

    /// <inheritdoc/>
    public MessageEntry? Find(MessageId id) => Session.Messages.Find(id);

    /// <inheritdoc/>
    public void Upsert(MessageEntry entry) => Session.Messages.Upsert(entry);

    /// <inheritdoc/>
    public void Remove(MessageId id) => Session.Messages.Remove(id);

    /// <inheritdoc/>
    public IReadOnlyList<MessageEntry> List(MessagePlace place, int limit, AgentId? to = null, MessageId? after = null) =>
        place == MessagePlace.Inbox && to is { } agent
            ? Session.Messages.InInboxOf(agent, after?.Value ?? "", limit)
            : Session.Messages.InPlace(place, after?.Value ?? "", limit);

    /// <inheritdoc/>
    public MessageEntry? FindResult(TaskId task, int attempt) => Session.Messages.FindResult(task, attempt);

    /// <inheritdoc/>
    public IReadOnlyList<MessageEntry> LateResults(TaskId task, int limit) => Session.Messages.LateResults(task, limit);

    /// <inheritdoc/>
    public void Enqueue(string id) => Session.Pending.Add(id);

    /// <inheritdoc/>
    public IReadOnlyList<PendingProjection> Pending(int limit) => Session.Pending.Oldest(limit);

    /// <inheritdoc/>
    public long PendingCount() => Session.Pending.Count();

    /// <inheritdoc/>
    public void RemovePending(IReadOnlyCollection<PendingProjection> seen) => Atomically(() => Session.Pending.Remove(seen));

    private void Atomically(Action change)
    {
        if (Session.InTransaction)
        {
            change();
            return;
        }

        using var transaction = Begin();
        change();
        transaction.Commit();
    }

    private sealed class Transaction(SqliteQueueIndex index, IndexSession session) : IIndexTransaction
    {
        private bool _ended;

        public void Commit()
        {
            session.Commit();
            _ended = true;
        }

        // SQLite has already undone everything after some failures; and when it cannot, closing the connection does.
        public void Dispose()
        {
            if (_ended || session != index._session || !session.InTransaction) return;
            _ended = true;
            try
            {
                session.Rollback();
            }
            catch (IndexUnavailableException)
            {
                index.Close();
            }
        }
    }
}

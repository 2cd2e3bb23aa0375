using Ora.Core.Ids;
using Ora.Core.Queue;

namespace Ora.Crash.Serving;

/// <summary>The real index, with a point before and after everything that changes it.</summary>
internal sealed class FusedIndex(IQueueIndex index, Fuse fuse) : IQueueIndex
{
    public bool IsReplaced => index.IsReplaced;

    public string? Open() => index.Open();

    public void Reset(string generation) => Around("reset", () => index.Reset(generation));

    public void Close() => index.Close();

    public IIndexTransaction Begin()
    {
        fuse.Pass("index", "begin", "before");
        var transaction = index.Begin();
        fuse.Pass("index", "begin", "after");
        return new Transaction(transaction, this);
    }

    public string? GetNote(string key) => index.GetNote(key);

    public void SetNote(string key, string value) => Around("write", () => index.SetNote(key, value));

    public TaskEntry? Find(TaskId id) => index.Find(id);

    public void Upsert(TaskEntry entry) => Around("write", () => index.Upsert(entry));

    public void Remove(TaskId id) => Around("write", () => index.Remove(id));

    public IEnumerable<TaskEntry> Offers(AgentId agent, IReadOnlyCollection<string> capabilities) => index.Offers(agent, capabilities);

    public WaitingSummary Explain(AgentId agent, IReadOnlyCollection<string> capabilities) => index.Explain(agent, capabilities);

    public IReadOnlyList<TaskEntry> HeldBy(AgentId agent) => index.HeldBy(agent);

    public IReadOnlyList<TaskEntry> WorkingWithPaths() => index.WorkingWithPaths();

    public IReadOnlyList<TaskEntry> LeasesExpiredBefore(DateTimeOffset time, int limit) => index.LeasesExpiredBefore(time, limit);

    public IReadOnlyList<TaskEntry> List(TaskState state, int limit, TaskId? after = null) => index.List(state, limit, after);

    public TaskEntry? FindByKey(string idempotencyKey) => index.FindByKey(idempotencyKey);

    public QueueCounts Counts() => index.Counts();

    public MessageEntry? Find(MessageId id) => index.Find(id);

    public void Upsert(MessageEntry entry) => Around("write", () => index.Upsert(entry));

    public void Remove(MessageId id) => Around("write", () => index.Remove(id));

    public IReadOnlyList<MessageEntry> List(MessagePlace place, int limit, AgentId? to = null, MessageId? after = null) => index.List(place, limit, to, after);

    public MessageEntry? FindResult(TaskId task, int attempt) => index.FindResult(task, attempt);

    public IReadOnlyList<MessageEntry> LateResults(TaskId task, int limit) => index.LateResults(task, limit);

    public void Enqueue(string id) => Around("write", () => index.Enqueue(id));

    public IReadOnlyList<PendingProjection> Pending(int limit) => index.Pending(limit);

    public long PendingCount() => index.PendingCount();

    public void RemovePending(IReadOnlyCollection<PendingProjection> seen) => Around("write", () => index.RemovePending(seen));

    public void Dispose() => index.Dispose();

    private void Around(string subject, Action change)
    {
        fuse.Pass("index", subject, "before");
        change();
        fuse.Pass("index", subject, "after");
    }

    private sealed class Transaction(IIndexTransaction transaction, FusedIndex index) : IIndexTransaction
    {
        public void Commit() => index.Around("commit", transaction.Commit);

        public void Dispose() => transaction.Dispose();
    }
}

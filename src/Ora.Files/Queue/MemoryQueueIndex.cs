using Ora.Core.Ids;
using Ora.Core.Queue;

namespace Ora.Files.Queue;

/// <summary>
/// The index in memory, as plain as it can be: what the queue falls back on when the database cannot be used, and what tests hold
/// the database against. It knows one operation's world only; the folders are read again for the next.
/// </summary>
internal sealed class MemoryQueueIndex : IQueueIndex
{
    private readonly SortedDictionary<string, TaskEntry> _tasks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MessageEntry> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _notes = new(StringComparer.Ordinal);
    private readonly List<PendingProjection> _pending = [];
    private long _sequence;
    private string? _generation;

    public string? Open() => _generation;

    public void Reset(string generation)
    {
        _tasks.Clear();
        _messages.Clear();
        _notes.Clear();
        _pending.Clear();
        _generation = generation;
    }

    public void Close()
    {
    }

    public void Dispose()
    {
    }

    public bool IsReplaced => false;

    public IIndexTransaction Begin() => new Transaction(this);

    public string? GetNote(string key) => _notes.GetValueOrDefault(key);

    public void SetNote(string key, string value) => _notes[key] = value;

    public TaskEntry? Find(TaskId id) => _tasks.TryGetValue(id.Value, out var entry) ? WithUnmet(entry) : null;

    public void Upsert(TaskEntry entry) => _tasks[entry.Id.Value] = entry;

    public void Remove(TaskId id) => _tasks.Remove(id.Value);

    public IEnumerable<TaskEntry> Offers(AgentId agent, IReadOnlyCollection<string> capabilities) =>
        Waiting()
            .Where(entry => IsFor(entry, agent) && entry.UnmetDependencies == 0 && entry.Requires.All(capabilities.Contains))
            .OrderByDescending(entry => entry.Priority)
            .ThenBy(entry => entry.Id.Value, StringComparer.Ordinal);

    public WaitingSummary Explain(AgentId agent, IReadOnlyCollection<string> capabilities)
    {
        var waiting = Waiting().ToList();
        var mine = waiting.Where(entry => IsFor(entry, agent)).ToList();
        var ready = mine.Where(entry => entry.UnmetDependencies == 0).ToList();
        return new WaitingSummary(
            waiting.Count, waiting.Count - mine.Count, mine.Count - ready.Count, ready.Count(entry => !entry.Requires.All(capabilities.Contains)));
    }

    public IReadOnlyList<TaskEntry> HeldBy(AgentId agent) =>
        [.. Working().Where(entry => entry.ClaimedBy == agent.Value).OrderBy(entry => entry.ClaimedAt).ThenBy(entry => entry.Id.Value, StringComparer.Ordinal)];

    public IReadOnlyList<TaskEntry> WorkingWithPaths() => [.. Working().Where(entry => entry.Paths.Count > 0)];

    public IReadOnlyList<TaskEntry> LeasesExpiredBefore(DateTimeOffset time, int limit) =>
        [.. Working().Where(entry => entry.LeaseExpiresAt <= time).OrderBy(entry => entry.LeaseExpiresAt).Take(limit)];

    public IReadOnlyList<TaskEntry> List(TaskState state, int limit, TaskId? after = null) =>
        [.. _tasks.Values.Where(entry => entry.State == state && string.CompareOrdinal(entry.Id.Value, after?.Value) > 0).Take(limit).Select(WithUnmet)];

    public TaskEntry? FindByKey(string idempotencyKey) =>
        _tasks.Values.FirstOrDefault(entry => entry.IdempotencyKey == idempotencyKey) is { } entry ? WithUnmet(entry) : null;

    public QueueCounts Counts() => new(
        Waiting: Count(TaskState.Waiting),
        Blocked: Waiting().Count(entry => entry.UnmetDependencies > 0),
        Working: Count(TaskState.Working),
        Completed: Count(TaskState.Completed),
        Failed: Count(TaskState.Failed),
        Cancelled: Count(TaskState.Cancelled),
        Inbox: _messages.Values.Count(entry => entry.Place == MessagePlace.Inbox),
        Outbox: _messages.Values.Count(entry => entry.Place == MessagePlace.Outbox),
        Rejected: 0);

    public MessageEntry? Find(MessageId id) => _messages.GetValueOrDefault(id.Value);

    public void Upsert(MessageEntry entry) => _messages[entry.Id.Value] = entry;

    public void Remove(MessageId id) => _messages.Remove(id.Value);

    public IReadOnlyList<MessageEntry> List(MessagePlace place, int limit, AgentId? to = null, MessageId? after = null) =>
        [.. _messages.Values
            .Where(entry => entry.Place == place && (to is null || entry.To == to.Value.Value) && string.CompareOrdinal(entry.Id.Value, after?.Value) > 0)
            .Take(limit)];

    public MessageEntry? FindResult(TaskId task, int attempt) =>
        _messages.Values.FirstOrDefault(entry => entry.TaskId == task.Value && entry.AppliedAttempt == attempt);

    public IReadOnlyList<MessageEntry> LateResults(TaskId task, int limit) =>
        [.. _messages.Values.Where(entry => entry.TaskId == task.Value && entry.AppliedAttempt is null).Reverse().Take(limit)];

    public void Enqueue(string id) => _pending.Add(new PendingProjection(++_sequence, id));

    public IReadOnlyList<PendingProjection> Pending(int limit) => [.. _pending.Take(limit)];

    public long PendingCount() => _pending.Select(change => change.Id).Distinct(StringComparer.Ordinal).Count();

    public void RemovePending(IReadOnlyCollection<PendingProjection> seen) => _pending.RemoveAll(seen.Contains);

    private static bool IsFor(TaskEntry entry, AgentId agent) => entry.AssignedTo.Length == 0 || entry.AssignedTo == agent.Value;

    private IEnumerable<TaskEntry> Waiting() => _tasks.Values.Where(entry => entry.State == TaskState.Waiting).Select(WithUnmet);

    private IEnumerable<TaskEntry> Working() => _tasks.Values.Where(entry => entry.State == TaskState.Working).Select(WithUnmet);

    private long Count(TaskState state) => _tasks.Values.Count(entry => entry.State == state);

    private TaskEntry WithUnmet(TaskEntry entry) => entry with
    {
        UnmetDependencies = entry.DependsOn.Distinct(StringComparer.Ordinal).Count(id => !_tasks.TryGetValue(id, out var other) || other.State != TaskState.Completed),
    };

    /// <summary>Undoes by restoring what there was: this index is small or short-lived.</summary>
    private sealed class Transaction(MemoryQueueIndex index) : IIndexTransaction
    {
        private readonly Dictionary<string, TaskEntry> _tasks = new(index._tasks);
        private readonly Dictionary<string, MessageEntry> _messages = new(index._messages);
        private readonly Dictionary<string, string> _notes = new(index._notes);
        private readonly List<PendingProjection> _pending = [.. index._pending];
        private bool _committed;

        public void Commit() => _committed = true;

        public void Dispose()
        {
            if (_committed) return;
            index._tasks.Clear();
            foreach (var (id, entry) in _tasks) index._tasks.Add(id, entry);
            index._messages.Clear();
            foreach (var (id, entry) in _messages) index._messages.Add(id, entry);
            index._notes.Clear();
            foreach (var (key, value) in _notes) index._notes.Add(key, value);
            index._pending.Clear();
            index._pending.AddRange(_pending);
        }
    }
}

using Ora.Core.Ids;

namespace Ora.Core.Queue;

/// <summary>
/// Answers "which task next" in time that does not grow with the queue. It is a projection of the folders and can be lost at any
/// moment: the folders win every disagreement. It is used under the queue's lock, by one thread at a time, and is synchronous
/// because its store is embedded and its statements are short.
/// </summary>
/// <remarks>Every member but <see cref="IDisposable.Dispose"/> throws <see cref="IndexUnavailableException"/> when the store fails.</remarks>
public interface IQueueIndex : IDisposable
{
    /// <summary>Opens the store and returns its generation, or null when it is new, empty, damaged or of another version.</summary>
    string? Open();

    /// <summary>Empties the store, making it anew if it must, and gives it a generation. Other processes' open stores become stale.</summary>
    void Reset(string generation);

    /// <summary>Closes the store; <see cref="Open"/> opens it again.</summary>
    void Close();

    /// <summary>
    /// Whether the open store is no longer the one that the next process would open: it was deleted or replaced while it was open, and
    /// goes on working for this process alone. False when none is open.
    /// </summary>
    bool IsReplaced { get; }

    /// <summary>Starts the only transaction. Disposing it without <see cref="IIndexTransaction.Commit"/> undoes everything since.</summary>
    IIndexTransaction Begin();

    /// <summary>A small value that belongs to the index (a folder's time at the last look), or null.</summary>
    string? GetNote(string key);

    /// <summary>Sets such a value.</summary>
    void SetNote(string key, string value);

    /// <summary>Finds a task.</summary>
    TaskEntry? Find(TaskId id);

    /// <summary>
    /// Adds or replaces a task, and keeps the count of unmet dependencies of this task and, when it is completed, of those that
    /// depend on it. <see cref="TaskEntry.UnmetDependencies"/> of the argument is not read.
    /// </summary>
    void Upsert(TaskEntry entry);

    /// <summary>Forgets a task.</summary>
    void Remove(TaskId id);

    /// <summary>
    /// The waiting tasks that this agent may be offered as far as the index can tell (assignee, dependencies, capabilities), highest
    /// priority first, then by id. Read lazily: taking the first few must not read the rest. Nothing may be written while it is read.
    /// </summary>
    IEnumerable<TaskEntry> Offers(AgentId agent, IReadOnlyCollection<string> capabilities);

    /// <summary>Why <see cref="Offers"/> offers nothing, as counts.</summary>
    WaitingSummary Explain(AgentId agent, IReadOnlyCollection<string> capabilities);

    /// <summary>The tasks that an agent holds, oldest claim first.</summary>
    IReadOnlyList<TaskEntry> HeldBy(AgentId agent);

    /// <summary>The claimed tasks that name paths.</summary>
    IReadOnlyList<TaskEntry> WorkingWithPaths();

    /// <summary>Claimed tasks whose lease ended at or before <paramref name="time"/> as far as the index knows, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<TaskEntry> LeasesExpiredBefore(DateTimeOffset time, int limit);

    /// <summary>Tasks in a state, by id, from after <paramref name="after"/>.</summary>
    IReadOnlyList<TaskEntry> List(TaskState state, int limit, TaskId? after = null);

    /// <summary>The task that was created under a key.</summary>
    TaskEntry? FindByKey(string idempotencyKey);

    /// <summary>How many tasks and messages are where. <see cref="QueueCounts.Rejected"/> is 0 here.</summary>
    QueueCounts Counts();

    /// <summary>Finds a message.</summary>
    MessageEntry? Find(MessageId id);

    /// <summary>Adds or replaces a message.</summary>
    void Upsert(MessageEntry entry);

    /// <summary>Forgets a message.</summary>
    void Remove(MessageId id);

    /// <summary>Messages in a place, by id, from after <paramref name="after"/>; in the inbox only those for <paramref name="to"/> if it is given.</summary>
    IReadOnlyList<MessageEntry> List(MessagePlace place, int limit, AgentId? to = null, MessageId? after = null);

    /// <summary>The result that was applied for an attempt of a task.</summary>
    MessageEntry? FindResult(TaskId task, int attempt);

    /// <summary>The results for a task that were kept without being applied, newest first, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<MessageEntry> LateResults(TaskId task, int limit);

    /// <summary>Notes that the projections have yet to see a task (its row may have changed) or a message (it is new).</summary>
    void Enqueue(string id);

    /// <summary>What the projections have yet to see, oldest first.</summary>
    IReadOnlyList<PendingProjection> Pending(int limit);

    /// <summary>How many tasks and messages the projections have yet to see.</summary>
    long PendingCount();

    /// <summary>Forgets what the projections have seen.</summary>
    void RemovePending(IReadOnlyCollection<PendingProjection> seen);
}

/// <summary>A transaction on an index.</summary>
public interface IIndexTransaction : IDisposable
{
    /// <summary>Keeps what was written.</summary>
    void Commit();
}

/// <summary>Something that the projections have yet to see.</summary>
/// <param name="Sequence">Its place in the order.</param>
/// <param name="Id">A task id or a message id.</param>
public readonly record struct PendingProjection(long Sequence, string Id);

/// <summary>The index's store does not work: damaged, deleted, disk full, not permitted. The queue goes on without it.</summary>
/// <param name="message">What failed.</param>
/// <param name="inner">What the store reported.</param>
public sealed class IndexUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether what is stored is damaged, so that only a new store helps; not so when it is missing, locked, or has no room.</summary>
    public bool IsDamage { get; init; }
}

using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;

namespace Ora.Core.Queue;

/// <summary>
/// The durable queue of one project. Nothing it acknowledged is lost by a kill at any instant; nothing it handed out has two
/// owners. Refusals are <see cref="Errors.OraException"/>s and mean that nothing was written.
/// </summary>
public interface ITaskQueue : IAsyncDisposable
{
    /// <summary>Makes a task durable and offers it. With a known idempotency key it returns the task that has it.</summary>
    ValueTask<PutResult> PutAsync(TaskAssignment task, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the agent the task it already holds, or claims the best one that it may have, or says why there is none. Expired
    /// leases are taken back first.
    /// </summary>
    ValueTask<ClaimResult> ClaimAsync(AgentProfile agent, CancellationToken cancellationToken);

    /// <summary>Starts watching. A change after this call ends a wait, so: watch, look, wait.</summary>
    IQueueWatch Watch();

    /// <summary>Extends a lease.</summary>
    ValueTask<LeaseCheck> ExtendAsync(Claim claim, AgentId agent, CancellationToken cancellationToken);

    /// <summary>Whether the agent holds the claim, without extending it.</summary>
    ValueTask<LeaseCheck> CheckAsync(Claim claim, AgentId agent, CancellationToken cancellationToken);

    /// <summary>
    /// Records the result of an attempt, durably, before it returns. When the claim is no longer the agent's, the result is kept and
    /// labelled late. Repeating it is answered, not repeated.
    /// </summary>
    ValueTask<CompletionResult> CompleteAsync(Claim claim, AgentId agent, TaskComplete result, CancellationToken cancellationToken);

    /// <summary>
    /// Changes a task: <see cref="TaskChange.Changed"/>, <see cref="TaskChange.Cancelled"/> (also while it is out) or
    /// <see cref="TaskChange.Retried"/>. Returns the task as it is then.
    /// </summary>
    ValueTask<TaskEntry> UpdateAsync(TaskUpdated change, CancellationToken cancellationToken);

    /// <summary>Makes a message durable in a place. A HEARTBEAT survives a kill of the process but may be lost in a power cut.</summary>
    ValueTask PublishAsync(Message message, MessagePlace place, CancellationToken cancellationToken);

    /// <summary>The messages that wait for an agent, oldest first.</summary>
    ValueTask<IReadOnlyList<Message>> InboxAsync(AgentId agent, int limit, CancellationToken cancellationToken);

    /// <summary>The messages that wait for the Director, oldest first.</summary>
    ValueTask<IReadOnlyList<Message>> OutboxAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Moves messages out of the inbox or outbox into processed/; those that are there already are left alone.</summary>
    ValueTask MarkReadAsync(IReadOnlyCollection<MessageId> messages, CancellationToken cancellationToken);

    /// <summary>What the queue knows about a task, or null.</summary>
    ValueTask<TaskEntry?> FindAsync(TaskId task, CancellationToken cancellationToken);

    /// <summary>Tasks in a state, by id.</summary>
    ValueTask<IReadOnlyList<TaskEntry>> ListAsync(TaskState state, int limit, CancellationToken cancellationToken);

    /// <summary>The message with an id (of a task or of another message), wherever it is, or null.</summary>
    ValueTask<Message?> ReadAsync(string id, CancellationToken cancellationToken);

    /// <summary>How many tasks and messages are where.</summary>
    ValueTask<QueueCounts> CountsAsync(CancellationToken cancellationToken);

    /// <summary>The files that were rejected, newest first.</summary>
    ValueTask<IReadOnlyList<RejectedFile>> RejectedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Takes back every expired lease. Any process may call it at any time. Returns how many were.</summary>
    ValueTask<int> ExpireLeasesAsync(CancellationToken cancellationToken);

    /// <summary>Takes back what an agent holds, its attempts spent, because it was retired. Returns how many tasks.</summary>
    ValueTask<int> ReleaseAsync(AgentId agent, string reason, CancellationToken cancellationToken);

    /// <summary>Rolls forward what crashed processes left, and looks at every folder. Any process may call it at any time.</summary>
    ValueTask RecoverAsync(CancellationToken cancellationToken);

    /// <summary>Drops the index and makes it again from the files, with everything to be projected anew.</summary>
    ValueTask RebuildAsync(CancellationToken cancellationToken);

    /// <summary>What the queue cannot do right now ("the index is unavailable: …"), or null.</summary>
    string? Degraded { get; }
}

/// <summary>The answer to a put.</summary>
/// <param name="Task">The task.</param>
/// <param name="Created">False when a task with the same idempotency key was there already.</param>
public readonly record struct PutResult(TaskId Task, bool Created);

/// <summary>The answer to a claim. Either a task or a reason.</summary>
/// <param name="Task">The task, or null.</param>
/// <param name="Reason">Why there is none, in a sentence for a model.</param>
/// <param name="HasMessages">Whether messages wait for the agent, so that its inbox need not be asked when none do.</param>
public readonly record struct ClaimResult(ClaimedTask? Task, string? Reason, bool HasMessages = false);

/// <summary>A task that is the agent's until its lease ends.</summary>
/// <param name="Entry">What the queue knows about it.</param>
/// <param name="Message">The task itself.</param>
/// <param name="LeaseExpiresAt">When the lease ends without a heartbeat.</param>
/// <param name="Resumed">True when the agent held it already.</param>
public sealed record ClaimedTask(TaskEntry Entry, TaskAssignment Message, DateTimeOffset LeaseExpiresAt, bool Resumed);

/// <summary>Whether a claim is held.</summary>
/// <param name="Held">True when it is.</param>
/// <param name="LeaseExpiresAt">When the lease ends, while it is held.</param>
/// <param name="StaleReason">Why it is not held, in a sentence for a model.</param>
public readonly record struct LeaseCheck(bool Held, DateTimeOffset? LeaseExpiresAt, string? StaleReason);

/// <summary>What became of a result.</summary>
public enum CompletionResult
{
    /// <summary>The task is done.</summary>
    Completed,

    /// <summary>The attempt failed; the task waits again.</summary>
    Requeued,

    /// <summary>The last attempt failed; the task is in failed/.</summary>
    Failed,

    /// <summary>The claim was lost; the result is kept, labelled, and not applied.</summary>
    Late,

    /// <summary>This attempt's result was recorded before.</summary>
    AlreadyRecorded,
}

/// <summary>A file in failed/ that never became a message.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="RejectedAt">When it was rejected.</param>
/// <param name="Rejection">Why.</param>
public sealed record RejectedFile(string Name, DateTimeOffset? RejectedAt, Rejection Rejection);

/// <summary>A watch on a queue.</summary>
public interface IQueueWatch : IDisposable
{
    /// <summary>Waits until something changed that may have made work available, or the time is over. True when something changed.</summary>
    ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken);
}

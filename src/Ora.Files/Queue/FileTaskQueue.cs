using Microsoft.Extensions.Logging;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Files.Disk;
using Ora.Files.Locking;
using Ora.Files.Projects;

namespace Ora.Files.Queue;

/// <summary>The queue as a folder of files: DESIGN §2. Safe for many processes on one machine.</summary>
public sealed class FileTaskQueue : ITaskQueue, IProjectionFeed
{
    private const int PassagesPerBatch = 1_000;
    private readonly QueueStore _store;
    private readonly Claiming _claiming;
    private readonly Leases _leases;
    private readonly FileLock _projectionLock;
    private readonly IDisk _disk;

    /// <summary>Opens the queue of a project. Nothing is read or written before the first call.</summary>
    public FileTaskQueue(ProjectFolder folder, IQueueIndex index, IdSource ids, TimeProvider timeProvider, ILogger<FileTaskQueue> log)
        : this(folder, new RealDisk(), index, ids, timeProvider, log)
    {
    }

    internal FileTaskQueue(ProjectFolder folder, IDisk disk, IQueueIndex index, IdSource ids, TimeProvider timeProvider, ILogger<FileTaskQueue> log)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _disk = disk;
        _store = new QueueStore(folder, disk, index, ids, timeProvider, log);
        _leases = new Leases(_store, log);
        _claiming = new Claiming(_store, _leases);
        _projectionLock = new FileLock(folder.ProjectionLockPath, disk, timeProvider);
    }

    /// <summary>The lock that every writer of the project's embedded database takes first.</summary>
    public IWriteLock WriteLock => _store.WriteLock;

    /// <inheritdoc/>
    public string? Degraded => _store.Degraded;

    private QueueLayout Layout => _store.Layout;

    /// <inheritdoc/>
    public async ValueTask<PutResult> PutAsync(TaskAssignment task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var id = TaskId.Parse(task.MessageId);
        if (await FindExistingAsync(task, id, cancellationToken).ConfigureAwait(false) is { } existing) return new PutResult(existing, Created: false);
        var part = WritePart(Layout.PartPath(id.Value, Writers.NewName()), MessageFiles.Serialize(task));
        try
        {
            var result = await _store.RunAsync(scope => Put(scope, task, id, part), cancellationToken).ConfigureAwait(false);
            if (result.Created) Guarded(() => _disk.FlushDirectory(Layout.Inbox));
            return result;
        }
        finally
        {
            Guarded(() => _disk.Delete(part));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ClaimResult> ClaimAsync(AgentProfile agent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return _store.RunAsync(
            scope => _claiming.Claim(scope, agent) with { HasMessages = scope.Index.List(MessagePlace.Inbox, 1, agent.Id).Count > 0 },
            cancellationToken);
    }

    /// <inheritdoc/>
    public IQueueWatch Watch() => new QueueWatch(Layout, _store.Clock);

    /// <inheritdoc/>
    public async ValueTask<LeaseCheck> ExtendAsync(Claim claim, AgentId agent, CancellationToken cancellationToken)
    {
        var now = _store.Clock.GetUtcNow();

        // The touch is the whole heartbeat: no lock and no index, so that it costs next to nothing.
        if (Guarded(() => _disk.TryTouch(Layout.WorkingPath(claim, agent), now))) return new LeaseCheck(true, now + _store.Settings.Lease, null);
        return await ExplainStaleAsync(claim, agent, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseCheck> CheckAsync(Claim claim, AgentId agent, CancellationToken cancellationToken)
    {
        if (Guarded(() => _disk.Status(Layout.WorkingPath(claim, agent))) is { } status) return new LeaseCheck(true, status.ModifiedAt + _store.Settings.Lease, null);
        return await ExplainStaleAsync(claim, agent, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<CompletionResult> CompleteAsync(Claim claim, AgentId agent, TaskComplete result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        var entry = _claiming.HandedOut(claim, agent) ?? await FindAsync(claim.Task, cancellationToken).ConfigureAwait(false);
        RefuseForeignClaim(entry, claim, agent);
        var message = result with { TaskId = claim.Task.Value, Attempt = claim.Attempt, AgentId = agent.Value, ClaimedAt = ClaimedAt(entry!, claim) };
        var prepared = Layout.PreparedPath(claim, MessageId.Parse(message.MessageId));
        Guarded(() => Prepare(prepared, message));

        // From here on the result is kept whatever happens, so the call is not cancelled any more.
        return await _store.RunAsync(scope => Completion.Settle(scope, message, claim, prepared, recovering: false), CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<TaskEntry> UpdateAsync(TaskUpdated change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var id = TaskId.Parse(change.TaskId);
        while (true)
        {
            var (entry, messageId) = await _store.RunAsync(scope => (scope.Index.Find(id), scope.FreeId(change, LastChangeOf(scope.Index.Find(id)))), cancellationToken).ConfigureAwait(false);
            var message = Describe(change, RequireChangeable(entry, change, id)) with { MessageId = messageId };
            var prepared = Layout.PreparedPath(entry!.Claim, MessageId.Parse(message.MessageId));
            Guarded(() => Prepare(prepared, message));
            if (await _store.RunAsync(scope => Update(scope, message, entry, prepared), CancellationToken.None).ConfigureAwait(false) is { } changed) return changed;
        }
    }

    /// <inheritdoc/>
    public async ValueTask PublishAsync(Message message, MessagePlace place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var id = MessageId.Parse(message.MessageId);

        // A heartbeat's effect is the touch; its message may be lost in a power cut.
        var durable = message is not Heartbeat;
        var content = MessageFiles.Serialize(message);
        var part = Layout.PartPath(id.Value, Writers.NewName());
        Guarded(() => _disk.WriteNew(part, content, durable));
        try
        {
            await PublishPartAsync(message, id, place, part, durable, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Guarded(() => _disk.Delete(part));
        }

        if (durable) Guarded(() => _disk.FlushDirectory(Layout.Directory(place)));
    }

    private async ValueTask PublishPartAsync(Message message, MessageId id, MessagePlace place, string part, bool durable, CancellationToken cancellationToken)
    {
        await _store.RunAsync(
            scope =>
            {
                if (scope.Index.Find(id) is not null)
                    throw new OraException(OraErrorCode.Conflict, $"The id {id} is taken.", "Try again: the next id is another one.");
                scope.Publish(message, place, part, durable);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Message>> InboxAsync(AgentId agent, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(scope => scope.Index.List(MessagePlace.Inbox, limit, agent), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Message>> OutboxAsync(int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(scope => scope.Index.List(MessagePlace.Outbox, limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MarkReadAsync(IReadOnlyCollection<MessageId> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0) return;
        await _store.RunAsync(scope => MarkRead(scope, messages), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<TaskEntry?> FindAsync(TaskId task, CancellationToken cancellationToken) =>
        _store.RunAsync(scope => scope.Index.Find(task), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TaskEntry>> ListAsync(TaskState state, int limit, CancellationToken cancellationToken) =>
        _store.RunAsync(scope => scope.Index.List(state, limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Message?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        // A file may move between the look and the read; where it went is known by then.
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var path = await _store.RunAsync(scope => PathOf(scope, id), cancellationToken).ConfigureAwait(false);
            if (path is null) return null;
            var read = Guarded(() => _store.Read(path, id));
            if (read.Rejection?.Code != UntrustedFile.Gone) return read.Message;
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask<QueueCounts> CountsAsync(CancellationToken cancellationToken) => _store.RunAsync(
        scope => scope.Index.Counts() with { Rejected = RejectedNames(scope).Count() }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RejectedFile>> RejectedAsync(int limit, CancellationToken cancellationToken) => _store.RunAsync(
        scope => (IReadOnlyList<RejectedFile>)[.. RejectedNames(scope).Select(ReadRejected).OfType<RejectedFile>().OrderByDescending(file => file.RejectedAt).Take(limit)],
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> ExpireLeasesAsync(CancellationToken cancellationToken) => _store.RunAsync(_leases.Expire, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> ReleaseAsync(AgentId agent, string reason, CancellationToken cancellationToken) => _store.RunAsync(
        scope =>
        {
            var held = scope.Index.HeldBy(agent);
            foreach (var entry in held) _leases.TakeBack(scope, entry, reason);
            return held.Count;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RecoverAsync(CancellationToken cancellationToken) => await _store.RecoverAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask RebuildAsync(CancellationToken cancellationToken) => await _store.RebuildAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> LockAsync(CancellationToken cancellationToken) =>
        new HeldLock(await _projectionLock.AcquireAsync(cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask<ProjectionBatch> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var (pending, places, generation) = await _store.RunAsync(scope => ReadPending(scope, limit), cancellationToken).ConfigureAwait(false);
        var tasks = new List<ProjectedTask>();
        var messages = new List<Message>();
        var left = new HashSet<string>(StringComparer.Ordinal);
        var passages = 0;
        foreach (var (id, entry, path) in places)
        {
            // An import is few messages with many passages each: what they say must not be in memory all at once.
            if (entry is null && passages >= PassagesPerBatch)
            {
                left.Add(id);
                continue;
            }

            var message = await ReadAtAsync(id, path, cancellationToken).ConfigureAwait(false);
            if (entry is null && message is not null) messages.Add(message);
            if (entry is not null && message is TaskAssignment task) tasks.Add(new ProjectedTask(entry, task));
            passages += (message as MemoryAdded)?.Entries.Count ?? 0;
        }

        return new ProjectionBatch(left.Count == 0 ? pending : [.. pending.Where(p => !left.Contains(p.Id))], tasks, messages) { Generation = generation };
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AcknowledgeAsync(ProjectionBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return await _store.RunAsync(
            scope =>
            {
                // A new index counts from the start again: the same numbers mean other changes, which nobody has seen.
                if (scope.Generation != batch.Generation) return false;
                scope.Change();
                scope.Index.RemovePending(batch.Pending);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<long> BacklogAsync(CancellationToken cancellationToken) => _store.RunAsync(scope => scope.Index.PendingCount(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _projectionLock.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Refuses what cannot be put, and finds what was put before, ahead of any write.</summary>
    private async ValueTask<TaskId?> FindExistingAsync(TaskAssignment task, TaskId id, CancellationToken cancellationToken)
    {
        foreach (var path in task.Task.Paths ?? [])
        {
            if (TaskPaths.Problem(path) is { } problem)
                throw new OraException(OraErrorCode.InvalidArgument, $"The path \"{path}\" {problem}.", "Give globs relative to the project, for example \"src/api/**\".", "paths");
        }

        if (task.IdempotencyKey is null && task.Task.DependsOn is not { Count: > 0 }) return null;
        return await _store.RunAsync(
            scope =>
            {
                if (task.IdempotencyKey is { } key && scope.Index.FindByKey(key) is { } twin) return (TaskId?)twin.Id;
                foreach (var dependency in task.Task.DependsOn ?? [])
                {
                    if (dependency == id.Value || scope.Index.Find(TaskId.Parse(dependency, "dependsOn")) is null)
                        throw new OraException(OraErrorCode.NotFound, $"There is no task {dependency} to depend on.", "Create the tasks it depends on first, and give their ids exactly.", "dependsOn");
                }

                return null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private PutResult Put(QueueScope scope, TaskAssignment task, TaskId id, string part)
    {
        if (task.IdempotencyKey is { } key && scope.Index.FindByKey(key) is { } twin) return new PutResult(twin.Id, Created: twin.Id == id);
        var path = Layout.InboxPath(id, 0);
        if (scope.Index.Find(id) is not null || _disk.Status(path) is not null)
            throw new OraException(OraErrorCode.Conflict, $"There is a task {id} already.", "Try again, or give another id.", "taskId");
        scope.Change();
        if (!_disk.TryRename(part, path)) _disk.TryRename(WritePart(part, MessageFiles.Serialize(task)), path);
        scope.Upsert(MessageFiles.EntryOf(task, id, _store.Settings.MaxAttempts));
        return new PutResult(id, Created: true);
    }

    private string WritePart(string part, byte[] content)
    {
        Guarded(() => _disk.WriteNew(part, content, durable: true));
        return part;
    }

    private void Prepare(string path, Message message)
    {
        _disk.WriteNew(path, MessageFiles.Serialize(message), durable: true);
        _disk.FlushDirectory(Layout.Tmp);
    }

    private static DateTimeOffset? ClaimedAt(TaskEntry entry, Claim claim) =>
        entry.State == TaskState.Working && entry.Attempt == claim.Attempt ? entry.ClaimedAt : null;

    private static void RefuseForeignClaim(TaskEntry? entry, Claim claim, AgentId agent)
    {
        if (entry is null || claim.Attempt > entry.Attempt)
            throw new OraException(OraErrorCode.NotFound, $"The claim {claim} was never given out.", "Give the claim exactly as get_task returned it; call get_task to get it again.", "claim");
        if (entry.State == TaskState.Working && entry.Attempt == claim.Attempt && entry.ClaimedBy != agent.Value)
            throw new OraException(OraErrorCode.Forbidden, $"The claim {claim} is held by another agent.", "Give a claim of your own; call get_task to get it again.", "claim");
    }

    private async ValueTask<LeaseCheck> ExplainStaleAsync(Claim claim, AgentId agent, CancellationToken cancellationToken)
    {
        var entry = await FindAsync(claim.Task, cancellationToken).ConfigureAwait(false);
        RefuseForeignClaim(entry, claim, agent);
        var reason = entry!.State switch
        {
            TaskState.Cancelled => "The task was cancelled.",
            TaskState.Completed => "The task is completed.",
            TaskState.Failed => "The task was given up.",
            TaskState.Waiting => "The lease expired and the task waits again.",
            _ => "The lease expired and the task was given out again.",
        };
        return new LeaseCheck(false, null, reason);
    }

    private static TaskEntry RequireChangeable(TaskEntry? entry, TaskUpdated change, TaskId id)
    {
        if (entry is null) throw new OraException(OraErrorCode.NotFound, $"There is no task {id}.", "Give the task's id exactly; review_project or `ora task list` shows them.", "taskId");
        var ended = entry.State is TaskState.Failed or TaskState.Cancelled;
        var allowed = change.Change == TaskChange.Retried ? ended : entry.State is TaskState.Waiting or TaskState.Working;
        if (allowed) return entry;
        var state = WireEnumText(entry.State);
        throw change.Change == TaskChange.Retried
            ? new OraException(OraErrorCode.Conflict, $"The task {id} is {state}; only a failed or cancelled task can be retried.", "Leave it, or create a new task.", "taskId")
            : new OraException(OraErrorCode.Conflict, $"The task {id} is {state} and can no longer be changed.", ended ? "Retry it first." : "Leave it, or create a new task.", "taskId");
    }

    private static string? LastChangeOf(TaskEntry? entry) =>
        new[] { entry?.PrioritySetBy, entry?.AssignedToSetBy, entry?.MaxAttemptsSetBy }.Max(StringComparer.Ordinal);

    private static string WireEnumText(TaskState state) => state.ToString().ToLowerInvariant();

    /// <summary>Completes a change with what it does to the attempts.</summary>
    private TaskUpdated Describe(TaskUpdated change, TaskEntry entry) => change.Change switch
    {
        TaskChange.Retried => change with { MaxAttempts = entry.Attempt + (change.MaxAttempts ?? _store.Settings.MaxAttempts) },
        TaskChange.Cancelled when entry.State == TaskState.Working => change with { Attempt = entry.Attempt, ClaimedBy = entry.ClaimedBy },
        TaskChange.Changed when entry.State == TaskState.Working => change with { ClaimedBy = entry.ClaimedBy },
        _ => change,
    };

    /// <summary>
    /// Applies a prepared change. Null when the task was claimed or given back since it was described: the message would tell of a
    /// holder or an attempt that is no longer so, and must be written anew.
    /// </summary>
    private TaskEntry? Update(QueueScope scope, TaskUpdated change, TaskEntry described, string prepared)
    {
        scope.Change();
        var entry = scope.Index.Find(described.Id);
        var isSame = entry is not null && entry.State == described.State && entry.Attempt == described.Attempt && entry.ClaimedBy == described.ClaimedBy;

        // When the message is there, a recovery has done the same already.
        if (!isSame && scope.Index.Find(MessageId.Parse(change.MessageId)) is null)
        {
            _disk.Delete(prepared);
            return null;
        }

        TaskChanges.RollForward(scope, change, described.Claim, prepared);
        return scope.Index.Find(described.Id) ?? entry ?? described;
    }

    private bool MarkRead(QueueScope scope, IReadOnlyCollection<MessageId> messages)
    {
        foreach (var id in messages)
        {
            if (scope.Index.Find(id) is not { Place: not MessagePlace.Processed } entry) continue;
            scope.Change();
            var target = Layout.MessagePath(id, MessagePlace.Processed);
            if (_disk.TryRename(Layout.MessagePath(id, entry.Place), target) || _disk.Status(target) is not null)
                scope.Upsert(entry with { Place = MessagePlace.Processed, To = null }, isNew: false);
            else
                scope.Remove(id);
        }

        return true;
    }

    private async ValueTask<IReadOnlyList<Message>> ReadAllAsync(Func<QueueScope, IReadOnlyList<MessageEntry>> list, CancellationToken cancellationToken)
    {
        var messages = new List<Message>();
        foreach (var entry in await _store.RunAsync(list, cancellationToken).ConfigureAwait(false))
        {
            if (await ReadAsync(entry.Id.Value, cancellationToken).ConfigureAwait(false) is { } message) messages.Add(message);
        }

        return messages;
    }

    private string? PathOf(QueueScope scope, string id)
    {
        if (TaskId.TryParse(id, out var task)) return scope.Index.Find(task) is { } entry ? Layout.PathOf(entry) : null;
        if (MessageId.TryParse(id, out var message)) return scope.Index.Find(message) is { } entry ? Layout.MessagePath(message, entry.Place) : null;
        return null;
    }

    /// <summary>What is pending and where it lies, messages by id: one hold of the lock for the whole batch.</summary>
    private (IReadOnlyList<PendingProjection> Pending, List<PendingPlace> Places, string? Generation) ReadPending(QueueScope scope, int limit)
    {
        var pending = scope.Index.Pending(limit);
        var places = new List<PendingPlace>();
        foreach (var id in pending.Select(p => p.Id).Distinct().Order(StringComparer.Ordinal))
        {
            if (TaskId.TryParse(id, out var task) && scope.Index.Find(task) is { } entry) places.Add(new PendingPlace(id, entry, Layout.PathOf(entry)));
            else if (MessageId.TryParse(id, out _) && PathOf(scope, id) is { } path) places.Add(new PendingPlace(id, null, path));
        }

        return (pending, places, scope.Generation);
    }

    /// <summary>Reads what lay at a path a moment ago; if it has moved since, it is looked for.</summary>
    private ValueTask<Message?> ReadAtAsync(string id, string path, CancellationToken cancellationToken)
    {
        var read = Guarded(() => _store.Read(path, id));
        return read.Rejection?.Code == UntrustedFile.Gone ? ReadAsync(id, cancellationToken) : new(read.Message);
    }

    private IEnumerable<string> RejectedNames(QueueScope scope)
    {
        foreach (var error in _disk.List(Layout.Failed).Where(name => name.EndsWith(QueueLayout.ErrorExtension, StringComparison.Ordinal)))
        {
            var name = error[..^QueueLayout.ErrorExtension.Length];
            var isTask = TaskFileName.TryParse(name, out var file) && file.Number is { } attempt
                && scope.Index.Find(file.Task) is { State: TaskState.Failed or TaskState.Cancelled } entry && entry.Attempt == attempt;
            if (!isTask) yield return name;
        }
    }

    private RejectedFile? ReadRejected(string name)
    {
        var error = MessageFiles.ParseError(UntrustedFile.Read(_disk, Path.Combine(Layout.Failed, name + QueueLayout.ErrorExtension)).Content);
        return error is null ? null : new RejectedFile(name, error.Timestamp, new Rejection(error.Code, error.Field, error.Problem));
    }

    private static void Guarded(Action action) => Guarded(() =>
    {
        action();
        return true;
    });

    private static T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw StorageFailure.Refusal(e);
        }
    }

    private readonly record struct PendingPlace(string Id, TaskEntry? Entry, string Path);

    private sealed class HeldLock(IDisposable holder) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            holder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Projects;

namespace Ora.Files.Queue;

/// <summary>
/// The second and third step of a cancel, a retry and a give-up: like a completion, they are prepared in tmp/, committed by one
/// rename and published by another.
/// </summary>
internal static class TaskChanges
{
    /// <summary>
    /// Commits and publishes a prepared change. Doing it again changes nothing. A cancel or retry whose task has moved on since it was
    /// prepared is dropped: nobody was promised it, and its message would tell what never happened.
    /// </summary>
    public static void RollForward(QueueScope scope, TaskUpdated change, Claim attempt, string preparedPath)
    {
        if (scope.Index.Find(attempt.Task) is { } entry && entry.Attempt == attempt.Attempt)
        {
            if (change.Change == TaskChange.Cancelled) Cancel(scope, entry, change);
            if (change.Change == TaskChange.Retried) Retry(scope, entry);
        }

        if (HasHappened(scope, change, attempt)) Publish(scope, change, preparedPath);
        else scope.Store.Disk.Delete(preparedPath);
    }

    private static bool HasHappened(QueueScope scope, TaskUpdated change, Claim attempt)
    {
        var end = change.Change switch
        {
            TaskChange.Cancelled => TaskState.Cancelled,
            TaskChange.Retried => TaskState.Waiting,
            _ => (TaskState?)null,
        };
        return end is null
            || scope.Index.Find(MessageId.Parse(change.MessageId)) is not null
            || (scope.Index.Find(attempt.Task) is { } entry && entry.State == end && entry.Attempt == attempt.Attempt);
    }

    /// <summary>
    /// Rolls a give-up forward, unless the agent has shown a sign of life since: it was promised nothing, so it is dropped then.
    /// </summary>
    public static void RollForwardGivenUp(QueueScope scope, TaskUpdated change, Claim attempt, string preparedPath)
    {
        var entry = scope.Index.Find(attempt.Task);
        if (entry is { State: TaskState.Working } && entry.Attempt == attempt.Attempt && !Leases.IsExpired(scope, entry))
        {
            scope.Store.Disk.Delete(preparedPath);
            return;
        }

        GiveUp(scope, change, attempt, preparedPath);
    }

    /// <summary>Commits and publishes a prepared give-up.</summary>
    public static void GiveUp(QueueScope scope, TaskUpdated change, Claim attempt, string preparedPath)
    {
        if (scope.Index.Find(attempt.Task) is { State: TaskState.Working or TaskState.Failed } entry && entry.Attempt == attempt.Attempt)
            MoveToFailed(scope, entry, TaskState.Failed, new ErrorFile { Kind = ErrorFile.GivenUp, Code = "lease_expired", Problem = change.Reason ?? "", AgentId = change.ClaimedBy, ClaimedBy = change.ClaimedBy });
        Publish(scope, change, preparedPath);
    }

    /// <summary>
    /// What a change says, folded into the index, and the message itself: in inbox/ for the agent that holds the task while it is
    /// changed, else in outbox/.
    /// </summary>
    public static void Publish(QueueScope scope, TaskUpdated change, string preparedPath)
    {
        var isForHolder = change is { Change: TaskChange.Changed, ClaimedBy: { } holder } && holder != change.AgentId;
        scope.Publish(change, isForHolder ? MessagePlace.Inbox : MessagePlace.Outbox, preparedPath);
        Reconciler.ApplyToTask(scope, change);
    }

    private static void Cancel(QueueScope scope, TaskEntry entry, TaskUpdated change)
    {
        if (entry.State is TaskState.Waiting or TaskState.Working or TaskState.Failed)
            MoveToFailed(scope, entry, TaskState.Cancelled, new ErrorFile { Kind = ErrorFile.Cancelled, Code = "cancelled", Problem = change.Reason ?? "", AgentId = change.AgentId, ClaimedBy = change.ClaimedBy });
    }

    /// <summary>A task that is in failed/ already and has a reason is left alone; one without was moved by somebody who died then.</summary>
    private static void MoveToFailed(QueueScope scope, TaskEntry entry, TaskState state, ErrorFile reason)
    {
        scope.Change();
        var target = scope.Store.Layout.FailedPath(entry.Claim);
        if (entry.State == TaskState.Failed)
        {
            if (scope.Store.Disk.Status(target + QueueLayout.ErrorExtension) is not null) return;
        }
        else if (!scope.Store.Disk.TryRename(scope.Store.Layout.PathOf(entry), target))
        {
            scope.Store.Relocate(scope, entry);
            return;
        }

        scope.WriteReason(entry.Claim, reason with { TaskId = entry.Id.Value, Attempt = entry.Attempt, Timestamp = scope.Now });
        scope.Upsert(entry with { State = state, ClaimedBy = reason.ClaimedBy, ClaimedAt = null, LeaseExpiresAt = null });
    }

    private static void Retry(QueueScope scope, TaskEntry entry)
    {
        scope.Change();
        var failed = scope.Store.Layout.FailedPath(entry.Claim);
        if (entry.State is TaskState.Failed or TaskState.Cancelled)
        {
            if (scope.Store.Disk.TryRename(failed, scope.Store.Layout.InboxPath(entry.Id, entry.Attempt)))
                scope.Upsert(entry with { State = TaskState.Waiting, ClaimedBy = null });
            else
                scope.Store.Relocate(scope, entry);
        }

        // The reason lives on in the messages; beside no file it would count as a file that was rejected. Whoever moved the file may
        // have died before it came to this.
        if (scope.Store.Disk.Status(failed) is null) scope.Store.Disk.Delete(failed + QueueLayout.ErrorExtension);
    }
}

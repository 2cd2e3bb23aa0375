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
        if (scope.Index.Find(attempt.Task) is { } entry)
        {
            if (change.Change == TaskChange.Cancelled) Cancel(scope, entry, change, attempt);
            if (change.Change == TaskChange.Retried && entry.Attempt == attempt.Attempt) Retry(scope, entry);
        }

        if (HasHappened(scope, change, attempt)) Publish(scope, change, preparedPath);
        else scope.Store.Disk.Delete(preparedPath);
    }

    private static bool HasHappened(QueueScope scope, TaskUpdated change, Claim attempt)
    {
        if (change.Change == TaskChange.Changed || scope.Index.Find(MessageId.Parse(change.MessageId)) is not null) return true;
        if (scope.Index.Find(attempt.Task) is not { } entry) return false;

        // A task that was retried may be out again before a power cut takes the message.
        return change.Change == TaskChange.Retried
            ? entry.Attempt > attempt.Attempt || (entry.Attempt == attempt.Attempt && entry.State == TaskState.Waiting)
            : entry.Attempt == attempt.Attempt && entry.State == TaskState.Cancelled;
    }

    /// <summary>
    /// Rolls a give-up forward, unless the agent has shown a sign of life since: it was promised nothing, so it is dropped then.
    /// </summary>
    public static void RollForwardGivenUp(QueueScope scope, TaskUpdated change, Claim attempt, string preparedPath)
    {
        var entry = scope.Index.Find(attempt.Task);
        if (entry is { State: TaskState.Working } && entry.Attempt == attempt.Attempt && !Leases.IsExpired(scope, entry))
        {
            // The reason may be there already: a power cut can keep it and lose the move before it.
            DeleteReason(scope, attempt);
            scope.Store.Disk.Delete(preparedPath);
            return;
        }

        GiveUp(scope, change, attempt, preparedPath);
    }

    /// <summary>Commits and publishes a prepared give-up.</summary>
    public static void GiveUp(QueueScope scope, TaskUpdated change, Claim attempt, string preparedPath)
    {
        if (scope.Index.Find(attempt.Task) is { } entry && (IsAt(entry, attempt, TaskState.Working) || IsAt(entry, attempt, TaskState.Failed) || IsBefore(entry, attempt)))
            MoveToFailed(scope, entry, attempt, TaskState.Failed, new ErrorFile { Kind = ErrorFile.GivenUp, Code = "lease_expired", Problem = change.Reason ?? "", AgentId = change.ClaimedBy, ClaimedBy = change.ClaimedBy });
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

    private static bool IsAt(TaskEntry entry, Claim attempt, TaskState state) => entry.State == state && entry.Attempt == attempt.Attempt;

    /// <summary>Whether a power cut lost the rename of the claim that a change was prepared under: then the task has fewer attempts.</summary>
    private static bool IsBefore(TaskEntry entry, Claim attempt) =>
        entry.State is TaskState.Waiting or TaskState.Working && entry.Attempt < attempt.Attempt;

    private static void Cancel(QueueScope scope, TaskEntry entry, TaskUpdated change, Claim attempt)
    {
        if (entry.Attempt == attempt.Attempt ? entry.State is TaskState.Waiting or TaskState.Working or TaskState.Failed : IsBefore(entry, attempt))
            MoveToFailed(scope, entry, attempt, TaskState.Cancelled, new ErrorFile { Kind = ErrorFile.Cancelled, Code = "cancelled", Problem = change.Reason ?? "", AgentId = change.AgentId, ClaimedBy = change.ClaimedBy });
    }

    /// <summary>A task that is in failed/ already and has a reason is left alone; one without was moved by somebody who died then.</summary>
    private static void MoveToFailed(QueueScope scope, TaskEntry entry, Claim attempt, TaskState state, ErrorFile reason)
    {
        scope.Change();
        var target = scope.Store.Layout.FailedPath(attempt);
        if (entry.State == TaskState.Failed)
        {
            if (scope.Store.Disk.Status(target + QueueLayout.ErrorExtension) is not null) return;
        }
        else if (!scope.Store.Disk.TryRename(scope.Store.Layout.PathOf(entry), target))
        {
            scope.Store.Relocate(scope, entry);
            return;
        }

        // This flushes failed/ too: what is published next must not outlive the move that it tells of.
        scope.WriteReason(attempt, reason with { TaskId = entry.Id.Value, Attempt = attempt.Attempt, Timestamp = scope.Now });
        scope.Upsert(entry with { State = state, Attempt = attempt.Attempt, ClaimedBy = reason.ClaimedBy, ClaimedAt = null, LeaseExpiresAt = null });
    }

    private static void Retry(QueueScope scope, TaskEntry entry)
    {
        scope.Change();
        if (entry.State is TaskState.Failed or TaskState.Cancelled)
        {
            if (!scope.Store.Disk.TryRename(scope.Store.Layout.FailedPath(entry.Claim), scope.Store.Layout.InboxPath(entry.Id, entry.Attempt)))
            {
                scope.Store.Relocate(scope, entry);
                return;
            }

            scope.Upsert(entry with { State = TaskState.Waiting, ClaimedBy = null });
        }
        else if (entry.State != TaskState.Waiting)
        {
            return;
        }

        // Also when somebody died between the two. The reason lives on in the messages; beside no file it would only puzzle.
        DeleteReason(scope, entry.Claim);

        // What is published next must not outlive the move that it tells of.
        scope.Store.Disk.FlushDirectory(scope.Store.Layout.Inbox);
        scope.Store.Disk.FlushDirectory(scope.Store.Layout.Failed);
    }

    private static void DeleteReason(QueueScope scope, Claim attempt) =>
        scope.Store.Disk.Delete(scope.Store.Layout.FailedPath(attempt) + QueueLayout.ErrorExtension);
}

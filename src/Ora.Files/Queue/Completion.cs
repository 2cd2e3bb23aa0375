using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Projects;

namespace Ora.Files.Queue;

/// <summary>
/// The second and third step of a completion: commit (rename out of working/) and publish (rename the prepared result into
/// outbox/). The process that prepared it and a recovery both come here, in any order and any number of times.
/// </summary>
internal static class Completion
{
    private const string FailedCode = "attempts_failed";

    /// <summary>A repetition comes soon after what it repeats, so no more late results of a task are read to find it.</summary>
    private const int LateResultsMax = 20;

    /// <summary>Commits and publishes a prepared result. It is applied, or kept as late, or found to be recorded already.</summary>
    /// <param name="scope">The operation.</param>
    /// <param name="result">The result.</param>
    /// <param name="claim">The claim it was prepared under.</param>
    /// <param name="preparedPath">The prepared file.</param>
    /// <param name="recovering">Whether the writer may have died between commit and publish, which it does under one lock.</param>
    public static CompletionResult Settle(QueueScope scope, TaskComplete result, Claim claim, string preparedPath, bool recovering)
    {
        scope.Change();
        if (IsTaken(scope, result)) (result, preparedPath) = PrepareAgain(scope, result, claim, preparedPath);
        var agent = AgentId.Parse(result.AgentId);
        if (result.Late || WasLate(scope, result)) return PublishLate(scope, result, preparedPath);
        var recorded = scope.Index.FindResult(claim.Task, claim.Attempt);
        if (recorded is not null) return Repeat(scope, result, recorded, preparedPath);
        var entry = scope.Index.Find(claim.Task);
        if (entry is null) return PublishLate(scope, result, preparedPath);
        var target = TargetOf(scope.Store.Layout, entry, claim, result);
        if (recovering && target.State == TaskState.Waiting && IsFurtherOn(entry, claim)) return PublishApplied(scope, result, preparedPath);

        // The rename of the claim itself may be what a power cut lost: then the task lies where it was before, with fewer attempts.
        var claimLost = recovering && entry.State is (TaskState.Waiting or TaskState.Working) && entry.Attempt < claim.Attempt;
        var from = claimLost ? scope.Store.Layout.PathOf(entry) : scope.Store.Layout.WorkingPath(claim, agent);
        var committed = scope.Store.Disk.TryRename(from, target.Path)
            || (recovering && claim.Attempt >= entry.Attempt && WasCommitted(scope, target));
        if (!committed) return PublishLate(scope, result, preparedPath);
        Record(scope, entry, result, claim, target.State);
        scope.Publish(result, MessagePlace.Outbox, preparedPath);
        return ResultOf(target.State);
    }

    /// <summary>Whether another message has the result's id: ids are made without asking anybody, so two processes can make the same one.</summary>
    private static bool IsTaken(QueueScope scope, TaskComplete result) =>
        scope.Index.Find(MessageId.Parse(result.MessageId)) is { } other
        && (other.MessageType != MessageTypes.TaskComplete || other.TaskId != result.TaskId);

    /// <summary>The result under another id. Both files may survive a crash here; the second to be settled is then a repetition.</summary>
    private static (TaskComplete Result, string PreparedPath) PrepareAgain(QueueScope scope, TaskComplete result, Claim claim, string preparedPath)
    {
        var renamed = result with { MessageId = scope.FreeId(result) };
        var path = scope.Store.Layout.PreparedPath(claim, MessageId.Parse(renamed.MessageId));
        scope.Store.Disk.WriteNew(path, MessageFiles.Serialize(renamed), durable: true);
        scope.Store.Disk.FlushDirectory(scope.Store.Layout.Tmp);
        scope.Store.Disk.Delete(preparedPath);
        return (renamed, path);
    }

    /// <summary>
    /// Commits what was published already: a power cut may keep the second rename and lose the first, and the claim's before it. False
    /// when the task's file is not there.
    /// </summary>
    public static bool Redo(QueueScope scope, TaskEntry entry, TaskComplete result)
    {
        scope.Change();
        var claim = new Claim(entry.Id, result.Attempt);
        var target = TargetOf(scope.Store.Layout, entry, claim, result);
        if (!scope.Store.Disk.TryRename(scope.Store.Layout.PathOf(entry), target.Path)) return false;
        Record(scope, entry, result, claim, target.State);
        return true;
    }

    /// <summary>Whether the attempt ended and something else happened to the task since: another claim, or a cancel while it waited.</summary>
    private static bool IsFurtherOn(TaskEntry entry, Claim claim) =>
        entry.Attempt > claim.Attempt || (entry.Attempt == claim.Attempt && entry is { State: TaskState.Cancelled, ClaimedBy: null });

    /// <summary>
    /// A failure whose task is further on: its writer committed it, or the end of the lease did the same, and the power went before it
    /// was published. Only the message is missing.
    /// </summary>
    private static CompletionResult PublishApplied(QueueScope scope, TaskComplete result, string preparedPath)
    {
        scope.Publish(result, MessagePlace.Outbox, preparedPath);
        Reconciler.ApplyToTask(scope, result);
        return CompletionResult.Requeued;
    }

    private static void Record(QueueScope scope, TaskEntry entry, TaskComplete result, Claim claim, TaskState state)
    {
        if (state == TaskState.Failed) scope.WriteReason(claim, ReasonOf(scope, result));
        scope.Upsert(entry with
        {
            State = state,
            Attempt = claim.Attempt,
            ClaimedBy = state == TaskState.Waiting ? null : result.AgentId,
            ClaimedAt = null,
            LeaseExpiresAt = null,
        });
    }

    /// <summary>Whether this result was published as late before its writer died.</summary>
    private static bool WasLate(QueueScope scope, TaskComplete result) =>
        scope.Index.Find(MessageId.Parse(result.MessageId)) is { AppliedAttempt: null } known && known.TaskId == result.TaskId;

    private static (TaskState State, string Path) TargetOf(QueueLayout layout, TaskEntry entry, Claim claim, TaskComplete result) =>
        result.Outcome == TaskOutcome.Completed ? (TaskState.Completed, layout.ProcessedPath(claim.Task))
        : claim.Attempt < entry.MaxAttempts ? (TaskState.Waiting, layout.InboxPath(claim.Task, claim.Attempt))
        : (TaskState.Failed, layout.FailedPath(claim));

    /// <summary>
    /// Whether this result's commit happened before its writer died: the file is where it would have gone, and no result is recorded.
    /// A task that waits again under this attempt after a failure is the same whether the failure or the end of the lease took it
    /// there; one that was cancelled is not ours.
    /// </summary>
    private static bool WasCommitted(QueueScope scope, (TaskState State, string Path) target)
    {
        if (scope.Store.Disk.Status(target.Path) is null) return false;
        if (target.State != TaskState.Failed) return true;
        var reason = UntrustedFile.Read(scope.Store.Disk, target.Path + QueueLayout.ErrorExtension).Content;
        return MessageFiles.ParseError(reason) is null or { Code: FailedCode };
    }

    private static ErrorFile ReasonOf(QueueScope scope, TaskComplete result) => new()
    {
        Kind = ErrorFile.GivenUp,
        Code = FailedCode,
        Problem = result.Summary,
        TaskId = result.TaskId,
        Attempt = result.Attempt,
        AgentId = result.AgentId,
        ClaimedBy = result.AgentId,
        Timestamp = scope.Now,
    };

    private static CompletionResult Repeat(QueueScope scope, TaskComplete result, MessageEntry recorded, string preparedPath)
    {
        if (recorded.Id.Value == result.MessageId)
        {
            // A recovery, or this call's own first try, has published it.
            scope.Store.Disk.Delete(preparedPath);
            return scope.Index.Find(TaskId.Parse(result.TaskId)) is { } entry ? ResultOf(entry.State) : CompletionResult.AlreadyRecorded;
        }

        var path = scope.Store.Layout.MessagePath(recorded.Id, recorded.Place);
        var first = scope.Store.Read(path, recorded.Id.Value).As<TaskComplete>();
        if (first is not null && SaysTheSame(first, result))
            scope.Store.Disk.Delete(preparedPath);
        else
            PublishLate(scope, result, preparedPath); // It says something else, and nothing that was said is dropped.
        return CompletionResult.AlreadyRecorded;
    }

    private static CompletionResult PublishLate(QueueScope scope, TaskComplete result, string preparedPath)
    {
        if (scope.Index.Find(MessageId.Parse(result.MessageId))?.TaskId != result.TaskId && !IsKept(scope, result))
        {
            var late = result with { MessageId = scope.FreeId(result), Late = true };
            scope.Publish(late, MessagePlace.Outbox, scope.WritePart(late, durable: true));
            scope.Store.Disk.FlushDirectory(scope.Store.Layout.Outbox);
        }

        scope.Store.Disk.Delete(preparedPath);
        return CompletionResult.Late;
    }

    /// <summary>Whether the same was kept as late before: an agent repeats a call whose answer it did not get.</summary>
    private static bool IsKept(QueueScope scope, TaskComplete result)
    {
        foreach (var entry in scope.Index.LateResults(TaskId.Parse(result.TaskId), LateResultsMax))
        {
            var kept = scope.Store.Read(scope.Store.Layout.MessagePath(entry.Id, entry.Place), entry.Id.Value).As<TaskComplete>();
            if (kept is null || !SaysTheSame(kept, result)) continue;

            // Who kept it may have died before it flushed the folder.
            scope.Store.Disk.FlushDirectory(scope.Store.Layout.Directory(entry.Place));
            return true;
        }

        return false;
    }

    private static bool SaysTheSame(TaskComplete kept, TaskComplete result) =>
        kept.Attempt == result.Attempt && kept.AgentId == result.AgentId && kept.Outcome == result.Outcome && kept.Summary == result.Summary
        && (kept.Artifacts ?? []).SequenceEqual(result.Artifacts ?? [], StringComparer.Ordinal);

    private static CompletionResult ResultOf(TaskState state) => state switch
    {
        TaskState.Completed => CompletionResult.Completed,
        TaskState.Waiting or TaskState.Working => CompletionResult.Requeued,
        _ => CompletionResult.Failed,
    };
}

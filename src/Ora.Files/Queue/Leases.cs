using Microsoft.Extensions.Logging;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Files.Queue;

/// <summary>
/// Takes claims back whose agent has been silent for the lease time. Any process may do it; the file's mtime decides, and the rename
/// picks one winner.
/// </summary>
internal sealed class Leases(QueueStore store, ILogger log)
{
    /// <summary>The most leases that are looked at in one hold of the lock; the next operation goes on.</summary>
    private const int Batch = 100;

    /// <summary>A file's time may lie this far ahead by the grain of clocks; one further ahead was made under another clock.</summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The last sign of life in a claim's file, or null when it is gone. A time in the future, which would keep the claim until then, is
    /// set to now.
    /// </summary>
    public static DateTimeOffset? LastSign(QueueScope scope, string path)
    {
        if (scope.Store.Disk.Status(path) is not { } status) return null;
        if (status.ModifiedAt <= scope.Now + AheadMax) return status.ModifiedAt;
        return scope.Store.Disk.TryTouch(path, scope.Now) ? scope.Now : null;
    }

    /// <summary>Whether the agent has been silent for the lease time, as the file says.</summary>
    public static bool IsExpired(QueueScope scope, TaskEntry entry) =>
        scope.Store.Disk.Status(scope.Store.Layout.PathOf(entry)) is { } status && status.ModifiedAt + scope.Store.Settings.Lease <= scope.Now;

    /// <summary>Takes back what has expired. Returns how many.</summary>
    public int Expire(QueueScope scope)
    {
        var expired = 0;
        foreach (var entry in scope.Index.LeasesExpiredBefore(scope.Now, Batch))
        {
            var path = store.Layout.PathOf(entry);
            if (LastSign(scope, path) is not { } lastSign)
            {
                store.Relocate(scope, entry);
            }
            else if (lastSign + store.Settings.Lease > scope.Now)
            {
                // Heartbeats touch only the file; the index learns of them here, once per lease.
                scope.Change();
                scope.Upsert(entry with { LeaseExpiresAt = lastSign + store.Settings.Lease });
            }
            else
            {
                TakeBack(scope, entry, "no heartbeat for the lease time");
                expired++;
            }
        }

        return expired;
    }

    /// <summary>Takes a claim back: the attempt is spent, and the task waits again or is given up.</summary>
    public void TakeBack(QueueScope scope, TaskEntry entry, string reason)
    {
        scope.Change();
        var agent = entry.ClaimedBy!;
        var change = new TaskUpdated
        {
            MessageId = store.Ids.NewMessage().Value,
            ProjectName = store.Project.Value,
            AgentId = "",
            Timestamp = scope.Now,
            TaskId = entry.Id.Value,
            Change = entry.Attempt < entry.MaxAttempts ? TaskChange.LeaseExpired : TaskChange.GivenUp,
            Attempt = entry.Attempt,
            ClaimedBy = agent,
            Reason = reason,
        };
        if (change.Change == TaskChange.GivenUp) GiveUp(scope, entry, change);
        else Requeue(scope, entry, change);
    }

    private void Requeue(QueueScope scope, TaskEntry entry, TaskUpdated change)
    {
        if (!store.Disk.TryRename(store.Layout.PathOf(entry), store.Layout.InboxPath(entry.Id, entry.Attempt)))
        {
            store.Relocate(scope, entry);
            return;
        }

        scope.Upsert(entry with { State = TaskState.Waiting, ClaimedBy = null, ClaimedAt = null, LeaseExpiresAt = null });
        FilesLog.LeaseExpired(log, entry.Claim.ToString(), entry.ClaimedBy!);

        // Only news: the folder says all that matters, so a power cut may take this message.
        scope.Publish(change, MessagePlace.Outbox, scope.WritePart(change, durable: false), durable: false);
    }

    private void GiveUp(QueueScope scope, TaskEntry entry, TaskUpdated change)
    {
        var prepared = store.Layout.PreparedPath(entry.Claim, MessageId.Parse(change.MessageId));
        store.Disk.WriteNew(prepared, MessageFiles.Serialize(change), durable: true);
        store.Disk.FlushDirectory(store.Layout.Tmp);
        TaskChanges.GiveUp(scope, change, entry.Claim, prepared);
        FilesLog.GivenUp(log, entry.Id.Value, entry.Attempt, entry.ClaimedBy!);
    }
}

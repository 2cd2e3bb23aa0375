using Microsoft.Extensions.Logging;
using Ora.Core.Errors;
using Ora.Core.Messages;
using Ora.Files.Disk;

namespace Ora.Files.Queue;

/// <summary>
/// Finishes what crashed processes began. A change that was prepared in tmp/ always rolls forward: it is committed if it still can
/// be, published if it was committed, and a result that came too late is published as late. Its writer may be alive and about to do
/// the same; both find out by the files, and the second does nothing.
/// </summary>
internal sealed class TmpRecovery(QueueStore store, ILogger log)
{
    /// <summary>However its writer may look, a write this old will not be finished. A writer that finds its part gone writes it again.</summary>
    private static readonly TimeSpan PartAgeMax = TimeSpan.FromMinutes(10);

    public void RollForward(QueueScope scope)
    {
        // The latest attempt of a task first: only it can have been committed.
        var names = store.Disk.List(store.Layout.Tmp)
            .OrderByDescending(name => PreparedFileName.TryParse(name, out var prepared) ? prepared.Attempt.Attempt : 0)
            .ThenBy(name => name, StringComparer.Ordinal)
            .ToList();
        foreach (var name in names)
        {
            var path = Path.Combine(store.Layout.Tmp, name);
            if (PreparedFileName.TryParse(name, out var prepared)) RollForward(scope, path, prepared);
            else if (name.EndsWith(QueueLayout.PartExtension, StringComparison.Ordinal)) Tidy(scope, path, name);
            else FilesLog.Ignored(log, name, "tmp");
        }
    }

    private void Tidy(QueueScope scope, string path, string name)
    {
        if (store.Disk.Status(path) is not { } status) return;
        if (status.Kind == EntryKind.Directory)
        {
            FilesLog.Ignored(log, name, "tmp");
            return;
        }

        if (!Writers.IsGone(name) && scope.Now - status.ModifiedAt < PartAgeMax) return;
        store.Disk.Delete(path);
        FilesLog.RolledForward(log, name, "an unfinished write that nobody was promised was removed");
    }

    private void RollForward(QueueScope scope, string path, PreparedFileName name)
    {
        var read = store.Read(path, name.Message.Value);
        if (read.Rejection?.Code == UntrustedFile.Gone) return;
        scope.Change();
        try
        {
            RollForward(scope, path, name, read);
        }
        catch (OraException e) when (e.Code == OraErrorCode.InvalidArgument)
        {
            // An id in it that Ora would not have written. Ids are read before anything is moved.
            Refuse(scope, path, new Rejection("invalid_value", e.Argument, e.Problem));
        }
    }

    private void RollForward(QueueScope scope, string path, PreparedFileName name, ReadResult read)
    {
        switch (read.Message)
        {
            case TaskComplete result:
                Completion.Settle(scope, result, name.Attempt, path, recovering: true);
                FilesLog.RolledForward(log, Path.GetFileName(path), "the result was published");
                break;
            case TaskUpdated { Change: TaskChange.GivenUp } change:
                TaskChanges.RollForwardGivenUp(scope, change, name.Attempt, path);
                break;
            case TaskUpdated change:
                TaskChanges.RollForward(scope, change, name.Attempt, path);
                FilesLog.RolledForward(log, Path.GetFileName(path), "the change was applied");
                break;
            case null when read.Rejection!.Code == "no_permission":
                FilesLog.Unreadable(log, Path.GetFileName(path), read.Rejection.Problem);
                break;
            case null when read.Rejection!.Code == "empty" || (read.Rejection.Code == "invalid_json" && IsCutOff(path)):
                // It was cut off while it was written, so it was never acknowledged.
                store.Disk.Delete(path);
                break;
            default:
                Refuse(scope, path, read.Rejection ?? new Rejection("invalid_value", "messageType", "Only a result or a change of a task can be prepared."));
                break;
        }
    }

    private bool IsCutOff(string path) =>
        UntrustedFile.Read(store.Disk, path).Content is [(byte)'{', .., not (byte)'}'];

    // It is not Ora's, and nothing of others is thrown away.
    private void Refuse(QueueScope scope, string path, Rejection rejection) =>
        store.Reject(scope, store.Layout.Tmp, Path.GetFileName(path), rejection);
}

using System.Text;
using Microsoft.Extensions.Logging;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Disk;
using Ora.Files.Projects;

namespace Ora.Files.Queue;

/// <summary>
/// Makes the index agree with the folders, which win every disagreement. It is also the door through which files made by hand come
/// in: what is no message goes to failed/ with the reason, and nothing is ever deleted.
/// </summary>
internal sealed class Reconciler(QueueStore store, ILogger log)
{
    private const int Page = 1_000;

    /// <summary>A file this young that is not valid JSON is probably still being written.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1);

    /// <summary>A forced look may take at most this part of the time: a queue of 100,000 files is not listed in a loop.</summary>
    private const int RestFactor = 20;

    /// <summary>File systems take names of 255 bytes.</summary>
    private const int FailedNameBytes = 210;

    private const int MaxBytesPerChar = 3;

    private readonly TmpRecovery _tmp = new(store, log);

    // The tasks that this look found waiting or out, where the index had them elsewhere or not at all.
    private readonly HashSet<TaskId> _moved = [];
    private long _lookedAt;
    private TimeSpan _rest;

    private QueueLayout Layout => store.Layout;

    private IDisk Disk => store.Disk;

    /// <summary>Looks at all folders, then rolls forward what is left in tmp/.</summary>
    public void LookAtEverything(QueueScope scope)
    {
        scope.Change();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        _moved.Clear();
        LookAtClaimed(scope, seen);
        LookAtEnded(scope, seen);
        TakeInbox(scope, seen);
        DropMissingTasks(scope, seen);
        LookAtMessages(scope, seen);
        DropMissingMessages(scope, seen);
        RedoCommits(scope);
        _tmp.RollForward(scope);
    }

    public void RollForward(QueueScope scope) => _tmp.RollForward(scope);

    /// <summary>Lets the lease of every claim begin now.</summary>
    public void RenewClaims(QueueScope scope)
    {
        TaskId? after = null;
        while (scope.Index.List(TaskState.Working, Page, after) is { Count: > 0 } entries)
        {
            after = entries[^1].Id;
            foreach (var entry in entries)
            {
                if (Disk.TryTouch(Layout.PathOf(entry), scope.Now)) scope.Upsert(entry with { LeaseExpiresAt = scope.Now + store.Settings.Lease });
            }
        }
    }

    /// <summary>
    /// Takes in what was put into inbox/ by others than Ora. Unforced it is one stat when nobody did. Returns whether it looked.
    /// </summary>
    public bool LookAtInbox(QueueScope scope, bool force)
    {
        if (scope.InboxUnchanged())
        {
            scope.InboxSeen = true;
            if (!force) return false;
        }

        _moved.Clear();
        var start = store.Clock.GetTimestamp();
        if (_lookedAt != 0 && store.Clock.GetElapsedTime(_lookedAt, start) < _rest) return false;
        scope.Change();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        scope.InboxSeen = TakeInbox(scope, seen);
        var counts = scope.Index.Counts();
        if (counts.Waiting + counts.Inbox > seen.Count) RelocateMissing(scope, seen);
        _lookedAt = store.Clock.GetTimestamp();
        _rest = store.Clock.GetElapsedTime(start, _lookedAt) * RestFactor;
        return true;
    }

    /// <summary>Finds the file of a task that is not where the index says, and corrects the index.</summary>
    public void Relocate(QueueScope scope, TaskEntry entry)
    {
        scope.Change();
        FilesLog.Relocating(log, entry.Id.Value);
        if (Disk.Status(Layout.ProcessedPath(entry.Id)) is not null) PlaceEnded(scope, entry.Id, TaskState.Completed, attempt: null, claimedBy: null);
        else if (FindIn(Layout.Working, entry.Id) is { Agent: not null, Number: >= 1 } claimed) PlaceClaimed(scope, claimed);
        else if (FindIn(Layout.Inbox, entry.Id) is { Agent: null } waiting) TakeTask(scope, waiting, TaskFileName.Waiting(entry.Id, waiting.Number ?? 0));
        else if (FindIn(Layout.Failed, entry.Id) is { Agent: null, Number: { } last }) TakeFailed(scope, new TaskFileName(entry.Id, last, null), new Claim(entry.Id, last) + QueueLayout.Extension);
        else scope.Remove(entry.Id);
    }

    /// <summary>Moves a file to failed/, with the reason beside it.</summary>
    public void Reject(QueueScope scope, string directory, string name, Rejection rejection)
    {
        scope.Change();
        var kept = FailedName(name);
        var target = Path.Combine(Layout.Failed, kept);
        for (var n = 1; !IsFree(target); n++) target = Path.Combine(Layout.Failed, $"{n}-{kept}");
        var error = new ErrorFile
        {
            Kind = ErrorFile.Rejected,
            Code = rejection.Code,
            Field = rejection.Field,
            Problem = kept == name ? rejection.Problem : $"{rejection.Problem} (Its name was too long to be kept: {name})",
            Timestamp = scope.Now,
        };

        // The reason first, durably: killed in between, the file is still where it was and is rejected again; the other way round it would
        // lie in failed/ for ever, and nothing would tell that it was rejected, or it would pass for a task that was given up.
        try
        {
            var errorPath = target + QueueLayout.ErrorExtension;
            AtomicFile.Replace(Disk, Layout.Tmp, errorPath, MessageFiles.Serialize(error));
            if (TryMove(Path.Combine(directory, name), target))
            {
                FilesLog.Rejected(log, name, rejection.Code, rejection.Problem);
                return;
            }

            Disk.Delete(errorPath);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // failed/ may be closed, or the disk full: one file must not stop all.
        }

        FilesLog.Unreadable(log, name, rejection.Problem);
    }

    // A name that is no text is not found again by the text that it was listed as, and a file may be protected.
    private bool TryMove(string from, string to)
    {
        try
        {
            return Disk.TryRename(from, to);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            return false;
        }
    }

    // Of an earlier try that was cut off there may be a reason without its file; anything else of that name is somebody's.
    private bool IsFree(string target)
    {
        if (Disk.Status(target) is not null) return false;
        var reason = target + QueueLayout.ErrorExtension;
        return Disk.Status(reason) is null || MessageFiles.ParseError(UntrustedFile.Read(Disk, reason).Content)?.Kind == ErrorFile.Rejected;
    }

    // Room must be left for a number before it and for the name of the reason.
    private static string FailedName(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= FailedNameBytes) return name;
        var length = FailedNameBytes / MaxBytesPerChar;
        if (char.IsHighSurrogate(name[length - 1])) length--;
        return name[..length] + QueueLayout.Extension;
    }

    private void LookAtClaimed(QueueScope scope, HashSet<string> seen)
    {
        foreach (var name in Names(Layout.Working))
        {
            if (!TryParseClaimed(name, out var file)) FilesLog.Ignored(log, name, "working");
            else if (seen.Add(file.Task.Value)) PlaceClaimed(scope, file);
            else FilesLog.Ignored(log, name, "working");
        }
    }

    private void LookAtEnded(QueueScope scope, HashSet<string> seen)
    {
        foreach (var name in Names(Layout.Processed))
        {
            if (!TaskFileName.TryParse(name, out var file) || file.Number is not null) continue;
            if (seen.Add(file.Task.Value)) PlaceEnded(scope, file.Task, TaskState.Completed, attempt: null, claimedBy: null);
        }

        foreach (var name in Names(Layout.Failed))
        {
            if (TaskFileName.TryParse(name, out var file) && file is { Number: not null, Agent: null } && !seen.Contains(file.Task.Value) && TakeFailed(scope, file, name))
                seen.Add(file.Task.Value);
        }
    }

    private bool TakeInbox(QueueScope scope, HashSet<string> seen)
    {
        var settled = true;
        var messages = new List<(MessageId Id, string Name)>();
        foreach (var name in Names(Layout.Inbox))
        {
            if (TaskFileName.TryParse(name, out var file) && file.Agent is null) settled &= TakeTask(scope, file, name) is not Taken.Later;
            else if (MessageFileName.TryParse(name, out var message)) messages.Add((message, name));
            else if (!TakeStranger(scope, name)) continue;
            seen.Add(IdOf(name));
        }

        // After the tasks, because a message may say something about one, and by id, which is by time.
        foreach (var (id, name) in messages.OrderBy(message => message.Id.Value, StringComparer.Ordinal)) settled &= TakeMessage(scope, id, name);
        return settled;
    }

    /// <summary>
    /// A task that is behind a result that was applied to it has lost its commit in a power cut, and perhaps the claim before that:
    /// renames that nobody flushed reach the medium in any order.
    /// </summary>
    private void RedoCommits(QueueScope scope)
    {
        foreach (var task in _moved)
        {
            while (scope.Index.Find(task) is { State: TaskState.Waiting or TaskState.Working } entry)
            {
                var next = entry.State == TaskState.Working ? entry.Attempt : entry.Attempt + 1;
                if (scope.Index.FindResult(task, next) is not { } known || ReadResult(known) is not { } result || !Completion.Redo(scope, entry, result)) break;
                FilesLog.RolledForward(log, $"{task}.{next}", "its result is there, so the task was moved after it");
            }
        }
    }

    private TaskComplete? ReadResult(MessageEntry known)
    {
        var name = known.Id.Value + QueueLayout.Extension;
        return Read(Layout.Directory(known.Place), name, known.Id.Value, out _).As<TaskComplete>();
    }

    private enum Taken
    {
        Known,
        New,
        Refused,
        Later,
    }

    private Taken TakeTask(QueueScope scope, TaskFileName file, string name)
    {
        var spent = file.Number ?? 0;
        var known = scope.Index.Find(file.Task);
        if (known is { State: TaskState.Waiting } && known.Attempt == spent) return Taken.Known;
        if (known is not null && Disk.Status(Layout.PathOf(known)) is not null)
        {
            Reject(scope, Layout.Inbox, name, new Rejection("duplicate_id", null, $"A task {file.Task} exists already; give the file another name."));
            return Taken.Refused;
        }

        if (known is not null)
        {
            scope.Upsert(known with { State = TaskState.Waiting, Attempt = spent, ClaimedBy = null, ClaimedAt = null, LeaseExpiresAt = null });
            _moved.Add(file.Task);
            return Taken.Known;
        }

        var read = Read(Layout.Inbox, name, file.Task.Value, out var isYoung);
        if (read.As<TaskAssignment>() is { } task && CheckTask(file.Task, task) is { } problem) read = new ReadResult(null, problem);
        if (read.As<TaskAssignment>() is { } message)
        {
            scope.Upsert(MessageFiles.EntryOf(message, file.Task, store.Settings.MaxAttempts) with { Attempt = spent });
            _moved.Add(file.Task);
            return Taken.New;
        }

        var rejection = read.Rejection ?? new Rejection("invalid_value", "messageType", "A file named task-… must be a NEW_TASK_ASSIGNMENT.");
        if (isYoung && rejection.Code is "invalid_json" or "empty") return Taken.Later;
        Reject(scope, Layout.Inbox, name, rejection);
        return Taken.Refused;
    }

    private static Rejection? CheckTask(TaskId id, TaskAssignment task) =>
        task.Task.DependsOn?.Contains(id.Value) == true
            ? new Rejection("invalid_value", "task.dependsOn", "A task cannot depend on itself.")
            : task.Task.Paths is { } paths && paths.FirstOrDefault(IsOutside) is { } path
                ? new Rejection("invalid_value", "task.paths", $"\"{path}\" must be relative to the project and must not contain \"..\".")
                : null;

    private static bool IsOutside(string glob) => TaskPaths.Problem(glob) is not null;

    private bool TakeMessage(QueueScope scope, MessageId id, string name)
    {
        if (scope.Index.Find(id) is { Place: MessagePlace.Inbox }) return true;
        if (scope.Index.Find(id) is { } known && Disk.Status(Layout.MessagePath(id, known.Place)) is not null)
        {
            Reject(scope, Layout.Inbox, name, new Rejection("duplicate_id", null, $"A message {id} exists already; give the file another name."));
            return true;
        }

        var read = Read(Layout.Inbox, name, id.Value, out var isYoung);
        if (read.Message is { } message and not TaskAssignment && message.AgentId.Length > 0)
        {
            scope.Upsert(MessageFiles.EntryOf(message, MessagePlace.Inbox), isNew: true);
            ApplyToTask(scope, message);
            return true;
        }

        var rejection = read.Rejection ?? new Rejection("invalid_value", "agentId", "A message in inbox/ must name, in agentId, the agent that it is for, and must not be a task.");
        if (isYoung && rejection.Code is "invalid_json" or "empty") return false;
        Reject(scope, Layout.Inbox, name, rejection);
        return true;
    }

    /// <summary>A .json file whose name is no id is refused; anything else (an editor's temporary file) is not ours.</summary>
    private bool TakeStranger(QueueScope scope, string name)
    {
        if (!name.EndsWith(QueueLayout.Extension, StringComparison.OrdinalIgnoreCase) || name.StartsWith('.'))
        {
            FilesLog.Ignored(log, name, "inbox");
            return false;
        }

        Reject(scope, Layout.Inbox, name, new Rejection(
            "invalid_name", null, "The file must be called task-<name>.json, where <name> holds only a-z, 0-9, '-' and '_' and the whole has at most 63 characters before .json."));
        return false;
    }

    private void PlaceClaimed(QueueScope scope, TaskFileName file)
    {
        var known = scope.Index.Find(file.Task);
        var agent = file.Agent!.Value;
        if (known is { State: TaskState.Working } && known.Attempt == file.Number && known.ClaimedBy == agent.Value) return;
        var path = Layout.WorkingPath(new Claim(file.Task, file.Number!.Value), agent);
        var entry = known ?? ReadEntry(path, file.Task);
        if (entry is null) return;
        var lastSign = Leases.LastSign(scope, path) ?? scope.Now;
        _moved.Add(file.Task);
        scope.Upsert(entry with
        {
            State = TaskState.Working,
            Attempt = file.Number.Value,
            ClaimedBy = agent.Value,
            ClaimedAt = lastSign,
            LeaseExpiresAt = lastSign + store.Settings.Lease,
        });
    }

    private bool TakeFailed(QueueScope scope, TaskFileName file, string name)
    {
        var path = Path.Combine(Layout.Failed, name);
        var reason = MessageFiles.ParseError(UntrustedFile.Read(Disk, path + QueueLayout.ErrorExtension).Content);
        if (file.Number is null || reason?.Kind == ErrorFile.Rejected) return false;
        return PlaceEnded(scope, file.Task, reason?.Kind == ErrorFile.Cancelled ? TaskState.Cancelled : TaskState.Failed, file.Number, reason?.ClaimedBy);
    }

    private bool PlaceEnded(QueueScope scope, TaskId task, TaskState state, int? attempt, string? claimedBy)
    {
        var known = scope.Index.Find(task);
        if (known?.State == state && (attempt is null || known.Attempt == attempt)) return true;
        var path = state == TaskState.Completed ? Layout.ProcessedPath(task) : Layout.FailedPath(new Claim(task, attempt!.Value));
        var entry = known ?? ReadEntry(path, task);
        if (entry is null) return false;
        // Who completed it, and in which attempt, the result says: what the index knew may be of a claim that was lost.
        scope.Upsert(entry with { State = state, Attempt = attempt ?? 0, ClaimedBy = claimedBy, ClaimedAt = null, LeaseExpiresAt = null });
        return true;
    }

    private void LookAtMessages(QueueScope scope, HashSet<string> seen)
    {
        var found = new List<(MessageId Id, MessagePlace Place)>();
        foreach (var place in (MessagePlace[])[MessagePlace.Outbox, MessagePlace.Processed])
        {
            foreach (var name in Names(Layout.Directory(place)))
            {
                if (MessageFileName.TryParse(name, out var id) && seen.Add(id.Value)) found.Add((id, place));
            }
        }

        // By id, which is by time: a later change must not be overtaken where order can be seen at all.
        foreach (var (id, place) in found.OrderBy(f => f.Id.Value, StringComparer.Ordinal)) LookAtMessage(scope, id, place);
    }

    private void LookAtMessage(QueueScope scope, MessageId id, MessagePlace place)
    {
        var known = scope.Index.Find(id);
        var mayBeTorn = place == MessagePlace.Outbox && known?.MessageType is MessageTypes.Heartbeat or MessageTypes.TaskUpdated;
        if (known?.Place == place && !mayBeTorn) return;
        if (known is not null && !mayBeTorn)
        {
            scope.Upsert(known with { Place = place, To = null }, isNew: false);
            return;
        }

        var name = id.Value + QueueLayout.Extension;
        var read = Read(Layout.Directory(place), name, id.Value, out var isYoung);
        if (read.Message is not { } message)
        {
            // What needs no flush (a heartbeat, the news of a lease that ended) may be torn by a power cut; anything else was damaged.
            if (isYoung || read.Rejection?.Code == UntrustedFile.Gone) return;
            if (read.Rejection?.Code == UntrustedFile.NoPermission)
            {
                FilesLog.Unreadable(log, name, read.Rejection.Problem); // Whoever owns it may still give it.
                return;
            }

            Reject(scope, Layout.Directory(place), name, read.Rejection ?? new Rejection("invalid_json", null, "The file is no message."));
            scope.Remove(id);
            return;
        }

        if (known?.Place == place) return;
        scope.Upsert(MessageFiles.EntryOf(message, place), isNew: known is null);
        if (message is TaskComplete { Late: false } result && TaskId.TryParse(result.TaskId, out var task)) _moved.Add(task);
        ApplyToTask(scope, message);
    }

    /// <summary>Lets a message that was found say what it knows about its task.</summary>
    public static void ApplyToTask(QueueScope scope, Message message)
    {
        var about = message switch
        {
            TaskComplete m => m.TaskId,
            TaskUpdated m => m.TaskId,
            _ => null,
        };
        if (about is null || !TaskId.TryParse(about, out var task) || scope.Index.Find(task) is not { } entry) return;
        var folded = MessageFiles.Fold(entry, message);
        if (folded != entry) scope.Upsert(folded);
    }

    private void DropMissingTasks(QueueScope scope, HashSet<string> seen)
    {
        foreach (var state in Enum.GetValues<TaskState>())
        {
            TaskId? after = null;
            while (scope.Index.List(state, Page, after) is { Count: > 0 } entries)
            {
                after = entries[^1].Id;
                foreach (var entry in entries.Where(e => !seen.Contains(e.Id.Value) && Disk.Status(Layout.PathOf(e)) is null)) scope.Remove(entry.Id);
            }
        }
    }

    private static void DropMissingMessages(QueueScope scope, HashSet<string> seen)
    {
        foreach (var place in Enum.GetValues<MessagePlace>())
        {
            MessageId? after = null;
            while (scope.Index.List(place, Page, after: after) is { Count: > 0 } entries)
            {
                after = entries[^1].Id;
                foreach (var entry in entries.Where(e => !seen.Contains(e.Id.Value))) scope.Remove(entry.Id);
            }
        }
    }

    private void RelocateMissing(QueueScope scope, HashSet<string> seen)
    {
        TaskId? after = null;
        while (scope.Index.List(TaskState.Waiting, Page, after) is { Count: > 0 } entries)
        {
            after = entries[^1].Id;
            foreach (var entry in entries.Where(e => !seen.Contains(e.Id.Value))) Relocate(scope, entry);
        }
    }

    private TaskEntry? ReadEntry(string path, TaskId task)
    {
        var read = Read(Path.GetDirectoryName(path)!, Path.GetFileName(path), task.Value, out _);
        if (read.As<TaskAssignment>() is { } message) return MessageFiles.EntryOf(message, task, store.Settings.MaxAttempts);
        FilesLog.Unreadable(log, Path.GetFileName(path), read.Rejection?.Problem ?? "");
        return null;
    }

    private ReadResult Read(string directory, string name, string id, out bool isYoung)
    {
        var path = Path.Combine(directory, name);
        isYoung = Disk.Status(path) is { } status && store.Clock.GetUtcNow() - status.ModifiedAt is var age && age >= TimeSpan.Zero && age < SettleTime;
        return store.Read(path, id);
    }

    private IEnumerable<string> Names(string directory) => Disk.List(directory);

    private TaskFileName? FindIn(string directory, TaskId task)
    {
        foreach (var name in Names(directory))
        {
            if (TaskFileName.TryParse(name, out var file) && file.Task == task) return file;
        }

        return null;
    }

    private static bool TryParseClaimed(string name, out TaskFileName file) =>
        TaskFileName.TryParse(name, out file) && file is { Number: >= 1, Agent: not null };

    private static string IdOf(string name) => name[..name.IndexOf('.', StringComparison.Ordinal)];
}

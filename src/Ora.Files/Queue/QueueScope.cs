using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Disk;
using Ora.Files.Locking;
using Ora.Files.Projects;

namespace Ora.Files.Queue;

/// <summary>
/// One operation under the lock. Files are moved first and the index follows in one transaction at the end, because the files are
/// the authority: an index that fails in the middle costs a look at the folders, never a task.
/// </summary>
internal sealed class QueueScope(QueueStore store, IQueueIndex index, FileLock.Holder holder, string? generation, long? inboxNoted) : IDisposable
{
    // From the start, not from the first change: what is read outside a transaction takes and leaves SQLite's locks with every statement.
    private readonly IIndexTransaction _transaction = index.Begin();
    private long? _inboxNoted = inboxNoted;
    private bool _changed;
    private bool _broken;

    public IQueueIndex Index => index;

    public QueueStore Store => store;

    /// <summary>Which filling of the index this is; null for the one of the last resort.</summary>
    public string? Generation => generation;

    public DateTimeOffset Now { get; } = store.Clock.GetUtcNow();

    /// <summary>Whether everything in inbox/ is known to the index, so that its time may be noted at the end.</summary>
    public bool InboxSeen { get; set; }

    /// <summary>Whether the index could not be written, so that it knows less than the folders.</summary>
    public bool IsBroken => _broken;

    /// <summary>The time of inbox/ when everything in it was known to the index, in ticks; null when it is not known.</summary>
    public long? InboxNoted => _inboxNoted;

    /// <summary>Whether inbox/ has its noted time: nobody but Ora has put anything there.</summary>
    public bool InboxUnchanged() => _inboxNoted is { } noted && noted == InboxTime();

    /// <summary>Must be called before the first file is moved.</summary>
    public void Change()
    {
        if (_changed) return;
        InboxSeen = InboxSeen || InboxUnchanged();
        holder.WriteNote(new LockNote(Dirty: true, generation, _inboxNoted).ToString());
        _changed = true;
    }

    public void Upsert(TaskEntry entry)
    {
        Write(() => index.Upsert(entry));
        Write(() => index.Enqueue(entry.Id.Value));
    }

    public void Upsert(MessageEntry entry, bool isNew)
    {
        Write(() => index.Upsert(entry));
        if (isNew) Write(() => index.Enqueue(entry.Id.Value));
    }

    public void Remove(TaskId id) => Write(() => index.Remove(id));

    public void Remove(MessageId id) => Write(() => index.Remove(id));

    /// <summary>The message's id, or a new one when another message has it: between processes ids can clash.</summary>
    /// <param name="message">The message.</param>
    /// <param name="after">The last change. When it was made under a clock that was set back since, the new id still sorts after it: changes are replayed by id.</param>
    public string FreeId(Message message, string? after = null)
    {
        var id = MessageId.Parse(message.MessageId);
        if (after is not null && string.CompareOrdinal(id.Value, after) <= 0 && store.Ids.CatchUpWith(MessageId.Parse(after))) id = store.Ids.NewMessage();
        while (index.Find(id) is not null) id = store.Ids.NewMessage();
        return id.Value;
    }

    /// <summary>Makes a message durable under a name of its own in tmp/ and returns the path. It is not visible yet.</summary>
    public string WritePart(Message message, bool durable)
    {
        var path = store.Layout.PartPath(message.MessageId, Writers.NewName());
        store.Disk.WriteNew(path, MessageFiles.Serialize(message), durable);
        return path;
    }

    /// <summary>Makes a message visible in a place, from a part or from its content when the part is gone.</summary>
    public void Publish(Message message, MessagePlace place, string part, bool durable = true)
    {
        Change();
        var id = MessageId.Parse(message.MessageId);
        var path = store.Layout.MessagePath(id, place);
        if (!store.Disk.TryRename(part, path) && store.Disk.Status(path) is null)
            store.Disk.TryRename(WritePart(message, durable), path);
        Upsert(MessageFiles.EntryOf(message, place), isNew: true);
    }

    /// <summary>Writes the reason beside a task that ends in failed/.</summary>
    public void WriteReason(Claim attempt, ErrorFile reason)
    {
        var path = store.Layout.FailedPath(attempt) + QueueLayout.ErrorExtension;
        AtomicFile.Replace(store.Disk, store.Layout.Tmp, path, MessageFiles.Serialize(reason));
    }

    public void Finish()
    {
        if (!_changed) return;
        if (InboxSeen) _inboxNoted = InboxTime();
        Write(_transaction.Commit);
        if (!_broken) holder.WriteNote(new LockNote(Dirty: generation is null, generation ?? "scan", _inboxNoted).ToString());
    }

    public void Dispose() => _transaction.Dispose();

    private void Write(Action write)
    {
        if (_broken) return;
        try
        {
            write();
        }
        catch (IndexUnavailableException)
        {
            _broken = true; // The note stays dirty: the next holder of the lock looks at the folders.
        }
    }

    private long InboxTime() => store.Disk.Status(store.Layout.Inbox)?.ModifiedAt.UtcTicks ?? 0;
}

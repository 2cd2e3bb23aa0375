using System.Globalization;
using Microsoft.Extensions.Logging;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Core.Queue;
using Ora.Files.Disk;
using Ora.Files.Locking;
using Ora.Files.Projects;

namespace Ora.Files.Queue;

/// <summary>
/// The folders, their index and the lock that keeps the two in step. Every operation of the queue that moves a task or message runs
/// here, under the lock.
/// </summary>
/// <remarks>
/// The lock file carries a note from one holder to the next: <c>C &lt;generation&gt; &lt;time&gt;</c> (clean) or <c>D …</c> (dirty:
/// files are being moved). Whoever finds D knows that the last holder died in the middle and looks at all folders first. Whoever
/// finds a generation other than that of its open index knows that the index was replaced under it. Whoever finds another time than
/// inbox/ has knows that somebody put a file there. So a kill at any instant, a deleted or damaged index, a restored backup and a
/// dropped file are all seen by the next operation, at the price of one 64-byte read.
/// </remarks>
internal sealed class QueueStore : IDisposable
{
    private const int MaxTries = 4;
    private const string BootNote = "boot";
    private const long BootToleranceSeconds = 10;
    private static readonly TimeSpan FallbackRetry = TimeSpan.FromSeconds(30);

    private readonly IQueueIndex _index;
    private readonly FileLock _lock;
    private readonly Reconciler _reconciler;
    private readonly ILogger _log;
    private string? _generation;
    private string? _bootNotedIn;
    private long _bootNoted;
    private bool _mustStartOver;
    private long? _withoutIndexSince;

    public QueueStore(ProjectFolder folder, IDisk disk, IQueueIndex index, IdSource ids, TimeProvider timeProvider, ILogger log)
    {
        Layout = folder.Queue;
        Settings = folder.Settings;
        Disk = disk;
        Ids = ids;
        Clock = timeProvider;
        Reader = new MessageReader(folder.Name);
        Project = folder.Name;
        _index = index;
        _log = log;
        _lock = new FileLock(folder.WriteLockPath, disk, timeProvider);
        _reconciler = new Reconciler(this, log);
    }

    public QueueLayout Layout { get; }

    public ProjectSettings Settings { get; }

    public ProjectName Project { get; }

    public IDisk Disk { get; }

    public IdSource Ids { get; }

    public TimeProvider Clock { get; }

    public MessageReader Reader { get; }

    public IWriteLock WriteLock => _lock;

    /// <summary>Why the index is not used, or null.</summary>
    public string? Degraded { get; private set; }

    /// <summary>Runs an operation under the lock, with an index that agrees with the folders.</summary>
    /// <remarks>
    /// When the index fails while it is read, the operation is run again on a new one: an operation reads what it needs of the index
    /// before it moves a file that it cannot move twice. When the index fails while it is written, the files stand and the index is
    /// marked dirty.
    /// </remarks>
    public async ValueTask<T> RunAsync<T>(Func<QueueScope, T> operation, CancellationToken cancellationToken)
    {
        using var holder = await _lock.EnterAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            QueueScope? scope = null;
            try
            {
                scope = Enter(holder);
                var result = operation(scope);
                scope.Finish();
                return result;
            }
            catch (IndexUnavailableException e) when (attempt < MaxTries)
            {
                FilesLog.IndexUnavailable(_log, e.Message, e);
                GiveIndexAnotherChance(attempt, e);
            }
            catch (Exception e) when (StorageFailure.Is(e))
            {
                throw StorageFailure.Refusal(e);
            }
            finally
            {
                scope?.Dispose();
            }
        }
    }

    /// <summary>Drops the index and looks at every folder.</summary>
    public ValueTask<bool> RebuildAsync(CancellationToken cancellationToken)
    {
        _mustStartOver = true;
        return RunAsync(_ => true, cancellationToken);
    }

    /// <summary>Rolls forward what is left in tmp/ and takes in what lies in inbox/.</summary>
    public ValueTask<bool> RecoverAsync(CancellationToken cancellationToken) => RunAsync(
        scope =>
        {
            _reconciler.LookAtInbox(scope, force: true);
            _reconciler.RollForward(scope);
            return true;
        },
        cancellationToken);

    /// <summary>Takes in files that were dropped into inbox/ unseen; for when the index offers nothing.</summary>
    public bool LookAgain(QueueScope scope) => _reconciler.LookAtInbox(scope, force: true);

    /// <summary>Corrects the index about one task whose file was not where the index said.</summary>
    public void Relocate(QueueScope scope, TaskEntry entry) => _reconciler.Relocate(scope, entry);

    /// <summary>Reads a message from a file that anybody may have made.</summary>
    public ReadResult Read(string path, string id)
    {
        var (content, problem) = UntrustedFile.Read(Disk, path);
        return content is null ? new ReadResult(null, problem) : Reader.Read(content, id);
    }

    /// <summary>Puts a file that is no message into failed/, with the reason beside it.</summary>
    public void Reject(QueueScope scope, string directory, string name, Rejection rejection) => _reconciler.Reject(scope, directory, name, rejection);

    public void Dispose()
    {
        _index.Dispose();
        _lock.Dispose();
    }

    /// <summary>A scope on an index that agrees with the folders.</summary>
    private QueueScope Enter(FileLock.Holder holder)
    {
        if (_withoutIndexSince is { } since && Clock.GetElapsedTime(since) < FallbackRetry) return new QueueScope(this, Scan(holder), holder, _generation, inboxNoted: null);
        _withoutIndexSince = null;
        var note = LockNote.Parse(holder.ReadNote());
        _generation ??= _index.Open();
        if (_generation is not null && _generation == note.Generation && _index.IsReplaced)
        {
            // By somebody else than Ora, who would have said so in the note: whatever lies there now may know less than the folders.
            _mustStartOver = true;
        }
        else if (_generation is null || _generation != note.Generation)
        {
            _index.Close();
            _generation = _index.Open();
        }

        var inboxNoted = note.InboxTicks;
        if (_mustStartOver || _generation is null || _generation != note.Generation) inboxNoted = StartOver(holder);
        else if (Rebooted(out var wasKnown)) inboxNoted = LookAtEverything(holder, inboxNoted, renewClaims: wasKnown);
        else if (note.Dirty) inboxNoted = LookAtEverything(holder, inboxNoted);
        Degraded = null;
        return LookAtInbox(holder, inboxNoted);
    }

    private long? StartOver(FileLock.Holder holder)
    {
        FilesLog.IndexStartedOver(_log);
        var generation = Ids.NewMessage().Value[MessageId.Prefix.Length..];
        _index.Reset(generation);
        _mustStartOver = false;
        _generation = generation;
        return LookAtEverything(holder, inboxNoted: null);
    }

    private long? LookAtEverything(FileLock.Holder holder, long? inboxNoted, bool renewClaims = false)
    {
        using var scope = new QueueScope(this, _index, holder, _generation, inboxNoted);
        scope.Change();
        _reconciler.LookAtEverything(scope);
        if (renewClaims) _reconciler.RenewClaims(scope);
        scope.Index.SetNote(BootNote, BootSeconds().ToString(CultureInfo.InvariantCulture));
        FinishLook(scope);
        return scope.InboxNoted;
    }

    /// <summary>What was taken in is kept by itself: the operation that follows may refuse, and undo its own part.</summary>
    private QueueScope LookAtInbox(FileLock.Holder holder, long? inboxNoted)
    {
        var scope = new QueueScope(this, _index, holder, _generation, inboxNoted);
        try
        {
            if (!_reconciler.LookAtInbox(scope, force: false)) return scope;
            FinishLook(scope);
        }
        catch
        {
            scope.Dispose();
            throw;
        }

        scope.Dispose();
        return new QueueScope(this, _index, holder, _generation, scope.InboxNoted);
    }

    // An operation on an index that could not take in what the look found would believe it: a claim given out just now is in no index.
    private static void FinishLook(QueueScope scope)
    {
        scope.Finish();
        if (scope.IsBroken) throw new IndexUnavailableException("The index cannot be written.");
    }

    /// <summary>
    /// After a power cut the index may know less, or more, than the folders do, and nothing is marked dirty: so the first look after
    /// a boot is a thorough one. A machine that slept, or whose clock was set, looks like a boot to this; then agents that still live
    /// had no chance to show it, so all claims are given a whole lease again.
    /// </summary>
    private bool Rebooted(out bool wasKnown)
    {
        wasKnown = true;

        // The index is asked again only when the clock or the index is another one than at the last look.
        if (_bootNotedIn == _generation && IsThisBoot(_bootNoted)) return false;
        var known = _index.GetNote(BootNote);
        wasKnown = known is not null;
        if (!long.TryParse(known, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) || !IsThisBoot(seconds)) return true;
        (_bootNotedIn, _bootNoted) = (_generation, seconds);
        return false;
    }

    private bool IsThisBoot(long seconds) => Math.Abs(BootSeconds() - seconds) <= BootToleranceSeconds;

    private long BootSeconds() => Clock.GetUtcNow().ToUnixTimeSeconds() - (long)Clock.GetElapsedTime(0, Clock.GetTimestamp()).TotalSeconds;

    /// <summary>The index of the last resort: made of the folders for one operation, then thrown away.</summary>
    private MemoryQueueIndex Scan(FileLock.Holder holder)
    {
        var index = new MemoryQueueIndex();
        using var scope = new QueueScope(this, index, holder, generation: null, inboxNoted: null);
        scope.Change();
        _reconciler.LookAtEverything(scope);
        scope.Finish();
        return index;
    }

    /// <summary>First it is opened again, then made anew; if that fails too, the folders alone must do for a while.</summary>
    private void GiveIndexAnotherChance(int failures, IndexUnavailableException e)
    {
        _generation = null;
        _index.Close();
        if (failures == 2) _mustStartOver = true;
        if (failures < 3) return;
        _withoutIndexSince = Clock.GetTimestamp();
        Degraded = $"the queue index cannot be used ({e.Message}); every call looks through the folders instead";
        FilesLog.GoingOnWithoutIndex(_log, e.Message);
    }
}

/// <summary>
/// What the last holder of the lock left: whether it finished, which index it wrote to, and the time of inbox/ when that index knew all
/// that lay there.
/// </summary>
internal readonly record struct LockNote(bool Dirty, string? Generation, long? InboxTicks)
{
    public static LockNote Parse(string text)
    {
        var parts = text.Split(' ');
        if (parts is not ["C" or "D", var generation, ..] || generation.Length == 0) return new LockNote(true, null, null);
        var isKnown = long.TryParse(parts.ElementAtOrDefault(2), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks);
        return new LockNote(parts[0] == "D", generation, isKnown ? ticks : null);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Dirty ? 'D' : 'C')} {Generation} {InboxTicks}");
}

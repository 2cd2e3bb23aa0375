using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Ids;
using Ora.Core.Queue;
using Ora.Files.Disk;
using Ora.Files.Queue;
using Ora.Files.Tests.Disk;
using Ora.Invariants;

namespace Ora.Files.Tests.Faults;

/// <summary>What a power cut leaves of a file that nobody flushes: the index, or the note in the lock file.</summary>
internal enum Remains
{
    /// <summary>Its last state.</summary>
    Newest,

    /// <summary>Its state before the operation.</summary>
    Older,

    /// <summary>Nothing.</summary>
    Lost,
}

/// <summary>
/// One machine with the queue of a project: its folders on a disk that forgets, and an index and a lock note that survive a power cut
/// in their own ways. The index is the one in memory, which the contract suite holds equal to the database.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    /// <summary>Longer than an unfinished write is left alone, shorter than a lease.</summary>
    private static readonly TimeSpan Off = TimeSpan.FromMinutes(11);

    private readonly QueueWorld _world;
    private readonly Func<IDisk, IDisk> _through;
    private readonly List<FileTaskQueue> _running = [];
    private MemoryQueueIndex _index = new();
    private IIndexTransaction? _olderIndex;
    private byte[] _olderNote = [];

    /// <param name="world">The project; everything of an earlier machine on it is forgotten.</param>
    /// <param name="through">What lies between the queue and its disk.</param>
    public Machine(QueueWorld world, Func<IDisk, IDisk>? through = null)
    {
        _world = world;
        _through = through ?? (disk => disk);
        File.Delete(world.Folder.WriteLockPath);
        Disk = new VolatileDisk(world.Clock);
        Driver = new Driver(world, Drop);
    }

    public VolatileDisk Disk { get; private set; }

    public Driver Driver { get; }

    public QueueFacts Facts => QueueFacts.Read(new Reader(this));

    /// <summary>Starts a process.</summary>
    /// <param name="changesUntilDeath">The change to the disk at which it dies.</param>
    public FileTaskQueue Start(int changesUntilDeath = int.MaxValue)
    {
        var disk = _through(new CutDisk(Disk, changesUntilDeath));
        var ids = new IdSource(_world.Clock, new Random(_running.Count + 2));
        var queue = new FileTaskQueue(_world.Folder, disk, _index, ids, _world.Clock, NullLogger<FileTaskQueue>.Instance);
        _running.Add(queue);
        return queue;
    }

    /// <summary>Remembers the index and the lock note as they are, for a power cut that leaves older ones.</summary>
    public void NoteState()
    {
        _olderIndex = _index.Begin();
        _olderNote = File.ReadAllBytes(_world.Folder.WriteLockPath);
    }

    /// <summary>Cuts the power, and turns it on again after some minutes.</summary>
    public async Task CutPowerAsync(Survival survival, Remains index, Remains note)
    {
        await StopAsync();
        Disk = Disk.AfterPowerCut(survival);
        if (index != Remains.Older) _olderIndex?.Commit();
        _olderIndex?.Dispose();
        _olderIndex = null;
        if (index == Remains.Lost) _index = new MemoryQueueIndex();
        if (note != Remains.Newest) await File.WriteAllBytesAsync(_world.Folder.WriteLockPath, note == Remains.Older ? _olderNote : []);
        Driver.Acknowledged.LosePower();
        _world.Clock.Boot(Off);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        foreach (var queue in _running) await queue.DisposeAsync();
        _running.Clear();
    }

    private void Drop(string name, string content)
    {
        var inbox = _world.Folder.Queue.Inbox;
        Disk.WriteNew(Path.Combine(inbox, name), System.Text.Encoding.UTF8.GetBytes(content), durable: true);
        Disk.FlushDirectory(inbox);
    }

    private sealed class Reader(Machine machine) : IQueueReader
    {
        public IEnumerable<string> List(string folder) => machine.Disk.List(Path.Combine(machine._world.QueueRoot, folder));

        public byte[]? Read(string folder, string name) => machine.Disk.TryRead(Path.Combine(machine._world.QueueRoot, folder, name), int.MaxValue - 1);
    }
}

using Ora.Files.Disk;
using Ora.Files.Locking;

namespace Ora.Files.Tests.Locking;

public sealed class FileLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ora-lock-");
    private readonly RealDisk _disk = new();

    private static CancellationToken Token => QueueWorld.Token;

    private string LockPath => Path.Combine(_folder.FullName, "ora.lock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Enter_ManyHolders_OneAtATime()
    {
        var inside = 0;
        var most = 0;
        var entries = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 4), Token, async (_, token) =>
        {
            using var @lock = new FileLock(LockPath, _disk, TimeProvider.System);
            for (var n = 0; n < 200; n++)
            {
                using var holder = await @lock.EnterAsync(token);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                entries++;
                Interlocked.Decrement(ref inside);
            }
        });

        Assert.Equal((1, 800), (most, entries));
    }

    [Fact]
    public async Task Note_OfOneHolder_IsReadByTheNext()
    {
        using var first = new FileLock(LockPath, _disk, TimeProvider.System);
        using var second = new FileLock(LockPath, _disk, TimeProvider.System);
        using (var holder = await first.EnterAsync(Token))
        {
            Assert.Equal("", holder.ReadNote());
            holder.WriteNote("D a-long-note-of-the-first-holder");
            holder.WriteNote("C short");
        }

        using var next = await second.EnterAsync(Token);
        Assert.Equal("C short", next.ReadNote());
    }

    [Fact]
    public async Task Enter_HeldByAnother_WaitsForIt()
    {
        using var first = new FileLock(LockPath, _disk, TimeProvider.System);
        using var second = new FileLock(LockPath, _disk, TimeProvider.System);
        var holder = await first.EnterAsync(Token);
        var released = false;
        var waiting = Task.Run(
            async () =>
            {
                using var next = await second.EnterAsync(Token);
                return Volatile.Read(ref released);
            },
            Token);

        Volatile.Write(ref released, true);
        holder.Dispose();

        Assert.True(await waiting);
    }

    [Fact]
    public async Task Dispose_Twice_ReleasesOnce()
    {
        using var @lock = new FileLock(LockPath, _disk, TimeProvider.System);
        var holder = await @lock.EnterAsync(Token);
        holder.Dispose();
        holder.Dispose();

        using var first = await @lock.EnterAsync(Token);
        var second = @lock.EnterAsync(Token);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task Enter_FileWasReplacedWhileItWasOpen_LocksTheOneThatIsThere()
    {
        using var first = new FileLock(LockPath, _disk, TimeProvider.System);
        using (var holder = await first.EnterAsync(Token)) holder.WriteNote("C old");
        File.Delete(LockPath);
        using var second = new FileLock(LockPath, _disk, TimeProvider.System);
        using (var holder = await second.EnterAsync(Token)) holder.WriteNote("C new");

        var held = await first.EnterAsync(Token);

        Assert.Equal("C new", held.ReadNote());
        var waiting = second.EnterAsync(Token).AsTask();
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task Enter_HolderDoesNotReleaseIt_IsRefusedAndTheWaitIsTakenUpAgain()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var first = new FileLock(LockPath, _disk, clock);
        using var second = new FileLock(LockPath, _disk, clock);
        var holder = await first.EnterAsync(Token);
        for (var n = 0; n < 3; n++)
        {
            var waiting = second.EnterAsync(Token).AsTask();
            clock.Advance(TimeSpan.FromSeconds(Core.Limits.LockWaitSeconds + 1));
            var error = await Assert.ThrowsAsync<Core.Errors.OraException>(() => waiting);
            Assert.Equal(Core.Errors.OraErrorCode.Unavailable, error.Code);
            if (OperatingSystem.IsLinux()) Assert.Contains($"process {Environment.ProcessId} (running)", error.Problem, StringComparison.Ordinal);
        }

        holder.Dispose();
        using (await second.EnterAsync(Token))
        {
        }

        using (await first.EnterAsync(Token))
        {
        }
    }

    [Fact]
    public async Task Enter_WaitWasGivenUpForGood_DoesNotKeepTheLock()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var first = new FileLock(LockPath, _disk, clock);
        using var second = new FileLock(LockPath, _disk, clock);
        using var third = new FileLock(LockPath, _disk, TimeProvider.System);
        var holder = await first.EnterAsync(Token);
        var waiting = second.EnterAsync(Token).AsTask();
        clock.Advance(TimeSpan.FromSeconds(Core.Limits.LockWaitSeconds + 1));
        await Assert.ThrowsAsync<Core.Errors.OraException>(() => waiting);

        holder.Dispose();

        using (await third.EnterAsync(Token))
        {
        }
    }
}

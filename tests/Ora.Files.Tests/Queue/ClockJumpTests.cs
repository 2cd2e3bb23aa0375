using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Queue;
using Ora.Sqlite;
using Ora.Sqlite.Queue;

namespace Ora.Files.Tests.Queue;

/// <summary>The wall clock is set forward or back by a day while tasks are out; what has passed is something else.</summary>
public sealed class ClockJumpTests : IAsyncDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan MoreThanALease = TimeSpan.FromMinutes(16);

    private readonly QueueWorld _world = new();
    private readonly SetClock _clock = new();
    private readonly List<FileTaskQueue> _queues = [];

    private static CancellationToken Token => QueueWorld.Token;

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues) await queue.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Complete_ClockWasSetMeanwhile_IsAppliedAndNobodyElseGotTheTask(int days)
    {
        var (owner, rival) = (Open(), Open());
        await _world.PutAsync(owner);
        var claim = (await owner.ClaimAsync(QueueWorld.Agent("owner"), Token)).Task!.Entry.Claim;
        _clock.Set(days * Day);
        Assert.Null((await rival.ClaimAsync(QueueWorld.Agent("rival"), Token)).Task);
        Assert.Equal(CompletionResult.Completed, await owner.CompleteAsync(claim, AgentId.Parse("owner"), _world.NewResult(), Token));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(-1, false)]
    [InlineData(-1, true)]
    public async Task Claim_OwnerIsSilentSinceTheClockWasSet_IsGivenToAnotherAfterALease(int days, bool indexIsLost)
    {
        var owner = Open();
        await _world.PutAsync(owner);
        await owner.ClaimAsync(QueueWorld.Agent("owner"), Token);
        _clock.Set(days * Day);
        if (indexIsLost) File.Delete(_world.Folder.DatabasePath);
        var rival = Open();
        Assert.Null((await rival.ClaimAsync(QueueWorld.Agent("rival"), Token)).Task);
        _clock.Pass(MoreThanALease);
        Assert.Equal(2, (await rival.ClaimAsync(QueueWorld.Agent("rival"), Token)).Task!.Entry.Attempt);
    }

    [Fact]
    public async Task Claim_FileOfAClaimHasATimeInTheFuture_IsGivenToAnotherAfterALease()
    {
        var queue = Open();
        await _world.PutAsync(queue);
        await queue.ClaimAsync(QueueWorld.Agent("owner"), Token);
        var file = Path.Combine(_world.QueueRoot, "working", _world.Names("working").Single());
        File.SetLastWriteTimeUtc(file, _clock.GetUtcNow().UtcDateTime + Day);
        _clock.Pass(MoreThanALease);
        Assert.Null((await queue.ClaimAsync(QueueWorld.Agent("rival"), Token)).Task);
        _clock.Pass(MoreThanALease);
        Assert.Equal(2, (await queue.ClaimAsync(QueueWorld.Agent("rival"), Token)).Task!.Entry.Attempt);
    }

    [Fact]
    public async Task Update_ByAnotherProcessAfterTheClockWasSetBack_IsTheLastWord()
    {
        var first = Open();
        var task = await _world.PutAsync(first);
        await first.UpdateAsync(NewChange(task) with { Priority = TaskPriority.Critical }, Token);
        _clock.Set(-Day);
        Assert.Equal(TaskPriority.Low, (await Open().UpdateAsync(NewChange(task) with { Priority = TaskPriority.Low }, Token)).Priority);

        var rebuilt = Open();
        await rebuilt.RebuildAsync(Token);
        Assert.Equal(TaskPriority.Low, (await rebuilt.FindAsync(task, Token))!.Priority);
    }

    private TaskUpdated NewChange(TaskId task) => _world.NewChange(task) with { MessageId = new IdSource(_clock, new Random(7)).NewMessage().Value };

    private FileTaskQueue Open()
    {
        var queue = new FileTaskQueue(
            _world.Folder, new SqliteQueueIndex(new OraDatabase(_world.Folder.DatabasePath)), new IdSource(_clock, new Random(_queues.Count)), _clock, NullLogger<FileTaskQueue>.Instance);
        _queues.Add(queue);
        return queue;
    }

    /// <summary>A clock that can be set without time passing.</summary>
    private sealed class SetClock : TimeProvider
    {
        private TimeSpan _passed = TimeSpan.FromHours(1);
        private TimeSpan _set;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Set(TimeSpan by) => _set += by;

        public void Pass(TimeSpan time) => _passed += time;

        public override long GetTimestamp() => _passed.Ticks;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2031, 5, 4, 12, 0, 0, TimeSpan.Zero) + _passed + _set;
    }
}

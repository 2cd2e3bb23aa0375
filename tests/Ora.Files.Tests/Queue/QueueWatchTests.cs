using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Ids;
using Ora.Core.Queue;
using Ora.Files.Projects;
using Ora.Files.Queue;
using Ora.Sqlite;
using Ora.Sqlite.Queue;

namespace Ora.Files.Tests.Queue;

/// <summary>These run on the real clock: the operating system's notices are what is tested, and a limit on the wait is a failure.</summary>
public sealed class QueueWatchTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly QueueWorld _world = new();

    private static CancellationToken Token => QueueWorld.Token;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Wait_AnotherQueuePutsATask_IsWokenByIt()
    {
        await using var queue = OpenOnRealClock();
        using var watch = queue.Watch();
        var wait = WaitForTaskAsync(queue, watch);

        var id = await _world.PutAsync(_world.Open());

        Assert.Equal(id, (await wait).Entry.Id);
    }

    [Fact]
    public async Task Wait_FileDroppedByHand_IsWokenByIt()
    {
        await using var queue = OpenOnRealClock();
        using var watch = queue.Watch();
        var wait = WaitForTaskAsync(queue, watch);

        _world.Drop("inbox", "task-hand.json", """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"By hand"}}""");

        Assert.Equal("task-hand", (await wait).Entry.Id.Value);
    }

    [Fact]
    public async Task Wait_NothingHappens_EndsInTime()
    {
        await using var queue = OpenOnRealClock();
        using var watch = queue.Watch();

        Assert.False(await watch.WaitAsync(TimeSpan.FromMilliseconds(20), Token));
    }

    [Fact]
    public async Task Wait_Cancelled_Throws()
    {
        await using var queue = OpenOnRealClock();
        using var watch = queue.Watch();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var wait = watch.WaitAsync(Long, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await wait);
    }

    private FileTaskQueue OpenOnRealClock() => new(
        ProjectFolder.Open(_world.Root, ProjectName.Parse("demo")),
        new SqliteQueueIndex(new OraDatabase(_world.Folder.DatabasePath)),
        new IdSource(TimeProvider.System, new Random(5)),
        TimeProvider.System,
        NullLogger<FileTaskQueue>.Instance);

    private static async Task<ClaimedTask> WaitForTaskAsync(FileTaskQueue queue, IQueueWatch watch)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Long);
        while (true)
        {
            if ((await queue.ClaimAsync(QueueWorld.Agent(), limit.Token)).Task is { } task) return task;
            await watch.WaitAsync(Long, limit.Token);
        }
    }
}

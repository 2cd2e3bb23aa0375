using Ora.Core.Ids;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Sqlite.Memory;
using Ora.Sqlite.Queue;
using Ora.Sqlite.State;
using Xunit;

namespace Ora.Sqlite.Tests.State;

/// <summary>State and memory when the file is not what it should be: they say so, and follow when the queue has made it anew.</summary>
public sealed class ProjectionFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OneWriter _writer = new();
    private readonly OraDatabase _database;
    private readonly SqliteQueueIndex _index;
    private readonly SqliteStateStore _state;
    private readonly SqliteMemoryIndex _memory;

    public ProjectionFailureTests()
    {
        _database = new OraDatabase(_folder.DatabasePath) { BusyTimeoutMilliseconds = 10 };
        _index = new SqliteQueueIndex(_database);
        _state = new SqliteStateStore(_database, _writer);
        _memory = new SqliteMemoryIndex(_database, _writer);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _index.Dispose();
        _database.Dispose();
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Use_NoFile_IsUnavailableAndMakesNone()
    {
        await RequireUnavailableAsync();

        Assert.False(File.Exists(_folder.DatabasePath));
    }

    [Fact]
    public async Task Use_EmptyFile_IsUnavailable()
    {
        await File.WriteAllTextAsync(_folder.DatabasePath, "", Cancellation);

        await RequireUnavailableAsync();
    }

    [Fact]
    public async Task Use_NoDatabase_IsUnavailable()
    {
        await File.WriteAllTextAsync(_folder.DatabasePath, new string('x', 5_000), Cancellation);

        await RequireUnavailableAsync();
    }

    [Fact]
    public async Task Use_OtherVersion_IsUnavailable()
    {
        _index.Reset("one");
        _folder.Sql("PRAGMA user_version = 99");

        await RequireUnavailableAsync();
    }

    [Fact]
    public async Task Use_PagesOverwritten_IsUnavailable()
    {
        _index.Reset("one");
        _index.Close();
        using (var file = File.OpenWrite(_folder.DatabasePath))
        {
            file.Seek(4096, SeekOrigin.Begin);
            file.Write(new byte[file.Length - 4096]);
        }

        await RequireUnavailableAsync();
    }

    [Fact]
    public async Task Write_DatabaseLocked_IsUnavailableAndReadsGoOn()
    {
        _index.Reset("one");
        await FillAsync();
        using var transaction = _index.Begin();

        await Assert.ThrowsAsync<IndexUnavailableException>(async () => await ApplyAsync(Beat("msg-9")));

        Assert.Single(await _state.TasksAsync(new TaskFilter(), Cancellation));
    }

    [Fact]
    public async Task IndexReset_FileKept_DropsStateAndMemoryToo()
    {
        _index.Reset("one");
        await FillAsync();

        _index.Reset("two");

        await RequireEmptyAsync();
        await FillAsync();
    }

    [Fact]
    public async Task IndexReset_FileReplaced_IsFollowed()
    {
        _index.Reset("one");
        await FillAsync();
        _index.Close();
        foreach (var file in Directory.GetFiles(_folder.Path)) File.Delete(file);

        await RequireUnavailableAsync();
        _index.Reset("two");

        await RequireEmptyAsync();
        await FillAsync();
    }

    [Fact]
    public async Task Write_EightWritersAndReaders_LosesNothing()
    {
        const int Writers = 8;
        const int Batches = 25;
        _index.Reset("one");

        await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => System.Threading.Tasks.Task.Run(
            async () =>
            {
                for (var i = 0; i < Batches; i++)
                {
                    var id = $"msg-{writer}-{i:00}";
                    await _memory.AddAsync([Passage(id)], Cancellation);
                    await ApplyAsync(Beat(id) with { AgentId = $"agent-{writer % 2}" });
                    Assert.NotEmpty(await _state.MessagesAsync(new MessageFilter(Limit: 1), Cancellation));
                }
            },
            Cancellation)));

        var metrics = await _state.MetricsAsync(10, Cancellation);
        Assert.Equal([Writers / 2 * Batches, Writers / 2 * Batches], metrics.Select(m => m.Heartbeats));
        Assert.Equal(Writers * Batches, (await _state.MessagesAsync(new MessageFilter(Limit: 1_000), Cancellation)).Count);
        Assert.Equal(Writers * Batches, (await _memory.StatsAsync(Cancellation)).Passages);
        Assert.Equal("ok", _folder.Sql("PRAGMA integrity_check"));
    }

    private async Task RequireUnavailableAsync()
    {
        await Assert.ThrowsAsync<IndexUnavailableException>(async () => await _state.TasksAsync(new TaskFilter(), Cancellation));
        await Assert.ThrowsAsync<IndexUnavailableException>(async () => await ApplyAsync(Beat("msg-1")));
        await Assert.ThrowsAsync<IndexUnavailableException>(async () => await _state.ResetAsync(Cancellation));
        await Assert.ThrowsAsync<IndexUnavailableException>(
            async () => await _memory.SearchAsync(new MemoryQuery("tea", 5, [], null), Cancellation));
        await Assert.ThrowsAsync<IndexUnavailableException>(async () => await _memory.AddAsync([Passage("msg-1")], Cancellation));
    }

    private async Task RequireEmptyAsync()
    {
        Assert.Empty(await _state.TasksAsync(new TaskFilter(), Cancellation));
        Assert.Empty(await _state.MessagesAsync(new MessageFilter(), Cancellation));
        Assert.Empty(await _memory.SearchAsync(new MemoryQuery("tea", 5, [], null), Cancellation));
    }

    private async Task FillAsync()
    {
        await _state.ApplyAsync(new ProjectionBatch([], [Task("task-a")], [Beat("msg-1")]), Cancellation);
        await _memory.AddAsync([Passage("msg-1")], Cancellation);
    }

    private ValueTask ApplyAsync(params Message[] messages) => _state.ApplyAsync(new ProjectionBatch([], [], messages), Cancellation);

    private static ProjectedTask Task(string id) => new(
        new TaskEntry { Id = TaskId.Parse(id), State = TaskState.Waiting },
        new TaskAssignment { MessageId = id, Task = new TaskBody { Title = id } });

    private static Heartbeat Beat(string id) =>
        new() { MessageId = id, AgentId = "ann", Timestamp = DateTimeOffset.UnixEpoch, Status = "idle" };

    private static MemoryRecord Passage(string id) => new() { Id = id, Text = "tea", Type = MemoryType.Note, AgentId = "ann" };
}

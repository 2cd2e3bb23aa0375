using Ora.Core.Ids;
using Ora.Core.Queue;
using Ora.Sqlite.Queue;
using Xunit;

namespace Ora.Sqlite.Tests.Queue;

/// <summary>What happens when the file is not what it should be. Nothing in it matters, so a reset is always enough.</summary>
public sealed class IndexFailureTests : IDisposable
{
    private static readonly AgentId Ann = AgentId.Parse("ann");
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteQueueIndex> _indexes = [];

    public void Dispose()
    {
        foreach (var index in _indexes) index.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Members_NotOpen_AreUnavailable()
    {
        var index = Index();

        Assert.Throws<IndexUnavailableException>(() => index.Find(Task("a").Id));
        Assert.Throws<IndexUnavailableException>(() => index.Upsert(Task("a")));
        Assert.Throws<IndexUnavailableException>(() => index.Begin());
        Assert.Throws<IndexUnavailableException>(() => index.Offers(Ann, []));
    }

    [Fact]
    public void Open_AfterReset_ReturnsTheGenerationAndContent()
    {
        using (var first = Filled("one")) Assert.Single(first.Offers(Ann, []));

        var second = Index();

        Assert.Equal("one", second.Open());
        Assert.Single(second.Offers(Ann, []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no database, but it is long enough to be looked at as if it were one: it has more than 100 bytes, I am sure")]
    public void Open_FileIsNoDatabase_ReturnsNullAndResetHelps(string content)
    {
        File.WriteAllText(_folder.DatabasePath, content);
        var index = Index();

        Assert.Null(index.Open());

        index.Reset("new");
        index.Upsert(Task("a"));
        Assert.Equal("new", index.Open());
    }

    [Fact]
    public void Open_OtherVersion_ReturnsNullAndResetDropsWhatIsThere()
    {
        Filled("one").Dispose();
        _folder.Sql("PRAGMA user_version = 99; CREATE TABLE stranger (x); CREATE VIRTUAL TABLE words USING fts5(text); CREATE VIEW v AS SELECT 1");
        var index = Index();

        Assert.Null(index.Open());
        index.Reset("two");

        Assert.Equal("two", index.Open());
        Assert.Empty(index.Offers(Ann, []));
        Assert.Equal(0L, _folder.Sql("SELECT count(*) FROM sqlite_schema WHERE name IN ('stranger', 'words', 'words_data', 'v')"));
    }

    [Fact]
    public void Open_FileCutShort_IsUnavailableUntilReset()
    {
        Filled("one", tasks: 2_000).Dispose();
        using (var file = File.OpenWrite(_folder.DatabasePath)) file.SetLength(file.Length / 3);

        RequireUnavailableThenReset();
    }

    [Fact]
    public void Use_PagesOverwritten_IsUnavailableUntilReset()
    {
        Filled("one", tasks: 2_000).Dispose();
        using (var file = File.OpenWrite(_folder.DatabasePath))
        {
            file.Seek(8192, SeekOrigin.Begin);
            file.Write(new byte[file.Length - 8192]);
        }

        RequireUnavailableThenReset();
    }

    [Fact]
    public void Use_ValuesOverwritten_IsUnavailable()
    {
        var index = Filled("one");
        _folder.Sql("PRAGMA ignore_check_constraints = ON; UPDATE queue_tasks SET state = 'wedged' WHERE id = 'task-00000'");

        Assert.Throws<IndexUnavailableException>(() => index.Find(TaskId.Parse("task-00000")));
    }

    [Fact]
    public void Open_PathIsAFolder_IsUnavailable()
    {
        Directory.CreateDirectory(_folder.DatabasePath);

        Assert.Throws<IndexUnavailableException>(() => Index().Reset("one"));
    }

    [Fact]
    public void Open_NoFolder_ReturnsNullAndResetIsUnavailable()
    {
        using var index = new SqliteQueueIndex(new OraDatabase(Path.Combine(_folder.Path, "absent", "ora.db")));

        Assert.Null(index.Open());
        Assert.Throws<IndexUnavailableException>(() => index.Reset("one"));
    }

    [Fact]
    public void Write_DatabaseLocked_IsUnavailable()
    {
        using var first = Filled("one");
        using var second = new SqliteQueueIndex(new OraDatabase(_folder.DatabasePath) { BusyTimeoutMilliseconds = 10 });
        second.Open();
        using var transaction = first.Begin();

        Assert.Throws<IndexUnavailableException>(() => second.Upsert(Task("z")));

        Assert.NotNull(second.Find(TaskId.Parse("task-00000")));
    }

    [Fact]
    public void Write_DiskFull_IsUnavailableAndUndone()
    {
        var index = Filled("one");
        using (var limit = index.Session.Connection.CreateCommand())
        {
            limit.CommandText = "PRAGMA max_page_count = 1";
            limit.ExecuteNonQuery();
        }

        Assert.Throws<IndexUnavailableException>(() => Fill(index, "more", tasks: 2_000));

        Assert.Equal(1, index.Counts().Waiting);
    }

    [Fact]
    public void Reset_OthersHaveItOpen_TheySeeTheNewContent()
    {
        var stale = Filled("one");
        var other = Index();

        other.Reset("two");
        other.Upsert(Task("z"));

        Assert.Equal(["task-z"], stale.Offers(Ann, []).Select(t => t.Id.Value));
        Assert.Equal("two", stale.Open());
    }

    [Fact]
    public void Reset_InAProcessWithOtherConnections_LeavesTheirLocks()
    {
        if (!OperatingSystem.IsLinux()) return; // Elsewhere the system does not say which locks a process holds.
        var first = Filled("one");
        Assert.NotNull(first.Find(TaskId.Parse("task-00000")));
        Assert.NotEmpty(LocksOnDatabase());

        Index().Reset("two");

        Assert.NotEmpty(LocksOnDatabase());
    }

    [Fact]
    public void Close_FileWasReplaced_LeavesTheNewOneAlone()
    {
        var stale = Filled("one");
        foreach (var file in Directory.GetFiles(_folder.Path)) File.Delete(file);
        var other = Index();
        other.Reset("two");
        other.Upsert(Task("z"));

        Assert.NotNull(stale.Find(TaskId.Parse("task-00000")));
        stale.Close();
        other.Upsert(Task("y"));

        Assert.Equal("two", stale.Open());
        Assert.Equal(["task-y", "task-z"], stale.Offers(Ann, []).Select(t => t.Id.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reset_Files_AreForTheOwnerOnly(bool fileIsThere)
    {
        if (OperatingSystem.IsWindows()) return; // It has no file modes: a file inherits the folder's access list.
        if (fileIsThere) File.WriteAllText(_folder.DatabasePath, "");
        using var index = Filled("one");

        var files = Directory.GetFiles(_folder.Path);

        Assert.Equal(3, files.Length);
        foreach (var file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private void RequireUnavailableThenReset()
    {
        var index = Index();
        Assert.True(IsNullOrUnavailable(() => index.Open() is null ? null : Use(index)), "the damage went unnoticed");

        index.Reset("two");

        Assert.Empty(index.Offers(Ann, []));
        Fill(index, "again", tasks: 2_000);
        Assert.Equal(2_000, index.Counts().Waiting);
        Assert.Equal("ok", _folder.Sql("PRAGMA integrity_check"));
    }

    private List<string> LocksOnDatabase() => Directory.GetFiles("/proc/self/fd")
        .Where(descriptor => new FileInfo(descriptor).LinkTarget == _folder.DatabasePath)
        .SelectMany(descriptor => File.ReadLines(descriptor.Replace("/fd/", "/fdinfo/", StringComparison.Ordinal)))
        .Where(line => line.StartsWith("lock:", StringComparison.Ordinal))
        .ToList();

    private static bool IsNullOrUnavailable(Func<object?> action)
    {
        try
        {
            return action() is null;
        }
        catch (IndexUnavailableException)
        {
            return true;
        }
    }

    private static List<TaskEntry> Use(SqliteQueueIndex index) => index.Offers(Ann, []).Concat(index.List(TaskState.Waiting, 10_000)).ToList();

    private SqliteQueueIndex Index()
    {
        var index = new SqliteQueueIndex(new OraDatabase(_folder.DatabasePath));
        _indexes.Add(index);
        return index;
    }

    private SqliteQueueIndex Filled(string generation, int tasks = 1)
    {
        var index = Index();
        index.Reset(generation);
        Fill(index, "", tasks);
        return index;
    }

    private static void Fill(SqliteQueueIndex index, string name, int tasks)
    {
        using var transaction = index.Begin();
        for (var i = 0; i < tasks; i++) index.Upsert(Task($"{name}{i:00000}"));
        transaction.Commit();
    }

    private static TaskEntry Task(string name) => new() { Id = TaskId.Parse($"task-{name}"), State = TaskState.Waiting };
}

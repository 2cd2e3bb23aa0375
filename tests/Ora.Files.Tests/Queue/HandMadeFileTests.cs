using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Files.Projects;

namespace Ora.Files.Tests.Queue;

public sealed class HandMadeFileTests : IAsyncDisposable
{
    private const string Minimal = """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"By hand"}}""";
    private readonly QueueWorld _world = new();

    private static CancellationToken Token => QueueWorld.Token;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Claim_FrameworkDocumentFile_IsOfferedAsItIs()
    {
        _world.Drop("inbox", "task-123.json", """
            {"agentId":"agent-1","priority":"HIGH","messageType":"NEW_TASK_ASSIGNMENT","timestamp":"2025-01-16T00:00:00Z",
             "task":{"title":"Task Title","description":"Task description","objective":"What we want to achieve",
                     "context":{"projectName":"demo"},"phases":[],"successCriteria":{}},"colour":"blue"}
            """);

        var task = (await _world.Open().ClaimAsync(QueueWorld.Agent("agent-1"), Token)).Task!;

        Assert.Equal(("task-123", "demo", TaskPriority.High), (task.Message.MessageId, task.Message.ProjectName, task.Entry.Priority));
        Assert.Equal("blue", task.Message.Unknown!["colour"].GetString());
        Assert.Contains("\"colour\":\"blue\"", _world.Read("working", "task-123.1.agent-1.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_FileDroppedWhileTheQueueIsOpen_IsSeen()
    {
        var queue = _world.Open();
        Assert.Null((await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task);
        _world.Drop("inbox", "task-hand.json", Minimal);

        Assert.Equal("task-hand", (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Id.Value);
    }

    [Theory]
    [InlineData("task-bad.json", "{", "invalid_json")]
    [InlineData("task-bad.json", "", "empty")]
    [InlineData("task-bad.json", "[]", "wrong_type")]
    [InlineData("task-bad.json", "{}", "missing_field")]
    [InlineData("task-bad.json", """{"messageType":"NEW_TASK_ASSIGNMENT"}""", "missing_field")]
    [InlineData("task-bad.json", """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":1}}""", "wrong_type")]
    [InlineData("task-bad.json", """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"x"},"priority":"URGENT"}""", "invalid_value")]
    [InlineData("task-bad.json", """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"x"},"projectName":"other"}""", "wrong_project")]
    [InlineData("task-bad.json", """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"x","title":"y"}}""", "invalid_json")]
    [InlineData("task-bad.json", """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"x","paths":["../x"]}}""", "invalid_value")]
    [InlineData("task-bad.json", """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"x","dependsOn":["task-bad"]}}""", "invalid_value")]
    [InlineData("task-bad.json", """{"messageType":"NEW_TASK_ASSIGNMENT","messageId":"task-else","task":{"title":"x"}}""", "invalid_value")]
    [InlineData("task-bad.json", """{"messageType":"HEARTBEAT"}""", "missing_field")]
    [InlineData("task-bad.json", """{"messageType":"SHOUT"}""", "unknown_message_type")]
    [InlineData("task-bad.json", "{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"\\ud800\"}}", "invalid_value")]
    [InlineData("TASK-BAD.json", Minimal, "invalid_name")]
    [InlineData("task bad.json", Minimal, "invalid_name")]
    [InlineData("task-bad.01.json", Minimal, "invalid_name")]
    [InlineData("notes.json", Minimal, "invalid_name")]
    [InlineData("task-a\nb.json", Minimal, "invalid_name")]
    public async Task Claim_FileThatIsNoTask_IsInFailedWithItsReason(string name, string content, string code)
    {
        _world.Drop("inbox", name, content);
        var queue = _world.Open();

        Assert.Null((await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task);

        Assert.Empty(_world.Names("inbox"));
        Assert.Equal(content, _world.Read("failed", name));
        var rejected = Assert.Single(await queue.RejectedAsync(10, Token));
        Assert.Equal((name, code), (rejected.Name, rejected.Rejection.Code));
        Assert.Equal(1, (await queue.CountsAsync(Token)).Rejected);
    }

    [Fact]
    public async Task Claim_DeepJson_IsRejected()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));
        _world.Drop("inbox", "task-deep.json", $$$"""{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"x","context":{{{deep}}}}}""");

        await _world.Open().ClaimAsync(QueueWorld.Agent(), Token);

        Assert.Contains("task-deep.json", _world.Names("failed"));
    }

    [Fact]
    public async Task Claim_HugeFile_IsRejectedUnread()
    {
        using (var file = File.Create(Path.Combine(_world.QueueRoot, "inbox", "task-huge.json"))) file.SetLength(1L << 30);

        var queue = _world.Open();
        await queue.ClaimAsync(QueueWorld.Agent(), Token);

        Assert.Equal("too_large", Assert.Single(await queue.RejectedAsync(10, Token)).Rejection.Code);
    }

    [Fact]
    public async Task Claim_LinkInTheInbox_IsNotFollowed()
    {
        var secret = Path.Combine(_world.Root, "secret.json");
        File.WriteAllText(secret, Minimal);
        File.CreateSymbolicLink(Path.Combine(_world.QueueRoot, "inbox", "task-link.json"), secret);

        var queue = _world.Open();
        Assert.Null((await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task);

        Assert.Equal("not_a_file", Assert.Single(await queue.RejectedAsync(10, Token)).Rejection.Code);
        Assert.True(File.Exists(secret));
    }

    [Fact]
    public async Task Claim_FolderNamedLikeATask_IsRejected()
    {
        Directory.CreateDirectory(Path.Combine(_world.QueueRoot, "inbox", "task-folder.json"));

        var queue = _world.Open();
        Assert.Null((await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task);

        Assert.Equal("not_a_file", Assert.Single(await queue.RejectedAsync(10, Token)).Rejection.Code);
    }

    [Fact]
    public async Task Claim_SameNameTwice_RejectsTheSecondAndKeepsBoth()
    {
        var queue = _world.Open();
        _world.Drop("inbox", "task-twin.json", Minimal);
        await queue.ClaimAsync(QueueWorld.Agent(), Token);
        _world.Drop("inbox", "task-twin.json", Minimal);

        var other = await queue.ClaimAsync(QueueWorld.Agent("worker-2"), Token);

        Assert.Null(other.Task);
        Assert.Equal(["task-twin.1.worker-1.json"], _world.Names("working"));
        Assert.Equal("duplicate_id", Assert.Single(await queue.RejectedAsync(10, Token)).Rejection.Code);
    }

    [Fact]
    public async Task Claim_EditorsTemporaryFile_IsLeftAlone()
    {
        _world.Drop("inbox", ".task-x.json.swp", "x");
        _world.Drop("inbox", "notes.txt", "x");

        await _world.Open().ClaimAsync(QueueWorld.Agent(), Token);

        Assert.Equal([".task-x.json.swp", "notes.txt"], _world.Names("inbox"));
    }

    [Fact]
    public async Task Claim_FileStillBeingWritten_IsLeftToSettle()
    {
        var queue = _world.Open();
        _world.Drop("inbox", "task-slow.json", Minimal[..20]);
        File.SetLastWriteTimeUtc(Path.Combine(_world.QueueRoot, "inbox", "task-slow.json"), _world.Clock.GetUtcNow().UtcDateTime);

        var early = await queue.ClaimAsync(QueueWorld.Agent(), Token);
        _world.Drop("inbox", "task-slow.json", Minimal);
        var late = await queue.ClaimAsync(QueueWorld.Agent(), Token);

        Assert.Null(early.Task);
        Assert.Equal("task-slow", late.Task!.Entry.Id.Value);
    }

    [Fact]
    public async Task Claim_FailedTaskMovedBackByHand_IsOfferedAgain()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue, _world.NewTask(body: new TaskBody { Title = "", MaxAttempts = 1 }));
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        await queue.CompleteAsync(claim, AgentId.Parse("worker-1"), _world.NewResult(TaskOutcome.Failed), Token);
        File.Move(Path.Combine(_world.QueueRoot, "failed", $"{claim}.json"), Path.Combine(_world.QueueRoot, "inbox", $"{claim}.json"));

        var again = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!;

        Assert.Equal(2, again.Entry.Attempt);
    }

    [Fact]
    public async Task Inbox_MessageForAnAgent_WaitsForItOnly()
    {
        var queue = _world.Open();
        _world.Drop("inbox", "msg-note.json", """
            {"schemaVersion":1,"messageId":"msg-note","messageType":"BLOCKER_RESOLVED","projectName":"demo","agentId":"worker-1",
             "timestamp":"2031-05-04T12:00:00Z","blockerId":"msg-x","answer":"Use port 81.","resolvedBy":"anna"}
            """);

        var mine = await queue.InboxAsync(AgentId.Parse("worker-1"), 10, Token);
        var theirs = await queue.InboxAsync(AgentId.Parse("worker-2"), 10, Token);
        await queue.MarkReadAsync([MessageId.Parse("msg-note")], Token);

        Assert.Equal("Use port 81.", Assert.IsType<BlockerResolved>(Assert.Single(mine)).Answer);
        Assert.Empty(theirs);
        Assert.Empty(await queue.InboxAsync(AgentId.Parse("worker-1"), 10, Token));
        Assert.Equal(["msg-note.json"], _world.Names("processed"));
    }

    [Fact]
    public void Open_QueueFolderIsALink_IsRefused()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_world.Root, "elsewhere"));
        Directory.Delete(Path.Combine(_world.QueueRoot, "outbox"));
        Directory.CreateSymbolicLink(Path.Combine(_world.QueueRoot, "outbox"), elsewhere.FullName);

        var error = Assert.Throws<Core.Errors.OraException>(() => ProjectFolder.Open(_world.Root, ProjectName.Parse("demo")));

        Assert.Contains("link", error.Problem, StringComparison.Ordinal);
    }
}

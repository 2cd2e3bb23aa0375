using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Files.Agents;
using Ora.Files.Projects;

namespace Ora.Files.Tests.Queue;

/// <summary>What fuzzing found: entries that once stopped the work around them.</summary>
public sealed class HostileFileTests : IAsyncDisposable
{
    private const string Minimal = """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"By hand"}}""";
    private readonly QueueWorld _world = new();

    private static CancellationToken Token => QueueWorld.Token;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("folder", "not_a_file")]
    [InlineData("pipe", "empty")]
    [InlineData("link", "not_a_file")]
    public async Task Claim_KnownTaskBecameSomethingElse_IsRejectedAndTheNextOneIsGiven(string kind, string code)
    {
        var queue = _world.Open();
        var first = await _world.PutAsync(queue);
        var second = await _world.PutAsync(queue);
        var path = Path.Combine(_world.QueueRoot, "inbox", $"{first}.json");
        File.Delete(path);
        Make(kind, path);

        Assert.Equal(second, (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Id);
        Assert.Equal(code, Assert.Single(await queue.RejectedAsync(10, Token)).Rejection.Code);
    }

    [Fact]
    public async Task Claim_NameTooLongForItsReason_IsRejectedUnderAShorterOne()
    {
        var name = $"Not An Id {new string('ä', 115)}.json";
        _world.Drop("inbox", name, Minimal);
        var queue = _world.Open();

        Assert.Null((await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task);

        var rejected = Assert.Single(await queue.RejectedAsync(10, Token));
        Assert.StartsWith("Not An Id ää", rejected.Name, StringComparison.Ordinal);
        Assert.Contains(name, rejected.Rejection.Problem, StringComparison.Ordinal);
        Assert.Equal(Minimal, _world.Read("failed", rejected.Name));
    }

    [Theory]
    [InlineData("no JSON at all")]
    [InlineData("""{"messageType":"HEARTBEAT","agentId":"w1","status":"working"}""")]
    [InlineData("""{"messageType":"TASK_COMPLETE","agentId":"No Id","taskId":"task-x","attempt":1,"outcome":"completed","summary":"s"}""")]
    public async Task Recover_PreparedFileThatIsNoChange_IsKeptInFailedWithItsReason(string content)
    {
        const string Name = "task-x.1.msg-y.json";
        _world.Drop("tmp", Name, content);
        var queue = _world.Open();

        await queue.RecoverAsync(Token);

        Assert.Empty(_world.Names("tmp"));
        Assert.Equal(content, _world.Read("failed", Name));
        Assert.NotEmpty(JsonElement.Parse(_world.Read("failed", $"{Name}.error.json")).GetProperty("problem").GetString()!);
    }

    [Theory]
    [InlineData("tmp", "task-x.1.msg-y.json")]
    [InlineData("tmp", "msg-y.1-1.part")]
    [InlineData("failed", "task-x.1.json.error.json")]
    [InlineData("working", "task-x.1.w1.json")]
    [InlineData("processed", "task-x.json")]
    [InlineData("outbox", "msg-y.json")]
    public async Task Recover_FoldersAndPipesInEveryPlace_AreKeptAndDoNotBlock(string folder, string name)
    {
        Directory.CreateDirectory(Path.Combine(_world.QueueRoot, folder, name));
        Make("pipe", Path.Combine(_world.QueueRoot, folder, "task-pipe.1.w1.json"));
        var queue = _world.Open();
        await queue.RecoverAsync(Token);
        await queue.RebuildAsync(Token);

        Assert.Equal(await _world.PutAsync(queue), (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Id);
        Assert.Contains(_world.Names(folder).Concat(_world.Names("failed")), found => found == name);
        Assert.Contains("task-pipe.1.w1.json", _world.Names(folder));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("pipe")]
    [InlineData("link")]
    public async Task Profile_ThatIsNoFile_RefusesItsAgentAndIsLeftOutOfTheList(string kind)
    {
        var profiles = new AgentProfiles(_world.Folder, NullLogger<AgentProfiles>.Instance);
        await profiles.SaveAsync(QueueWorld.Agent("good"), Token);
        Directory.CreateDirectory(Path.Combine(_world.Folder.Path, "agents", "bad"));
        Make(kind, Path.Combine(_world.Folder.Path, "agents", "bad", "profile.json"));

        var error = await Assert.ThrowsAsync<OraException>(async () => await profiles.FindAsync(AgentId.Parse("bad"), Token));
        Assert.Equal(OraErrorCode.Configuration, error.Code);
        Assert.Equal("good", Assert.Single(await profiles.ListAsync(Token)).Id.Value);
    }

    [Fact]
    public void Open_ProjectFileIsAPipe_SaysSo()
    {
        var path = Path.Combine(_world.Folder.Path, "project.json");
        File.Delete(path);
        Make("pipe", path);
        Assert.Equal(OraErrorCode.Configuration, Assert.Throws<OraException>(() => ProjectFolder.Open(_world.Root, _world.Folder.Name)).Code);
    }

    private void Make(string kind, string path)
    {
        switch (kind)
        {
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "link":
                var target = Path.Combine(_world.Root, "outside.json");
                File.WriteAllText(target, Minimal);
                File.CreateSymbolicLink(path, target);
                break;
            default:
                if (OperatingSystem.IsWindows()) File.WriteAllBytes(path, []); // It has no pipes in folders; an empty file is refused alike.
                else Process.Start("mkfifo", [path]).WaitForExit();
                break;
        }
    }
}

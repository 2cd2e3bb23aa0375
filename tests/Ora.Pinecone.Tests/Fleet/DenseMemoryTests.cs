using Ora.Core.Errors;
using Ora.Core.Memory;
using Ora.Mcp.Cli;
using Xunit;

namespace Ora.Pinecone.Tests.Fleet;

/// <summary>A project with its vectors in Pinecone, used as people and agents do.</summary>
public sealed class DenseMemoryTests : IAsyncLifetime
{
    private TestRoot _root = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _root = await TestRoot.CreateAsync();
        await _root.OkAsync("init", "tea");
    }

    public ValueTask DisposeAsync() => _root.DisposeAsync();

    [Fact]
    public async Task Away_WhatWasRemembered_IsFoundByWordsAndEmbeddedWhenItIsBack()
    {
        _root.StandIn.IsAway = true;
        var ids = await _root.RememberAsync("tea", "the kettle is in the kitchen", "the cups are in the cupboard", "sencha brews at 70 degrees");

        var away = await _root.OkAsync("--project", "tea", "memory", "search", "where is the kettle");
        var sync = await _root.RunAsync("", "--project", "tea", "memory", "sync");
        var behind = await _root.OkAsync("--project", "tea", "status");
        _root.StandIn.IsAway = false;
        await _root.OkAsync("--project", "tea", "memory", "sync");
        var back = await _root.OkAsync("--project", "tea", "memory", "search", "where is the kettle");

        Assert.Equal(ids[0], away.GetProperty("results")[0].GetProperty("id").GetString());
        Assert.Contains("Pinecone does not answer", away.GetProperty("degraded").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, sync.ExitCode);
        Assert.Equal(3, behind.GetProperty("embeddings").GetProperty("waiting").GetInt64());
        Assert.Equal(ids.Order(StringComparer.Ordinal), _root.Vectors("tea"));
        Assert.Equal(ids[0], back.GetProperty("results")[0].GetProperty("id").GetString());
        Assert.False(back.TryGetProperty("degraded", out _));
        Assert.Equal(0, (await _root.OkAsync("--project", "tea", "status")).GetProperty("embeddings").GetProperty("waiting").GetInt64());
        Assert.Equal(3, (await _root.OkAsync("--project", "tea", "memory", "stats")).GetProperty("vectors").GetInt64());
    }

    [Fact]
    public async Task Server_Open_EmbedsByItself()
    {
        await using var project = await _root.OpenAsync("tea");
        await project.Remember.ExecuteAsync(project.Operator, new RememberInput { Text = "the kettle", Type = Core.Messages.MemoryType.Note }, Cancellation);
        await project.Projector.CatchUpFullyAsync(Cancellation);

        while (_root.Vectors("tea").Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);

        Assert.Single(_root.Vectors("tea"));
    }

    [Fact]
    public async Task Forget_APassage_ReachesTheVectors()
    {
        var ids = await _root.RememberAsync("tea", "the kettle", "the cups");
        await _root.OkAsync("--project", "tea", "memory", "sync");

        await _root.OkAsync("--project", "tea", "memory", "forget", ids[0]);

        Assert.Equal([ids[1]], _root.Vectors("tea"));
    }

    [Fact]
    public async Task Rebuild_WithVectorsThere_EmbedsNothingAgain()
    {
        await _root.RememberAsync("tea", "the kettle", "the cups");
        await _root.OkAsync("--project", "tea", "memory", "sync");
        var embedded = Embeddings();

        await _root.OkAsync("--project", "tea", "rebuild");
        await _root.OkAsync("--project", "tea", "memory", "sync");

        Assert.Equal(embedded, Embeddings());
        Assert.Equal(2, _root.Vectors("tea").Count);
    }

    [Fact]
    public async Task Model_Changed_IsRefusedWithTheCommandThatEmbedsAnew()
    {
        await _root.RememberAsync("tea", "the kettle", "the cups");
        await _root.OkAsync("--project", "tea", "memory", "sync");
        var first = await _root.OkAsync("--project", "tea", "status");
        var embedded = Embeddings();
        await _root.RememberAsync("tea", "the spoon");
        _root.Variables["ORA_EMBEDDINGS_MODEL"] = "another-model";

        var refused = await _root.RunAsync("", "--project", "tea", "memory", "sync");
        var searched = await _root.OkAsync("--project", "tea", "memory", "search", "spoon");
        _root.Variables.Remove("ORA_EMBEDDINGS_MODEL");
        await _root.OkAsync("--project", "tea", "memory", "sync", "--again");

        Assert.Equal("llama-text-embed-v2", first.GetProperty("embeddings").GetProperty("model").GetString());
        Assert.True(Embeddings() > embedded);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("ora memory sync --again", refused.Error, StringComparison.Ordinal);
        Assert.Contains("ora memory sync --again", searched.GetProperty("degraded").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, _root.Vectors("tea").Count);
    }

    [Fact]
    public async Task Drop_ProjectWithVectors_RemovesItsNamespaceOnly()
    {
        await _root.OkAsync("init", "coffee");
        await _root.RememberAsync("tea", "the kettle");
        await _root.RememberAsync("coffee", "the mill");
        await _root.OkAsync("--project", "tea", "memory", "sync");
        await _root.OkAsync("--project", "coffee", "memory", "sync");
        var index = _root.Variables["ORA_PINECONE_INDEX"];
        _root.Variables.Remove("ORA_PINECONE_INDEX");

        var refused = await _root.RunAsync("tea\n", "drop", "tea", "--yes");
        _root.Variables["ORA_PINECONE_INDEX"] = index;
        var dropped = await _root.RunAsync("tea\n", "drop", "tea", "--yes");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("--keep-vectors", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, dropped.ExitCode);
        Assert.Equal(["coffee"], _root.StandIn.Namespaces);
    }

    [Fact]
    public async Task Key_Wrong_IsInNoOutput()
    {
        const string Wrong = "pcsk_wrong_0123456789";
        _root.Variables["PINECONE_API_KEY"] = Wrong;
        await _root.RememberAsync("tea", "the kettle");

        await _root.RunAsync("", "--project", "tea", "memory", "sync");
        await _root.RunAsync("", "--project", "tea", "memory", "stats");
        await _root.RunAsync("", "--project", "tea", "memory", "search", "kettle");

        Assert.Contains("401", _root.Said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, _root.Said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_WithoutAKey_AreRefused()
    {
        _root.Variables.Remove("PINECONE_API_KEY");

        var refused = await _root.RunAsync("", "--project", "tea", "status");

        Assert.Equal(ExitCode.Of(OraErrorCode.Configuration), refused.ExitCode);
        Assert.Contains("PINECONE_API_KEY", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_WithoutAnIndex_SendNothingAnywhere()
    {
        _root.Variables.Remove("ORA_PINECONE_INDEX");
        await _root.RememberAsync("tea", "the kettle");

        var found = await _root.OkAsync("--project", "tea", "memory", "search", "kettle");

        Assert.Single(found.GetProperty("results").EnumerateArray());
        Assert.False((await _root.OkAsync("--project", "tea", "status")).TryGetProperty("embeddings", out _));
        Assert.Empty(_root.StandIn.Seen);
    }

    private int Embeddings() => _root.StandIn.Seen.Count(seen => seen.Path == "/embed");
}

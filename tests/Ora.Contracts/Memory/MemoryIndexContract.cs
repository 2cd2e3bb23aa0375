using Ora.Core.Memory;
using Ora.Core.Messages;
using Xunit;

namespace Ora.Contracts.Memory;

/// <summary>What every exact tier of memory does.</summary>
public abstract class MemoryIndexContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The index under test.</summary>
    protected IMemoryIndex Index { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Index = await CreateIndexAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeIndexAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A new, empty index.</summary>
    protected abstract ValueTask<IMemoryIndex> CreateIndexAsync();

    /// <summary>Drops what <see cref="CreateIndexAsync"/> made.</summary>
    protected virtual ValueTask DisposeIndexAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Passage_Found_IsReadAsItWas()
    {
        var passage = new MemoryRecord
        {
            Id = "msg-1.0",
            Text = "The queue is a folder; \"files\" are 'messages'.\n🚀",
            Type = MemoryType.Documentation,
            Source = "docs/queue.md",
            AgentId = "ann",
            TaskId = "task-a",
            Timestamp = Noon,
        };
        await AddAsync(passage);

        var hit = Assert.Single(await Index.SearchAsync(new MemoryQuery("folder", 10, [], null), Cancellation));

        Assert.Equal(passage, hit.Record);
        Assert.Equal(1, hit.Score);
    }

    [Fact]
    public async Task Add_SameId_ChangesNothing()
    {
        await AddAsync(Passage("msg-1", "apples"));

        await AddAsync(Passage("msg-1", "pears"), Passage("msg-2", "plums"));

        Assert.Equal(["msg-1"], await SearchAsync("apples"));
        Assert.Empty(await SearchAsync("pears"));
        Assert.Equal(["msg-2"], await SearchAsync("plums"));
    }

    [Fact]
    public async Task Search_SeveralMatches_BestFirstWithScoresFromOneDown()
    {
        await AddAsync(
            Passage("msg-1", "The lease of a claim ends when no heartbeat comes."),
            Passage("msg-2", "A lease, a claim and a heartbeat: lease, claim, heartbeat."),
            Passage("msg-3", "A long text about many other things of which only one, the lease, is asked for; the rest is about weather and tea."),
            Passage("msg-4", "Nothing of this."));

        var hits = await Index.SearchAsync(new MemoryQuery("lease claim heartbeat", 10, [], null), Cancellation);

        Assert.Equal(["msg-2", "msg-1", "msg-3"], hits.Select(h => h.Record.Id));
        Assert.Equal(1, hits[0].Score);
        Assert.Equal(hits.OrderByDescending(h => h.Score), hits);
        Assert.All(hits, hit => Assert.InRange(hit.Score, 0, 1));
    }

    [Fact]
    public async Task Search_TopK_TakesTheBest()
    {
        await AddAsync(Passage("msg-1", "tea and more things than tea"), Passage("msg-2", "tea"), Passage("msg-3", "coffee"));

        Assert.Equal(["msg-2"], await SearchAsync("tea", topK: 1));
    }

    [Theory]
    [InlineData("retries", "We retried it twice")]
    [InlineData("LEASE", "the lease ended")]
    [InlineData("resume", "the résumé was read")]
    [InlineData("re\u0301sume\u0301", "a resume")]
    [InlineData("Größe", "die größe zählt")]
    [InlineData("get_task", "call get_task again")]
    [InlineData("why did get-task fail?", "get the task")]
    [InlineData("v2", "moved to v2 of the format")]
    public async Task Search_Words_AreFoundByTheirStems(string question, string text)
    {
        await AddAsync(Passage("msg-1", text), Passage("msg-2", "quite unrelated"));

        Assert.Equal(["msg-1"], await SearchAsync(question));
    }

    [Theory]
    [InlineData("alpha AND beta", new[] { "msg-1", "msg-2" })]
    [InlineData("alpha NOT beta", new[] { "msg-1", "msg-2" })]
    [InlineData("NEAR(alpha, 2)", new[] { "msg-1" })]
    [InlineData("text:alpha", new[] { "msg-1" })]
    [InlineData("alp*", new string[0])]
    [InlineData("\"alpha", new[] { "msg-1" })]
    [InlineData("'; DROP TABLE memory; -- alpha", new[] { "msg-1" })]
    [InlineData("^alpha {beta}", new[] { "msg-1", "msg-2" })]
    [InlineData("alpha\0beta", new[] { "msg-1", "msg-2" })]
    [InlineData("?!… \"\" * ()", new string[0])]
    [InlineData("", new string[0])]
    public async Task Search_SyntaxOfTheStore_IsReadAsWords(string question, string[] expected)
    {
        await AddAsync(Passage("msg-1", "alpha"), Passage("msg-2", "beta"));

        Assert.Equal(expected, (await SearchAsync(question)).Order());
    }

    [Fact]
    public async Task Search_ManyWords_IsAnswered()
    {
        await AddAsync(Passage("msg-1", "needle"));
        var hay = string.Join(' ', Enumerable.Range(0, 1_000).Select(n => $"hay{n}"));

        Assert.Equal(["msg-1"], await SearchAsync($"needle {hay}"));
    }

    [Fact]
    public async Task Search_EveryType_IsFoundByItsType()
    {
        foreach (var type in Enum.GetValues<MemoryType>())
        {
            await AddAsync(Passage($"msg-{type}", "tea") with { Type = type });

            Assert.Equal([$"msg-{type}"], await SearchAsync("tea", types: [type]));
        }
    }

    [Fact]
    public async Task Search_Types_OnlyThose()
    {
        await AddAsync(
            Passage("msg-1", "tea") with { Type = MemoryType.Code },
            Passage("msg-2", "tea") with { Type = MemoryType.Decision },
            Passage("msg-3", "tea") with { Type = MemoryType.Note });

        Assert.Equal(["msg-1", "msg-3"], (await SearchAsync("tea", types: [MemoryType.Code, MemoryType.Note])).Order());
    }

    [Fact]
    public async Task Search_Since_OnlyWhatWasSaidFromThenOn()
    {
        await AddAsync(
            Passage("msg-1", "tea") with { Timestamp = Noon.AddMilliseconds(-1) },
            Passage("msg-2", "tea") with { Timestamp = Noon },
            Passage("msg-3", "tea") with { Timestamp = null });

        Assert.Equal(["msg-2"], await SearchAsync("tea", since: Noon));
    }

    [Fact]
    public async Task Reset_AfterUse_DropsAllAndAcceptsThemAgain()
    {
        await AddAsync(Passage("msg-1", "tea"));

        await Index.ResetAsync(Cancellation);

        Assert.Empty(await SearchAsync("tea"));
        await AddAsync(Passage("msg-1", "coffee"));
        Assert.Equal(["msg-1"], await SearchAsync("coffee"));
        Assert.Empty(await SearchAsync("tea"));
    }

    private ValueTask AddAsync(params MemoryRecord[] passages) => Index.AddAsync(passages, Cancellation);

    private async Task<IEnumerable<string>> SearchAsync(
        string question, int topK = 10, MemoryType[]? types = null, DateTimeOffset? since = null) =>
        (await Index.SearchAsync(new MemoryQuery(question, topK, types ?? [], since), Cancellation)).Select(h => h.Record.Id);

    private static MemoryRecord Passage(string id, string text) =>
        new() { Id = id, Text = text, Type = MemoryType.Conversation, AgentId = "ann", Timestamp = Noon };
}

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
    public async Task Search_WithTheDenseTier_FindsWhatHasNoWordOfTheQuestion()
    {
        await AddAsync(
            Passage("msg-1", "the vehicle would not start"), Passage("msg-2", "a car in the garage"), Passage("msg-3", "tea"), Passage("msg-4", "coffee"));
        var query = new MemoryQuery("car", 10, [], null) { Dense = [new("msg-1", 0.9f), new("msg-2", 0.7f), new("msg-4", 0.5f), new("msg-99", 0.8f)] };

        var hits = await Index.SearchAsync(query, Cancellation);

        Assert.Equal(["msg-1", "msg-2", "msg-4"], hits.Select(hit => hit.Record.Id).Order(StringComparer.Ordinal));
        Assert.Equal("msg-2", hits[0].Record.Id);
        Assert.Equal("msg-1", hits[1].Record.Id);
        Assert.All(hits, hit => Assert.InRange(hit.Score, 0, 1));
    }

    [Fact]
    public async Task Search_WithTheDenseTierAlone_RanksByIt()
    {
        await AddAsync(Passage("msg-1", "alpha"), Passage("msg-2", "beta"), Passage("msg-3", "gamma"));
        var query = new MemoryQuery("?!", 2, [], null) { Dense = [new("msg-3", 0.9f), new("msg-1", 0.8f), new("msg-2", 0.7f)] };

        var hits = await Index.SearchAsync(query, Cancellation);

        Assert.Equal(["msg-3", "msg-1"], hits.Select(hit => hit.Record.Id));
    }

    [Fact]
    public async Task Search_WithTheDenseTier_KeepsToTheTypesAndForgetsWhatIsForgotten()
    {
        await AddAsync(Passage("msg-1", "alpha"), Passage("msg-2", "beta") with { Type = MemoryType.Code }, Passage("msg-3", "gamma"));
        await Index.ForgetAsync([new MemoryForgotten { MessageId = "msg-9", Ids = ["msg-3"] }], Cancellation);
        var query = new MemoryQuery("delta", 10, [MemoryType.Conversation], null) { Dense = [new("msg-3", 0.9f), new("msg-2", 0.8f), new("msg-1", 0.7f)] };

        Assert.Equal(["msg-1"], (await Index.SearchAsync(query, Cancellation)).Select(hit => hit.Record.Id));
    }

    [Fact]
    public async Task Search_TopK_TakesTheBest()
    {
        await AddAsync(Passage("msg-1", "tea and many other things"), Passage("msg-2", "tea"), Passage("msg-3", "coffee"));

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
            Passage("msg-1", "tea leaves") with { Type = MemoryType.Code },
            Passage("msg-2", "tea cups") with { Type = MemoryType.Decision },
            Passage("msg-3", "tea spoons") with { Type = MemoryType.Note });

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

    [Theory]
    [InlineData("msg-1.0", "msg-1.1 msg-2.0")]
    [InlineData("msg-1", "msg-2.0")]
    [InlineData("msg-1.1", "msg-1.0 msg-1.0.1 msg-2.0")]
    [InlineData("msg-1.9", "msg-1.0 msg-1.0.1 msg-1.1 msg-2.0")]
    public async Task Forget_Id_TakesItsPartsAndNothingElse(string id, string left)
    {
        await AddAsync(Passage("msg-1.0", "one tea"), Passage("msg-1.0.1", "two tea"), Passage("msg-1.1", "three tea"), Passage("msg-2.0", "four tea"));

        await Index.ForgetAsync([new MemoryForgotten { MessageId = "msg-9", Ids = [id] }], Cancellation);

        Assert.Equal(left, string.Join(' ', (await SearchAsync("tea")).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Forget_Source_StaysForgottenButWhatComesLaterIsRecalled()
    {
        var old = Passage("msg-1.0", "one tea") with { Source = "docs/tea.md" };
        await Index.ForgetAsync([new MemoryForgotten { MessageId = "msg-5", Sources = ["docs/tea.md"] }], Cancellation);

        await AddAsync(old, Passage("msg-7.0", "two tea") with { Source = "docs/tea.md" }, Passage("msg-2.0", "three tea") with { Source = "docs/coffee.md" });

        Assert.Equal(["msg-2.0", "msg-7.0"], (await SearchAsync("tea")).Order(StringComparer.Ordinal));
        Assert.Equal(["docs/coffee.md", "docs/tea.md"], await Index.KnownSourcesAsync(["docs/tea.md", "docs/coffee.md", "docs/milk.md"], Cancellation));
    }

    [Fact]
    public async Task Search_Neighbours_BringThePassageBetweenThem()
    {
        await AddAsync(
            Turn("msg-1", 0, "What did you buy for the birthday?"), Turn("msg-1", 1, "A small red bicycle."), Turn("msg-1", 2, "The birthday girl will love it."),
            Passage("msg-2", "A small red bicycle stood there."));
        await AddAsync([.. Enumerable.Range(3, 20).Select(n => Passage($"msg-{n}", $"Something else that was said on day {n}."))]);

        Assert.Equal("msg-1.1", (await SearchAsync("birthday bicycle")).First());
    }

    [Fact]
    public async Task Search_NeighboursInAnyOrder_AreThoseOfTheMessages()
    {
        await AddAsync(Turn("msg-3", 0, "gamma"), Turn("msg-1", 0, "alpha"));
        await AddAsync(Turn("msg-2", 0, "beta"));
        await Index.ForgetAsync([new MemoryForgotten { MessageId = "msg-9", Ids = ["msg-2.0"] }], Cancellation);

        var hits = await Index.SearchAsync(new MemoryQuery("alpha", 10, [], null), Cancellation);

        Assert.Equal(["msg-1.0", "msg-3.0"], hits.Select(h => h.Record.Id));
    }

    [Fact]
    public async Task Search_NamedAuthor_IsPreferred()
    {
        await AddAsync(
            Passage("msg-1", "I like green tea") with { Author = "Bob" }, Passage("msg-2", "I like green tea too") with { Author = "Eve" },
            Passage("msg-3", "no drinks for me") with { Author = "Joe" });

        Assert.Equal("msg-2", (await SearchAsync("what tea does Eve like")).First());
    }

    [Fact]
    public async Task Search_PassagesThatSayTheSame_ComeOnceAndDifferentNumbersEach()
    {
        await AddAsync(
            Passage("msg-1", "The nightly build failed on the linker step for want of memory"),
            Passage("msg-2", "The nightly build failed on the linker step, for want of memory."),
            Passage("msg-3", "The nightly build failed on the linker step for want of memory: 17"),
            Passage("msg-4", "The nightly build failed on the linker step for want of memory: 18"));

        Assert.Equal(["msg-1", "msg-3", "msg-4"], (await SearchAsync("nightly build linker memory")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Search_TitleOfCode_IsItsSymbolAndDocComment()
    {
        const string Code = """
            def purgeCache(self, kind):
                '''Removes all stale entries of a kind.'''
                self.map.pop(kind)
            """;
        await AddAsync(
            Passage("msg-1", Code) with { Type = MemoryType.Code }, Passage("msg-2", "cache = entries + cache_size + cache_kind + stale") with { Type = MemoryType.Code });

        Assert.Equal("msg-1", (await SearchAsync("purge cache of stale entries")).First());
    }

    [Fact]
    public async Task Version_AnyChange_IsAnother()
    {
        var empty = await Index.VersionAsync(Cancellation);
        await AddAsync(Passage("msg-1", "tea"));
        var added = await Index.VersionAsync(Cancellation);
        await AddAsync(Passage("msg-1", "tea"));
        Assert.Equal(added, await Index.VersionAsync(Cancellation));
        await Index.ForgetAsync([new MemoryForgotten { MessageId = "msg-2", Ids = ["msg-1"] }], Cancellation);
        var forgotten = await Index.VersionAsync(Cancellation);

        Assert.Equal(3, new HashSet<string>([empty, added, forgotten]).Count);
    }

    [Fact]
    public async Task Stats_AfterAddingAndForgetting_CountWhatIsThere()
    {
        await AddAsync(
            Passage("msg-1", "tea") with { Source = "a" }, Passage("msg-2", "more tea") with { Source = "b", Type = MemoryType.Code }, Passage("msg-3", "milk"));
        await Index.ForgetAsync([new MemoryForgotten { MessageId = "msg-9", Ids = ["msg-3"] }], Cancellation);

        var stats = await Index.StatsAsync(Cancellation);

        Assert.Equal((2, 2, Noon), (stats.Passages, stats.Sources, stats.Newest));
        Assert.Equal(new Dictionary<string, long> { ["conversation"] = 1, ["code"] = 1 }, stats.Types);
    }

    [Fact]
    public async Task Search_ManyPassages_AllAreFoundByTheirOwnWord()
    {
        await AddAsync([.. Enumerable.Range(0, 5_000).Select(n => Passage($"msg-{n:0000}", $"passage word{n} of many"))]);

        foreach (var n in (int[])[0, 127, 128, 4_095, 4_096, 4_999]) Assert.Equal($"msg-{n:0000}", (await SearchAsync($"word{n}", topK: 1)).Single());
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

    private static MemoryRecord Turn(string message, int n, string text) =>
        Passage($"{message}.{n}", text) with { Session = "talk", Ordinal = n };

    private static MemoryRecord Passage(string id, string text) =>
        new() { Id = id, Text = text, Type = MemoryType.Conversation, AgentId = "ann", Timestamp = Noon };
}

using Ora.Core.Ids;
using Ora.Core.Memory;
using Ora.Core.Memory.Dense;
using Ora.Core.Messages;
using Xunit;

namespace Ora.Contracts.Memory;

/// <summary>What every dense tier of memory does.</summary>
public abstract class DenseMemoryContract
{
    /// <summary>The dimension of all vectors.</summary>
    protected const int Dimension = 16;

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The memory of a project; what is written is seen at once. All projects of a test share one store.</summary>
    protected abstract IDenseMemory Open(ProjectName project);

    [Fact]
    public async Task Query_NothingWritten_FindsNothing()
    {
        var memory = Open(ProjectName.Parse("empty"));

        Assert.Empty((await memory.QueryAsync(Question("tea"), Cancellation)).Matches);
        Assert.Equal(0, await memory.CountAsync(Cancellation));
        Assert.Empty(await IdsAsync(memory));
    }

    [Fact]
    public async Task Query_SeveralVectors_NearestFirstWithTheirCosines()
    {
        var memory = Open(ProjectName.Parse("one"));
        await memory.UpsertAsync([Record("msg-1", "green tea"), Record("msg-2", "black coffee"), Record("msg-3", "green apples and tea")], Cancellation);

        var matches = (await memory.QueryAsync(Question("green tea", topK: 2), Cancellation)).Matches;

        Assert.Equal(["msg-1", "msg-3"], matches.Select(match => match.Id));
        Assert.Equal(1, matches[0].Similarity, 5);
        Assert.Equal(Cosine("green tea", "green apples and tea"), matches[1].Similarity, 5);
    }

    [Fact]
    public async Task Upsert_SameId_Replaces()
    {
        var memory = Open(ProjectName.Parse("one"));
        await memory.UpsertAsync([Record("msg-1", "tea")], Cancellation);

        await memory.UpsertAsync([Record("msg-1", "coffee")], Cancellation);

        var match = Assert.Single((await memory.QueryAsync(Question("coffee"), Cancellation)).Matches);
        Assert.Equal(1, match.Similarity, 5);
        Assert.Equal(1, await memory.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Query_TypesAndSince_Filter()
    {
        var memory = Open(ProjectName.Parse("one"));
        await memory.UpsertAsync(
            [
                Record("msg-1", "tea", MemoryType.Note, Noon),
                Record("msg-2", "tea", MemoryType.Code, Noon.AddHours(1)),
                Record("msg-3", "tea", MemoryType.Note, Noon.AddHours(2)),
                Record("msg-4", "tea", MemoryType.Note, timestamp: null),
            ],
            Cancellation);

        Assert.Equal(["msg-1", "msg-3", "msg-4"], await FindAsync(memory, Question("tea") with { Types = [MemoryType.Note] }));
        Assert.Equal(["msg-2", "msg-3"], await FindAsync(memory, Question("tea") with { Since = Noon.AddMinutes(1) }));
        Assert.Equal(["msg-1", "msg-2", "msg-3"], await FindAsync(memory, Question("tea") with { Since = Noon }));
    }

    [Fact]
    public async Task Delete_KnownAndUnknownIds_RemovesThoseThatAreThere()
    {
        var memory = Open(ProjectName.Parse("one"));
        await memory.UpsertAsync([Record("msg-1.0", "tea"), Record("msg-1.0.1", "tea"), Record("msg-2", "tea")], Cancellation);

        await memory.DeleteAsync(["msg-1.0", "msg-9"], Cancellation);

        Assert.Equal(["msg-1.0.1", "msg-2"], await IdsAsync(memory));
    }

    [Fact]
    public async Task Projects_SameIds_DoNotSeeEachOther()
    {
        var (one, two) = (Open(ProjectName.Parse("one")), Open(ProjectName.Parse("one-2")));
        await one.UpsertAsync([Record("msg-1", "tea")], Cancellation);
        await two.UpsertAsync([Record("msg-1", "coffee"), Record("msg-2", "tea")], Cancellation);

        Assert.Equal(["msg-1"], await FindAsync(one, Question("tea")));
        await one.DeleteAsync(["msg-1", "msg-2"], Cancellation);

        Assert.Equal(["msg-1", "msg-2"], await IdsAsync(two));
        await one.DropAsync(Cancellation);

        Assert.Equal(2, await two.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Drop_ManyVectors_LeavesNothing()
    {
        var memory = Open(ProjectName.Parse("one"));
        await memory.UpsertAsync([.. Enumerable.Range(0, 230).Select(n => Record($"msg-{n:000}", $"tea {n}"))], Cancellation);
        Assert.Equal(230, (await IdsAsync(memory)).Count);

        await memory.DropAsync(Cancellation);
        await memory.DropAsync(Cancellation);

        Assert.Empty(await IdsAsync(memory));
        Assert.Equal(0, await memory.CountAsync(Cancellation));
    }

    protected static DenseQuery Question(string text, int topK = 10) => new(WordEmbedder.Embed(text, Dimension), topK, [], null);

    protected static DenseRecord Record(string id, string text, MemoryType type = MemoryType.Note, DateTimeOffset? timestamp = null) => new(
        new MemoryRecord { Id = id, Text = text, Type = type, Source = "docs/tea.md", AgentId = "ann", TaskId = "task-a", Timestamp = timestamp },
        WordEmbedder.Embed(text, Dimension));

    protected static async Task<IReadOnlyList<string>> IdsAsync(IDenseMemory memory)
    {
        var ids = new List<string>();
        await foreach (var id in memory.ListIdsAsync(Cancellation)) ids.Add(id);
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    private static async Task<IReadOnlyList<string>> FindAsync(IDenseMemory memory, DenseQuery query) =>
        [.. (await memory.QueryAsync(query, Cancellation)).Matches.Select(match => match.Id).Order(StringComparer.Ordinal)];

    private static float Cosine(string one, string other) =>
        WordEmbedder.Embed(one, Dimension).Zip(WordEmbedder.Embed(other, Dimension), (x, y) => x * y).Sum();
}

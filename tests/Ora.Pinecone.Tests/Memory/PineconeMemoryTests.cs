using System.Text.Json.Nodes;
using Ora.Contracts.Memory;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Memory;
using Ora.Core.Memory.Dense;
using Ora.Core.Messages;
using Ora.Pinecone.Tests.StandIn;
using Xunit;

namespace Ora.Pinecone.Tests.Memory;

public sealed class PineconeMemoryTests : IAsyncLifetime
{
    private Server _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await Server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Upsert_NoIndex_MakesOneWaitsAndAsksForTheHostOnce()
    {
        _server.StandIn.NotReadyFor = 3;
        var memory = _server.Memory("one");

        await memory.UpsertAsync([Record("msg-1", "tea")], Cancellation);
        await memory.UpsertAsync([Record("msg-2", "tea")], Cancellation);
        await memory.QueryAsync(Question("tea"), Cancellation);

        Assert.Equal(
            ["GET /indexes/ora-memory", "POST /indexes", "GET /indexes/ora-memory", "GET /indexes/ora-memory", "GET /indexes/ora-memory", "POST /vectors/upsert", "POST /vectors/upsert", "POST /query"],
            _server.StandIn.Seen.Select(seen => $"{seen.Method} {seen.Path}"));
        Assert.Equal(3, _server.Time.Pauses.Count);
    }

    [Fact]
    public async Task Query_NoIndex_FindsNothingAndMakesNone()
    {
        Assert.Empty((await _server.Memory("one").QueryAsync(Question("tea"), Cancellation)).Matches);
        Assert.Equal(["GET /indexes/ora-memory"], _server.StandIn.Seen.Select(seen => $"{seen.Method} {seen.Path}"));
    }

    [Fact]
    public async Task Upsert_Metadata_SaysWhereFromAndHoldsNoText()
    {
        var passage = new MemoryRecord
        {
            Id = "msg-1.0",
            Text = "secret tea",
            Type = MemoryType.Documentation,
            Source = "docs/tea.md",
            AgentId = "ann",
            TaskId = "task-a",
            Timestamp = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        };
        await _server.Memory("one").UpsertAsync([new DenseRecord(passage, WordEmbedder.Embed("tea", Server.Dimension)), Record("msg-2", "tea")], Cancellation);

        var vectors = _server.StandIn.Vectors("one");
        Assert.Equal(
            """{"project":"one","type":"documentation","source":"docs/tea.md","timestamp":1700000000,"agent":"ann","task":"task-a"}""",
            vectors[0].Metadata.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("""{"project":"one","type":"note","agent":"ann"}""", vectors[1].Metadata.ToJsonString());
    }

    [Fact]
    public async Task Query_VectorOfAnotherProjectInTheNamespace_IsNotFound()
    {
        var memory = _server.Memory("one");
        await memory.UpsertAsync([Record("msg-1", "tea")], Cancellation);
        var stranger = new StoredVector("msg-9", WordEmbedder.Embed("tea", Server.Dimension), new JsonObject { ["project"] = "two" });
        _server.StandIn.Put("one", stranger);

        var match = Assert.Single((await memory.QueryAsync(Question("tea"), Cancellation)).Matches);

        Assert.Equal("msg-1", match.Id);
        Assert.Equal("one", _server.StandIn.Seen[^1].Body!["filter"]!["project"]!["$eq"]!.GetValue<string>());
    }

    [Fact]
    public async Task Upsert_ManyLargeVectors_KeepsToTheLimitsOfRecordsAndBytes()
    {
        const int Large = 3_072;
        var random = new Random(7);
        DenseRecord[] records =
        [
            .. Enumerable.Range(0, 120).Select(n =>
            {
                var vector = new float[Large];
                for (var i = 0; i < Large; i++) vector[i] = random.NextSingle() - 0.5f;
                return new DenseRecord(Record($"msg-{n}", "").Passage, vector);
            }),
        ];

        await _server.Memory("large", Large).UpsertAsync(records, Cancellation);

        var upserts = _server.StandIn.Seen.Where(seen => seen.Path == "/vectors/upsert").ToList();
        Assert.InRange(upserts.Count, 2, 5);
        Assert.All(upserts, upsert => Assert.InRange(upsert.BodyBytes, 1, 2_000_000));
        Assert.Equal(120, _server.StandIn.Vectors("large").Count);
    }

    [Fact]
    public async Task UpsertAndDelete_MoreThanAThousand_AreSentInBatches()
    {
        var memory = _server.Memory("many");
        await memory.UpsertAsync([.. Enumerable.Range(0, 2_001).Select(n => Record($"msg-{n}", $"tea {n}"))], Cancellation);
        await memory.DeleteAsync([.. Enumerable.Range(1, 2_000).Select(n => $"msg-{n}")], Cancellation);

        Assert.Equal(3, _server.StandIn.Seen.Count(seen => seen.Path == "/vectors/upsert"));
        Assert.Equal(2, _server.StandIn.Seen.Count(seen => seen.Path == "/vectors/delete"));
        Assert.Equal(["msg-0"], _server.StandIn.Vectors("many").Select(vector => vector.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Query_WriteNotIndexedYet_SaysHowFarItSees(bool tellsLsn)
    {
        _server.StandIn.TellsLsn = tellsLsn;
        var memory = _server.Memory("one");
        var first = await memory.UpsertAsync([Record("msg-1", "tea")], Cancellation);
        _server.StandIn.IsDelayed = true;
        var second = await memory.UpsertAsync([Record("msg-2", "tea")], Cancellation);

        var before = await memory.QueryAsync(Question("tea"), Cancellation);
        _server.StandIn.IndexAll();
        var after = await memory.QueryAsync(Question("tea"), Cancellation);

        Assert.Equal(["msg-1"], before.Matches.Select(match => match.Id));
        Assert.Equal(["msg-1", "msg-2"], after.Matches.Select(match => match.Id));
        Assert.Equal(tellsLsn ? (1, 2, 1, 2) : ((long?)null, (long?)null, (long?)null, (long?)null), (first, second, before.SeenTo, after.SeenTo));
    }

    [Fact]
    public async Task Index_OfAnotherDimension_IsRefusedWithBoth()
    {
        await _server.Memory("one").UpsertAsync([Record("msg-1", "tea")], Cancellation);

        var refused = await Assert.ThrowsAsync<RemoteServiceException>(() => _server.Memory("one", 32).QueryAsync(Question("tea"), Cancellation).AsTask());

        Assert.False(refused.IsTransient);
        Assert.Contains("16 dimensions", refused.Message, StringComparison.Ordinal);
        Assert.Contains("32", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drop_OneProject_RemovesItsNamespaceOnly()
    {
        var one = _server.Memory("one");
        await one.UpsertAsync([Record("msg-1", "tea")], Cancellation);
        await _server.Memory("two").UpsertAsync([Record("msg-1", "tea")], Cancellation);

        await one.DropAsync(Cancellation);

        Assert.Equal(["two"], _server.StandIn.Namespaces);
    }

    [Fact]
    public async Task Questions_OverManyTexts_RankAsBruteForceDoes()
    {
        const int Texts = 600;
        var (random, words) = (new Random(11), "lease claim task agent queue file memory vector index rename flush retry token budget summary blocker alpha beta gamma delta".Split(' '));
        string Text(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)]));
        var exact = new BruteForceMemory([], ProjectName.Parse("one"));
        var pinecone = _server.Memory("one");
        DenseRecord[] records = [.. Enumerable.Range(0, Texts).Select(n => Record($"msg-{n:000}", Text(4 + (n % 20))))];
        await exact.UpsertAsync(records, Cancellation);
        await pinecone.UpsertAsync(records, Cancellation);

        for (var n = 0; n < 50; n++)
        {
            var question = new DenseQuery(WordEmbedder.Embed(Text(5), Server.Dimension), 50, [], null);
            var expected = (await exact.QueryAsync(question, Cancellation)).Matches;
            var found = (await pinecone.QueryAsync(question, Cancellation)).Matches;
            Assert.Equal(expected.Select(match => match.Id), found.Select(match => match.Id));
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Similarity, pair.Second.Similarity, 5));
        }
    }

    private static DenseRecord Record(string id, string text) =>
        new(new MemoryRecord { Id = id, Text = text, Type = MemoryType.Note, AgentId = "ann" }, WordEmbedder.Embed(text, Server.Dimension));

    private static DenseQuery Question(string text) => new(WordEmbedder.Embed(text, Server.Dimension), 10, [], null);
}

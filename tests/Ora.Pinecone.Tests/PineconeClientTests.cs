using Ora.Core.Errors;
using Ora.Pinecone.Indexes;
using Ora.Pinecone.Tests.StandIn;
using Ora.Pinecone.Vectors;
using Xunit;

namespace Ora.Pinecone.Tests;

public sealed class PineconeClientTests : IAsyncLifetime
{
    private static readonly CreateIndexRequest NewIndex = new() { Name = "ora-memory", Dimension = 3, Spec = new IndexSpec(new ServerlessSpec("aws", "us-east-1")) };

    private Server _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await Server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(ErrorShape.Error)]
    [InlineData(ErrorShape.RpcStatus)]
    [InlineData(ErrorShape.Text)]
    public async Task Error_InEachShape_IsReadAndHoldsNoKey(ErrorShape shape)
    {
        _server.StandIn.FailNext(new StandInRefusalException(403, $"No quota for {PineconeStandIn.Key}.\n  Upgrade", shape, "QUOTA_EXCEEDED"));

        var refused = await Assert.ThrowsAsync<RemoteServiceException>(() => _server.Client().DescribeIndexAsync("ora-memory", Cancellation).AsTask());

        Assert.Equal("Pinecone refuses with status 403: No quota for ***. Upgrade.", refused.Message);
        Assert.Equal(403, refused.Status);
        Assert.Equal(shape switch { ErrorShape.Error => "QUOTA_EXCEEDED", ErrorShape.RpcStatus => "14", _ => null }, refused.ErrorCode);
        Assert.False(refused.IsTransient);
        Assert.DoesNotContain(PineconeStandIn.Key, refused.ToString(), StringComparison.Ordinal);
        Assert.Single(_server.StandIn.Seen);
    }

    [Fact]
    public async Task WrongKey_IsRefusedOnceWithoutIt()
    {
        var refused = await Assert.ThrowsAsync<RemoteServiceException>(() => _server.Client(key: "pcsk_wrong").DescribeIndexAsync("ora-memory", Cancellation).AsTask());

        Assert.Equal("Pinecone refuses with status 401: Unauthorized.", refused.Message);
        Assert.DoesNotContain("pcsk_wrong", refused.ToString(), StringComparison.Ordinal);
        Assert.Single(_server.StandIn.Seen);
    }

    [Fact]
    public async Task TooManyRequests_WithRetryAfter_WaitsAsLongAsAsked()
    {
        _server.StandIn.FailNext(new StandInRefusalException(429, "slow down", ErrorShape.Text) { RetryAfter = "7" });

        Assert.Null(await _server.Client().DescribeIndexAsync("ora-memory", Cancellation));

        Assert.Equal([TimeSpan.FromSeconds(7)], _server.Time.Pauses);
        Assert.Equal(2, _server.StandIn.Seen.Count);
    }

    [Fact]
    public async Task TooManyRequests_ForALongTime_IsGivenBackToTheCaller()
    {
        _server.StandIn.FailNext(new StandInRefusalException(429, "monthly limit", ErrorShape.RpcStatus, "RESOURCE_EXHAUSTED") { RetryAfter = "3600" });

        var refused = await Assert.ThrowsAsync<RemoteServiceException>(() => _server.Client().DescribeIndexAsync("ora-memory", Cancellation).AsTask());

        Assert.Equal(TimeSpan.FromHours(1), refused.RetryAfter);
        Assert.True(refused.IsTransient);
        Assert.Empty(_server.Time.Pauses);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task ServerFault_Repeatable_IsTriedAgainWithGrowingPauses(int status)
    {
        for (var n = 0; n < 3; n++) _server.StandIn.FailNext(new StandInRefusalException(status, "oops", ErrorShape.Text));

        Assert.Null(await _server.Client().DescribeIndexAsync("ora-memory", Cancellation));

        Assert.Equal(4, _server.StandIn.Seen.Count);
        Assert.Equal(3, _server.Time.Pauses.Count);
        Assert.All(_server.Time.Pauses, pause => Assert.InRange(pause.TotalSeconds, 0, 20));
    }

    [Fact]
    public async Task ServerFault_TooOften_IsReported()
    {
        for (var n = 0; n < 9; n++) _server.StandIn.FailNext(new StandInRefusalException(503, "maintenance", ErrorShape.RpcStatus, "UNAVAILABLE"));

        var refused = await Assert.ThrowsAsync<RemoteServiceException>(() => _server.Client().DescribeIndexAsync("ora-memory", Cancellation).AsTask());

        Assert.True(refused.IsTransient);
        Assert.Equal(503, refused.Status);
        Assert.Equal(4, _server.StandIn.Seen.Count);
    }

    [Fact]
    public async Task CreateIndex_ServerFault_IsNotRepeatedBlindly()
    {
        _server.StandIn.FailNext(new StandInRefusalException(500, "oops", ErrorShape.Error, "UNKNOWN"));

        var refused = await Assert.ThrowsAsync<RemoteServiceException>(() => _server.Client().CreateIndexAsync(NewIndex, Cancellation).AsTask());

        Assert.True(refused.IsTransient);
        Assert.Single(_server.StandIn.Seen);
    }

    [Fact]
    public async Task CreateIndex_ThatIsThere_DescribesIt()
    {
        var client = _server.Client();
        await client.CreateIndexAsync(NewIndex, Cancellation);

        var index = await client.CreateIndexAsync(NewIndex, Cancellation);

        Assert.Equal((3, "cosine", _server.StandIn.DataHost), (index.Dimension, index.Metric, index.Host));
    }

    [Fact]
    public async Task Away_IsReportedAsNoAnswerAndTriedAgain()
    {
        _server.StandIn.IsAway = true;

        var failed = await Assert.ThrowsAsync<RemoteServiceException>(() => _server.Client().DescribeIndexAsync("ora-memory", Cancellation).AsTask());

        Assert.Equal("Pinecone does not answer.", failed.Message);
        Assert.True(failed.IsTransient);
        Assert.Null(failed.Status);
        Assert.Equal(3, _server.Time.Pauses.Count);
    }

    [Theory]
    [InlineData("http://api.pinecone.example", false)]
    [InlineData("https://api.pinecone.example", true)]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:5080", true)]
    public void Address_Unencrypted_OnlyOnThisMachine(string address, bool isFine)
    {
        void Create() => new PineconeClient(new PineconeOptions { Address = new Uri(address), ApiKey = "pcsk_x" }, TimeProvider.System, new Random(1)).Dispose();

        if (isFine) Create();
        else Assert.Contains("https", Assert.Throws<OraException>(Create).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StandIn_VectorWithoutLengthOrOfAnotherDimension_Refuses()
    {
        var client = _server.Client();
        await client.CreateIndexAsync(NewIndex, Cancellation);
        var index = client.Index(_server.StandIn.DataHost);

        var zero = await Assert.ThrowsAsync<RemoteServiceException>(() => UpsertAsync(index, [0, 0, 0]));
        var shorter = await Assert.ThrowsAsync<RemoteServiceException>(() => UpsertAsync(index, [1, 2]));
        var nameless = await Assert.ThrowsAsync<RemoteServiceException>(() => UpsertAsync(index, [1, 2, 3], id: "ü"));

        Assert.All([zero, shorter, nameless], refused => Assert.True(refused.IsOfInput));
        Assert.Contains("non-zero", zero.Message, StringComparison.Ordinal);
        Assert.Contains("dimension 2 does not match", shorter.Message, StringComparison.Ordinal);
        Assert.Contains("ASCII", nameless.Message, StringComparison.Ordinal);
    }

    private static Task UpsertAsync(IndexClient index, float[] values, string id = "msg-1") =>
        index.UpsertAsync("one", [new PineconeVector { Id = id, Values = values }], Cancellation).AsTask();
}

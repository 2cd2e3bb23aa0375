using Microsoft.Extensions.AI;
using Ora.Contracts.Memory;
using Ora.Core.Errors;
using Ora.Core.Memory.Dense;
using Ora.Pinecone.Inference;
using Xunit;

namespace Ora.Pinecone.Tests.Inference;

public sealed class PineconeEmbeddingGeneratorTests : IAsyncLifetime
{
    private Server _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await Server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Passages_MoreThanABatch_AreEmbeddedInOrder()
    {
        using var generator = new PineconeEmbeddingGenerator(_server.Client(), PineconeEmbeddingGenerator.DefaultModel, 384);
        string[] texts = [.. Enumerable.Range(0, 200).Select(n => $"text {n}")];

        var embeddings = await generator.GenerateAsync(texts, cancellationToken: Cancellation);

        Assert.Equal([96, 96, 8], _server.StandIn.Seen.Select(seen => seen.Body!["inputs"]!.AsArray().Count));
        Assert.All(_server.StandIn.Seen, seen => Assert.Equal("passage", seen.Body!["parameters"]!["input_type"]!.GetValue<string>()));
        Assert.Equal(texts.Select(text => WordEmbedder.Embed(text, 384)), embeddings.Select(embedding => embedding.Vector.ToArray()));
        Assert.Equal(384, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);
    }

    [Fact]
    public async Task Question_IsEmbeddedAsOne()
    {
        using var generator = new PineconeEmbeddingGenerator(_server.Client(), PineconeEmbeddingGenerator.DefaultModel, PineconeEmbeddingGenerator.DefaultDimension);

        await generator.GenerateAsync(["why?"], EmbeddingPurpose.Query, Cancellation);

        Assert.Equal("query", Assert.Single(_server.StandIn.Seen).Body!["parameters"]!["input_type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Model_ThatDoesNotExist_IsRefused()
    {
        using var generator = new PineconeEmbeddingGenerator(_server.Client(), "no-such-model", 1_024);

        var refused = await Assert.ThrowsAsync<RemoteServiceException>(() => generator.GenerateAsync(["tea"], cancellationToken: Cancellation));

        Assert.Equal(404, refused.Status);
        Assert.False(refused.IsTransient);
    }
}

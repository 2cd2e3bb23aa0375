using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Ora.Core.Errors;
using Xunit;

namespace Ora.Embeddings.Tests;

public sealed class OpenAIEmbeddingGeneratorTests : IAsyncLifetime
{
    private EmbeddingEndpoint _endpoint = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _endpoint = await EmbeddingEndpoint.StartAsync();

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    [Fact]
    public async Task Generate_AnswerInAnotherOrder_IsPutIntoTheTexts()
    {
        using var generator = Generator();

        var embeddings = await generator.GenerateAsync(["a", "bb", "ccc"], cancellationToken: Cancellation);

        Assert.Equal([1f, 2f, 3f], embeddings.Select(embedding => embedding.Vector.Span[0]));
        Assert.Equal(5, embeddings.Usage!.InputTokenCount);
        Assert.Equal("test-model", generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
    }

    [Fact]
    public async Task Generate_ManyTexts_AreSentInBatches()
    {
        using var generator = Generator();

        var embeddings = await generator.GenerateAsync(Enumerable.Repeat("text", 200), cancellationToken: Cancellation);

        Assert.Equal(200, embeddings.Count);
        Assert.Equal([96, 96, 8], _endpoint.Seen.Select(body => body["input"]!.AsArray().Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Generate_Dimension_IsAskedForOnlyWhereItCanBe(bool asks)
    {
        using var generator = Generator(asks: asks);

        await generator.GenerateAsync(["a"], cancellationToken: Cancellation);

        Assert.Equal(asks ? 4 : null, _endpoint.Seen[0]["dimensions"]?.GetValue<int>());
    }

    [Fact]
    public async Task Generate_WithoutKey_SendsNone()
    {
        _endpoint.NeedsKey = false;
        using var generator = Generator(key: null);

        Assert.Single(await generator.GenerateAsync(["a"], cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Generate_WrongKey_IsRefusedWithoutIt()
    {
        using var generator = Generator(key: "sk-wrong-987");

        var refused = await Assert.ThrowsAsync<RemoteServiceException>(() => generator.GenerateAsync(["a"], cancellationToken: Cancellation));

        Assert.Equal("The embedding endpoint refuses with status 401: Incorrect API key provided: Bearer ***.", refused.Message);
        Assert.DoesNotContain("sk-wrong-987", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_AnotherDimension_IsRefused() => await RefusesAsync(answer =>
    {
        answer["data"]![0]!["embedding"]!.AsArray().Add(JsonValue.Create(1f));
        return answer;
    });

    [Fact]
    public async Task Generate_TooFewVectors_IsRefused() => await RefusesAsync(answer =>
    {
        answer["data"]!.AsArray().RemoveAt(0);
        return answer;
    });

    [Fact]
    public async Task Generate_SameIndexTwice_IsRefused() => await RefusesAsync(answer =>
    {
        answer["data"]![0]!["index"] = 0;
        answer["data"]![1]!["index"] = 0;
        return answer;
    });

    [Fact]
    public async Task Generate_NoList_IsRefused() => await RefusesAsync(_ => new JsonObject { ["embedding"] = new JsonArray() });

    [Fact]
    public void Address_WithKeyAndUnencryptedElsewhere_IsRefused()
    {
        var options = new OpenAIEmbeddingOptions { Address = new Uri("http://models.example/v1"), Model = "m", Dimension = 4 };
        using var withoutKey = new OpenAIEmbeddingGenerator(options, TimeProvider.System, new Random(1));

        Assert.Throws<OraException>(() => new OpenAIEmbeddingGenerator(options with { ApiKey = "sk-x" }, TimeProvider.System, new Random(1)));
    }

    private async Task RefusesAsync(Func<JsonObject, JsonObject> change)
    {
        _endpoint.Change = change;
        using var generator = Generator();

        var refused = await Assert.ThrowsAsync<RemoteServiceException>(() => generator.GenerateAsync(["a", "b"], cancellationToken: Cancellation));

        Assert.False(refused.IsTransient);
    }

    private OpenAIEmbeddingGenerator Generator(string? key = EmbeddingEndpoint.Key, bool asks = false) => new(
        new OpenAIEmbeddingOptions { Address = _endpoint.Address, ApiKey = key, Model = "test-model", Dimension = 4, AsksForDimension = asks, Retries = 0 },
        TimeProvider.System,
        new Random(1));
}

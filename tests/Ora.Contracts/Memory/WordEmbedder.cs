using Microsoft.Extensions.AI;

namespace Ora.Contracts.Memory;

/// <summary>
/// A model for tests that needs no network: words in signed buckets, each text a vector of length 1. The same words give the same
/// vector on every machine.
/// </summary>
/// <param name="dimension">The dimension of its vectors.</param>
public sealed class WordEmbedder(int dimension) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>How many texts were embedded.</summary>
    public int Texts { get; private set; }

    /// <summary>What it throws instead of an answer, for a list of texts; null: it answers.</summary>
    public Func<IReadOnlyList<string>, Exception?>? Fault { get; set; }

    /// <summary>The vector of a text.</summary>
    public static float[] Embed(string text, int dimension)
    {
        var vector = new float[dimension];
        foreach (var word in text.ToLowerInvariant().Split([' ', '.', ',', '?', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var hash = 2_166_136_261u;
            foreach (var letter in word) hash = (hash ^ letter) * 16_777_619;
            vector[hash % (uint)dimension] += (hash & 0x8000_0000) == 0 ? 1 : -1;
            vector[(hash >> 8) % (uint)dimension] += 0.5f;
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0) vector[0] = length = 1;
        return Array.ConvertAll(vector, value => value / length);
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        if (Fault?.Invoke(texts) is { } fault) return Task.FromException<GeneratedEmbeddings<Embedding<float>>>(fault);
        Texts += texts.Count;
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(Embed(text, dimension)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

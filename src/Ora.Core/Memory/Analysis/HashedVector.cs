using System.Runtime.InteropServices;

namespace Ora.Core.Memory.Analysis;

/// <summary>
/// A text as a vector without a model: its terms, pairs of neighbouring terms and sequences of characters, each counted into one of a
/// fixed number of signed buckets, so that texts which share parts of words come out alike. What is stored never depends on other
/// texts: how rare a word is counts on the side of the question only, where each of its features weighs idf².
/// </summary>
/// <remarks>
/// Stored, it is 8 bits per bucket and only the buckets that are not zero: the number to go on from the last bucket (1 or 2 bytes), then
/// the value. A passage has some hundreds; all 2,048 of 100,000 passages would be 200 MB.
/// </remarks>
public sealed class HashedVector
{
    private const int Buckets = 2048;
    private const int GramMin = 3;
    private const int GramMax = 5;
    private const int ValueMax = 127;
    private const int LongStep = 0x80; // Marks a step of two bytes.

    private readonly float[] _buckets;

    private HashedVector(float[] buckets) => _buckets = buckets;

    /// <summary>The vector of a question.</summary>
    /// <param name="terms">Its terms in their order.</param>
    /// <param name="idf">How rare a term is.</param>
    internal static HashedVector OfQuestion(IReadOnlyList<string> terms, Func<string, float> idf) => new(Count(terms, term =>
    {
        var rarity = idf(term);
        return rarity * rarity;
    }));

    /// <summary>The vector of a passage in its stored form; empty when it has no terms.</summary>
    internal static byte[] OfPassage(IReadOnlyList<string> terms) => Pack(Count(terms, _ => 1));

    /// <summary>How alike the question is to a passage: the cosine, but for the length of the question, which is the same for all.</summary>
    /// <param name="stored">The passage's vector in its stored form.</param>
    public float Similarity(ReadOnlySpan<byte> stored)
    {
        float dot = 0;
        long squares = 0;
        var bucket = 0;
        var at = 0;
        while (Next(stored, ref at, ref bucket, out var value))
        {
            dot += _buckets[bucket] * value;
            squares += value * value;
        }

        return squares == 0 ? 0 : dot / MathF.Sqrt(squares);
    }

    /// <summary>The cosine of two passages in their stored form.</summary>
    public static float Similarity(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var (dot, squares, otherSquares) = (0L, 0L, 0L);
        var (bucket, otherBucket, at, otherAt) = (0, 0, 0, 0);
        var hasOther = Next(other, ref otherAt, ref otherBucket, out var otherValue);
        while (Next(one, ref at, ref bucket, out var value))
        {
            squares += value * value;
            for (; hasOther && otherBucket <= bucket; hasOther = Next(other, ref otherAt, ref otherBucket, out otherValue))
            {
                if (otherBucket == bucket) dot += value * otherValue;
                otherSquares += otherValue * otherValue;
            }
        }

        for (; hasOther; hasOther = Next(other, ref otherAt, ref otherBucket, out otherValue)) otherSquares += otherValue * otherValue;
        return squares == 0 || otherSquares == 0 ? 0 : dot / MathF.Sqrt((float)squares * otherSquares);
    }

    private static bool Next(ReadOnlySpan<byte> stored, ref int at, ref int bucket, out int value)
    {
        value = 0;
        if (at >= stored.Length) return false;
        int step = stored[at++];
        if ((step & LongStep) != 0) step = ((step & ~LongStep) << 8) | stored[at++];
        bucket += step;
        value = (sbyte)stored[at++];
        return true;
    }

    private static byte[] Pack(float[] buckets)
    {
        var largest = 0f;
        foreach (var value in buckets) largest = Math.Max(largest, MathF.Abs(value));
        if (largest == 0) return [];
        var packed = new List<byte>(512);
        var last = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            var value = (sbyte)MathF.Round(buckets[bucket] / largest * ValueMax);
            if (value == 0) continue;
            var step = bucket - last;
            if (step >= LongStep) packed.Add((byte)(LongStep | (step >> 8)));
            packed.Add((byte)step);
            packed.Add((byte)value);
            last = bucket;
        }

        return [.. packed];
    }

    // A feature that comes n times counts 1 + ln n, so that a long text is not ruled by its commonest word.
    private static float[] Count(IReadOnlyList<string> terms, Func<string, float> weightOf)
    {
        var features = new Dictionary<uint, (int Count, float Weight)>();
        for (var i = 0; i < terms.Count; i++)
        {
            var weight = weightOf(terms[i]);
            Add(Hash('t', terms[i]), weight);
            if (i > 0) Add(Hash('b', terms[i - 1], terms[i]), weight);
            AddGrams(terms[i], weight);
        }

        var buckets = new float[Buckets];
        foreach (var (hash, (count, weight)) in features)
        {
            var value = (1 + MathF.Log(count)) * weight;
            buckets[hash % Buckets] += (hash >> 24 & 1) == 0 ? value : -value;
        }

        return buckets;

        void Add(uint hash, float weight)
        {
            ref var feature = ref CollectionsMarshal.GetValueRefOrAddDefault(features, hash, out _);
            feature = (feature.Count + 1, Math.Max(feature.Weight, weight));
        }

        void AddGrams(string term, float weight)
        {
            if (term.Length < GramMin) return;
            var marked = $"<{term}>";
            for (var size = GramMin; size <= GramMax; size++)
            {
                for (var at = 0; at + size <= marked.Length; at++) Add(Hash('g', marked.AsSpan(at, size)), weight);
            }
        }
    }

    // FNV-1a; its low bits are weak for short inputs, so they are mixed at the end. Never string.GetHashCode: it differs by process.
    private static uint Hash(char kind, ReadOnlySpan<char> first, ReadOnlySpan<char> second = default)
    {
        const uint Prime = 16777619;
        var hash = (2166136261u ^ kind) * Prime;
        foreach (var c in first) hash = (hash ^ c) * Prime;
        if (second.Length > 0)
        {
            hash = (hash ^ ' ') * Prime;
            foreach (var c in second) hash = (hash ^ c) * Prime;
        }

        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}

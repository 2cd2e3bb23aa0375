namespace Ora.Core.Memory.Dense;

/// <summary>The vectors of the last questions, which agents ask again and again. Safe for calls at the same time.</summary>
internal sealed class RecentVectors
{
    private const int VectorsMax = 64; // Of 1,024 numbers: a quarter of a megabyte.

    private readonly Lock _gate = new();
    private readonly Dictionary<(EmbeddingModel Model, string Text), (ReadOnlyMemory<float> Vector, long Used)> _vectors = [];
    private long _uses;

    /// <summary>The vector of a question by a model, or null when it is not known.</summary>
    public ReadOnlyMemory<float>? Find(EmbeddingModel model, string text)
    {
        lock (_gate)
        {
            if (!_vectors.TryGetValue((model, text), out var known)) return null;
            _vectors[(model, text)] = known with { Used = ++_uses };
            return known.Vector;
        }
    }

    /// <summary>Keeps a vector; the one that was not asked for the longest time makes room.</summary>
    public void Keep(EmbeddingModel model, string text, ReadOnlyMemory<float> vector)
    {
        lock (_gate)
        {
            _vectors[(model, text)] = (vector, ++_uses);
            if (_vectors.Count > VectorsMax) _vectors.Remove(_vectors.MinBy(entry => entry.Value.Used).Key);
        }
    }
}

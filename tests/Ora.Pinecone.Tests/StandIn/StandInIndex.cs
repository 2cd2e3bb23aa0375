using System.Text;
using System.Text.Json.Nodes;

namespace Ora.Pinecone.Tests.StandIn;

/// <summary>A vector as the stand-in keeps it.</summary>
public sealed record StoredVector(string Id, float[] Values, JsonObject Metadata);

/// <summary>An index of the stand-in. A write is numbered when it is accepted, and seen when it is indexed.</summary>
internal sealed class StandInIndex(string name, int dimension)
{
    private const int MetadataBytesMax = 40_960;
    private readonly Dictionary<string, Space> _spaces = new(StringComparer.Ordinal);

    public string Name => name;

    public int Dimension => dimension;

    /// <summary>Descriptions that still say "not ready".</summary>
    public int NotReadyFor { get; set; }

    public IReadOnlyCollection<string> Namespaces => _spaces.Keys;

    public IReadOnlyDictionary<string, StoredVector> Vectors(string space) =>
        _spaces.TryGetValue(space, out var found) ? found.Visible : new Dictionary<string, StoredVector>();

    /// <summary>The last write that queries see.</summary>
    public long Indexed(string space) => _spaces.TryGetValue(space, out var found) ? found.Indexed : 0;

    public long Upsert(string space, IReadOnlyList<StoredVector> vectors, bool delayed)
    {
        if (!_spaces.TryGetValue(space, out var found)) _spaces[space] = found = new Space();
        return found.Write(() => vectors.ToList().ForEach(vector => found.Visible[vector.Id] = vector), delayed);
    }

    public long Delete(string space, IReadOnlyList<string> ids, bool delayed)
    {
        if (!_spaces.TryGetValue(space, out var found)) throw new StandInRefusalException(404, "Namespace not found", ErrorShape.RpcStatus, "NOT_FOUND");
        return found.Write(() => ids.ToList().ForEach(id => found.Visible.Remove(id)), delayed);
    }

    public bool DeleteNamespace(string space) => _spaces.Remove(space);

    public bool Has(string space) => _spaces.ContainsKey(space);

    /// <summary>Makes all writes seen.</summary>
    public void IndexAll()
    {
        foreach (var space in _spaces.Values) space.IndexAll();
    }

    public StoredVector Read(JsonNode? node)
    {
        var body = new StandInBody(node, ErrorShape.RpcStatus, "id", "values", "sparseValues", "metadata");
        return new StoredVector(RequireId(body.Text("id")), body.Floats("values", dimension), ReadMetadata(body.ObjectOrNull("metadata")));
    }

    public static string RequireId(string id) => id.Length is >= 1 and <= 512 && id.All(c => c is > '\0' and < (char)128)
        ? id
        : throw StandInRefusalException.Invalid("Vector ID must be 1 to 512 ASCII characters");

    private static JsonObject ReadMetadata(JsonObject? metadata)
    {
        foreach (var (key, value) in metadata ?? [])
        {
            if (key.StartsWith('$')) throw StandInRefusalException.Invalid($"Metadata key '{key}' starts with $");
            var isFine = value is JsonArray list ? list.All(item => item is JsonValue text && text.TryGetValue<string>(out _)) : value is JsonValue;
            if (!isFine) throw StandInRefusalException.Invalid($"Metadata value must be a string, number, boolean or list of strings, got '{value?.ToJsonString() ?? "null"}' for field '{key}'");
        }

        var bytes = Encoding.UTF8.GetByteCount(metadata?.ToJsonString() ?? "");
        if (bytes > MetadataBytesMax) throw StandInRefusalException.Invalid($"Metadata size is {bytes} bytes, which exceeds the limit of {MetadataBytesMax} bytes per vector");
        return metadata is null ? [] : (JsonObject)metadata.DeepClone();
    }

    private sealed class Space
    {
        private readonly List<Action> _waiting = [];
        private long _written;

        public SortedDictionary<string, StoredVector> Visible { get; } = new(StringComparer.Ordinal);

        public long Indexed { get; private set; }

        public long Write(Action write, bool delayed)
        {
            _waiting.Add(write);
            _written++;
            if (!delayed) IndexAll();
            return _written;
        }

        public void IndexAll()
        {
            _waiting.ForEach(write => write());
            _waiting.Clear();
            Indexed = _written;
        }
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Ora.Pinecone.Vectors;

/// <summary>Packs vectors into the fewest upserts that Pinecone's limits on records and bytes allow.</summary>
internal static class UpsertBodies
{
    /// <summary>The bodies, made as they are needed.</summary>
    public static IEnumerable<byte[]> Of(string @namespace, IEnumerable<PineconeVector> vectors)
    {
        var frame = Encoding.UTF8.GetByteCount(JsonEncodedText.Encode(@namespace).ToString()) + "{\"namespace\":\"\",\"vectors\":[]}".Length;
        var records = new List<byte[]>();
        var bytes = frame;
        foreach (var vector in vectors)
        {
            var record = JsonSerializer.SerializeToUtf8Bytes(vector, PineconeJson.Camel.PineconeVector);
            if (records.Count > 0 && (records.Count == PineconeLimits.Records || bytes + record.Length + 1 > PineconeLimits.UpsertBytes))
            {
                yield return Body(@namespace, records);
                records.Clear();
                bytes = frame;
            }

            records.Add(record);
            bytes += record.Length + 1;
        }

        if (records.Count > 0) yield return Body(@namespace, records);
    }

    private static byte[] Body(string @namespace, List<byte[]> records)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("namespace", @namespace);
        json.WriteStartArray("vectors");
        foreach (var record in records) json.WriteRawValue(record, skipInputValidation: true);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}

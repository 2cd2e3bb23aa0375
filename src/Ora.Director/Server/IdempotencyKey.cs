using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Ora.Director.Server;

/// <summary>
/// Names a call within a cycle, by what it does and not by its place in the order: when a cycle is taken up again after some of
/// its calls were done, the others come in another order.
/// </summary>
internal static class IdempotencyKey
{
    private const int HashBytes = 8;

    /// <summary>The key of a call: <c>&lt;first review of the cycle&gt;-&lt;hash of tool and arguments&gt;</c>.</summary>
    public static string For(string cycleKey, string tool, IEnumerable<KeyValuePair<string, object?>> arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("tool", tool);
            foreach (var (name, value) in arguments.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
            }

            writer.WriteEndObject();
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return $"{cycleKey}-{Convert.ToHexStringLower(hash[..HashBytes])}";
    }
}

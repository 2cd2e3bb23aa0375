using System.Text;
using System.Text.Json.Nodes;

namespace Ora.Faults.Tests.Fuzz;

/// <summary>Makes something odd of a JSON text. The same seed gives the same.</summary>
internal sealed class Mutation(Random random)
{
    private static readonly byte[][] Odd =
    [
        [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80],
        "\\ud800"u8.ToArray(), "\\u0000"u8.ToArray(), "\u202e"u8.ToArray(), "\u2028"u8.ToArray(), "\r"u8.ToArray(), "\t"u8.ToArray(),
        "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "\""u8.ToArray(), ":"u8.ToArray(), ","u8.ToArray(), "//"u8.ToArray(), "NaN"u8.ToArray(),
    ];

    private static readonly Func<JsonNode?>[] Values =
    [
        () => null, () => true, () => 0, () => -1, () => 1.5, () => long.MaxValue, () => double.MaxValue, () => JsonNode.Parse("1e999"),
        () => JsonNode.Parse("123456789012345678901234567890"), () => "", () => "\0", () => "../../etc/passwd", () => "task-none", () => new string('x', 70_000),
        () => "'; DROP TABLE tasks; --", () => new JsonArray(), () => new JsonObject(), () => new JsonArray(null, 1, "x"), () => "2026-99-99T99:99:99Z",
        () => new JsonArray([.. Enumerable.Range(0, 500).Select(n => (JsonNode)n)]), () => Deep(40), () => Deep(500),
    ];

    /// <summary>A mutant of a JSON object.</summary>
    public byte[] Of(string json)
    {
        var bytes = random.Next(3) == 0 ? Encoding.UTF8.GetBytes(json) : Encoding.UTF8.GetBytes(Rearranged(json));
        return random.Next(10) switch
        {
            0 => bytes[..random.Next(bytes.Length)],
            1 => Insert(bytes, Odd[random.Next(Odd.Length)]),
            2 => Flip(bytes),
            3 => [.. bytes, .. bytes],
            4 => [0xEF, 0xBB, 0xBF, .. bytes],
            5 => [.. Enumerable.Repeat((byte)'[', random.Next(2_000)), .. bytes],
            6 => Duplicated(bytes),
            7 => Noise(),
            _ => bytes,
        };
    }

    private byte[] Noise()
    {
        var noise = new byte[random.Next(2_000)];
        random.NextBytes(noise);
        return noise;
    }

    private string Rearranged(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        for (var n = random.Next(1, 4); n > 0; n--) Change(root);
        return root.ToJsonString();
    }

    private void Change(JsonObject node)
    {
        var names = node.Select(property => property.Key).ToList();
        if (names.Count == 0) return;
        var name = names[random.Next(names.Count)];
        if (node[name] is JsonObject child && random.Next(4) != 0) Change(child);
        else if (random.Next(5) == 0) node.Remove(name);
        else if (random.Next(5) == 0) node[name + "\u200b"] = Values[random.Next(Values.Length)]();
        else node[name] = Values[random.Next(Values.Length)]();
    }

    private byte[] Insert(byte[] bytes, byte[] odd)
    {
        var at = random.Next(bytes.Length + 1);
        return [.. bytes[..at], .. odd, .. bytes[at..]];
    }

    private byte[] Flip(byte[] bytes)
    {
        var flipped = bytes.ToArray();
        if (flipped.Length > 0) flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    // {"a":1} becomes {"a":1,"a":1}.
    private static byte[] Duplicated(byte[] bytes) => bytes.Length > 2 ? [.. bytes[..^1], (byte)',', .. bytes[1..]] : bytes;

    private static JsonNode Deep(int levels)
    {
        JsonNode node = new JsonArray();
        for (var n = 1; n < levels; n++) node = new JsonArray(node);
        return node;
    }
}

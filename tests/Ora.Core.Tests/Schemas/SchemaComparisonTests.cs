using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Ora.Core.Messages;
using Ora.Core.Schemas;
using Ora.Core.Tests.Messages;

namespace Ora.Core.Tests.Schemas;

/// <summary>
/// Holds Ora's small validator against a full one, NJsonSchema, over all published schemas and many generated documents, good and
/// bad. Left out on purpose is what the full one does not enforce as the specification says: "const", a pattern's "$" before a final
/// line feed, and the exact form of a time; <see cref="JsonSchemaTests"/> has those.
/// </summary>
public sealed class SchemaComparisonTests
{
    public static TheoryData<string> Types => [.. MessageTypes.All];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Check_GeneratedDocuments_AgreesWithAFullValidator(string messageType)
    {
        var text = Encoding.UTF8.GetString(MessageSchemas.Text(messageType));
        var ours = JsonSchema.Parse(text);
        var full = await NJsonSchema.JsonSchema.FromJsonAsync(WithoutConst(text), TestContext.Current.CancellationToken);
        var good = 0;
        var bad = 0;
        DocumentsOf(messageType, text).Sample(
            json =>
            {
                using var document = JsonDocument.Parse(json);
                var violation = ours.Check(document.RootElement);
                var errors = full.Validate(json);
                Interlocked.Increment(ref violation is null ? ref good : ref bad);
                Assert.True(violation is null == (errors.Count == 0), $"{json}\nours: {violation}\nfull: {string.Join("; ", errors)}");
            },
            iter: 1_000,
            threads: 1);
        Assert.True(good > 50 && bad > 50, $"The generator is lopsided: {good} good, {bad} bad.");
    }

    // A good message with up to two of its parts replaced by something that may or may not fit, or left out.
    private static Gen<string> DocumentsOf(string messageType, string schema)
    {
        var sample = Encoding.UTF8.GetString(MessageJson.Serialize(SampleMessages.Of(messageType)));
        var paths = Paths(JsonNode.Parse(schema)!["properties"]!.AsObject(), []).ToList();
        var change = Gen.Select(Gen.Int[0, paths.Count - 1], Values);
        return change.Array[0, 2].Select(changes =>
        {
            var document = JsonNode.Parse(sample)!.AsObject();
            foreach (var (path, value) in changes) Set(document, paths[path], value);
            return document.ToJsonString();
        });
    }

    private static readonly Gen<string?> Values = Gen.OneOf(
        Gen.Const((string?)null),
        OneOf(
            "null", "true", "false", "0", "1", "-1", "2.5", "1000001", "21", "\"\"", "\"x\"", "\"LOW\"", "\"low\"", "\"active\"", "\"completed\"",
            "\"task-a\"", "\"msg-a\"", "\"task-\"", "\"../a\"", "\"A\"", "\"demo\"", "\"2026-01-31T09:30:00Z\"", "\"yesterday\"",
            "{}", "[]", "[\"a\"]", "[\"\"]", "[1]", "[\"task-a\"]", "[{}]", "[{\"text\":\"t\",\"type\":\"note\"}]", "[{\"text\":\"t\",\"type\":\"nothing\"}]",
            "{\"title\":\"t\"}", "{\"title\":5}", "{\"phase\":1}", "{\"phase\":-1}"),
        Gen.Int[0, 33_000].Select(length => (string?)$"\"{new string('y', length)}\""),
        Gen.Int[95, 105].Select(count => (string?)$"[{string.Join(',', Enumerable.Repeat("\"a\"", count))}]"));

    private static Gen<string?> OneOf(params string?[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static IEnumerable<string[]> Paths(JsonObject properties, string[] parents)
    {
        foreach (var (name, schema) in properties)
        {
            if (name == "messageType") continue; // "const"
            string[] path = [.. parents, name];
            yield return path;
            if (schema!["properties"] is not JsonObject inner) continue;
            foreach (var deeper in Paths(inner, path)) yield return deeper;
        }
    }

    private static void Set(JsonObject document, string[] path, string? value)
    {
        var parent = document;
        foreach (var name in path[..^1])
        {
            if (parent[name] is not JsonObject child) return;
            parent = child;
        }

        if (value is null) parent.Remove(path[^1]);
        else parent[path[^1]] = JsonNode.Parse(value);
    }

    private static string WithoutConst(string schema)
    {
        var root = JsonNode.Parse(schema)!.AsObject();
        root.Remove("$id");
        root.Remove("$schema");
        root["properties"]!["messageType"]!.AsObject().Remove("const");
        return root.ToJsonString();
    }
}

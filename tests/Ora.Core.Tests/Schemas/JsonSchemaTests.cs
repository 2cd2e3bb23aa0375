using System.Text.Json;
using Ora.Core.Schemas;

namespace Ora.Core.Tests.Schemas;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"string","minLength":1}""", "\"\"", "invalid_value", "must not be empty")]
    [InlineData("""{"type":"string","minLength":3}""", "\"ab\"", "invalid_value", "at least 3")]
    [InlineData("""{"type":"string","maxLength":3}""", "\"abcd\"", "too_long", "has 4 characters; the limit is 3")]
    [InlineData("""{"type":"string","pattern":"^a$"}""", "\"a\\n\"", "invalid_value", "must match")]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "\"A\"", "invalid_value", "must be one of: a, b")]
    [InlineData("""{"type":"string","const":"a"}""", "\"b\"", "invalid_value", "must be one of: a")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-01-31\"", "invalid_value", "must be a time")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-02-31T00:00:00Z\"", "invalid_value", "must be a time")]
    [InlineData("""{"type":"string"}""", "\"\\ud800\"", "invalid_value", "not valid Unicode")]
    [InlineData("""{"type":"string"}""", "5", "wrong_type", "must be a string, not a number")]
    [InlineData("""{"type":"integer"}""", "1.5", "wrong_type", "must be a whole number, not a number")]
    [InlineData("""{"type":"integer"}""", "1e400", "wrong_type", "whole number")]
    [InlineData("""{"type":"integer","minimum":1,"maximum":5}""", "0", "invalid_value", "must be from 1 to 5")]
    [InlineData("""{"type":"integer","minimum":1}""", "0", "invalid_value", "must be at least 1")]
    [InlineData("""{"type":"integer","maximum":5}""", "6", "invalid_value", "must be at most 5")]
    [InlineData("""{"type":"boolean"}""", "\"true\"", "wrong_type", "must be a boolean, not a string")]
    [InlineData("""{"type":["object","null"]}""", "[]", "wrong_type", "must be an object or null, not an array")]
    [InlineData("""{"type":"array","minItems":2}""", "[1]", "invalid_value", "at least 2")]
    [InlineData("""{"type":"array","maxItems":1}""", "[1,2]", "too_long", "has 2 entries; the limit is 1")]
    public void Check_BadValue_SaysWhatIsWrong(string schema, string value, string code, string words)
    {
        var violation = Check(schema, value);
        Assert.NotNull(violation);
        Assert.Equal(code, violation.Code);
        Assert.Contains(words, violation.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"b":["x",5]}}""", "a.b[1]", "wrong_type")]
    [InlineData("""{"a":{}}""", "a.b", "missing_field")]
    [InlineData("""{"a":{"b":[]},"z":1}""", "z", "unknown_field")]
    public void Check_BadValueInside_NamesThePath(string value, string path, string code)
    {
        var violation = Check(
            """{"type":"object","additionalProperties":false,"properties":{"a":{"type":"object","required":["b"],"properties":{"b":{"type":"array","items":{"type":"string"}}}}}}""",
            value);
        Assert.Equal((path, code), (violation?.Path, violation?.Code));
    }

    [Fact]
    public void Check_UnknownNameOfAnyLength_IsShownCut()
    {
        var violation = Check("""{"type":"object","additionalProperties":false,"properties":{"a":{}}}""", $$"""{"{{new string('x', 5_000)}}":1}""");
        Assert.True(violation!.Path.Length < 100);
    }

    [Theory]
    [InlineData("""{"type":"string","minLenght":1}""")]
    [InlineData("""{"oneOf":[]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}}}""")]
    [InlineData("""{"type":"array","items":{"uniqueItems":true}}""")]
    public void Parse_KeywordThatIsNotEnforced_IsRefused(string schema) =>
        Assert.Throws<NotSupportedException>(() => JsonSchema.Parse(schema));

    private static SchemaViolation? Check(string schema, string value)
    {
        using var document = JsonDocument.Parse(value);
        return JsonSchema.Parse(schema).Check(document.RootElement);
    }
}

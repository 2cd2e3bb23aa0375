using System.Text;
using System.Text.Json.Nodes;
using Ora.Core.Errors;
using Ora.Mcp.Cli.ClientConfig;

namespace Ora.Mcp.Tests.Cli.ClientConfig;

public sealed class JsonSpliceTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("{}")]
    [InlineData("{ }\n")]
    [InlineData("{\n}\n")]
    public void Set_EmptyFile_MakesTheObject(string content)
    {
        var result = Set(content, ["servers", "ora"]);

        Assert.Equal("{\n  \"servers\": {\n    \"ora\": {\n      \"command\": \"x\"\n    }\n  }\n}", result.TrimEnd('\n'));
    }

    [Fact]
    public void Set_MissingEntry_IsAddedAfterTheOthersAndNothingElseChanges()
    {
        const string Content = """
            {
                // the user's own
                "servers": {
                    "other": { "command": "y",   "args": [1,2] } // kept
                },
                "inputs": [],
            }
            """;

        var result = Set(Content, ["servers", "ora"]);

        Assert.Equal(Content.Replace(
            "[1,2] }", "[1,2] },\n        \"ora\": {\n            \"command\": \"x\"\n        }", StringComparison.Ordinal), result);
    }

    [Fact]
    public void Set_MissingContainer_IsAddedBeforeATrailingComma()
    {
        var result = Set("{\n\t\"a\": 1,\n}\n", ["servers", "ora"]);

        Assert.Equal("{\n\t\"a\": 1,\n\t\"servers\": {\n\t\t\"ora\": {\n\t\t\t\"command\": \"x\"\n\t\t}\n\t},\n}\n", result);
    }

    [Fact]
    public void Set_EmptyContainerWithAComment_KeepsTheComment()
    {
        var result = Set("{\n  \"servers\": {\n    // none yet\n  }\n}\n", ["servers", "ora"]);

        Assert.Contains("// none yet", result, StringComparison.Ordinal);
        Assert.Equal("x", (string?)JsonSplice.Get(Encoding.UTF8.GetBytes(result), ["servers", "ora", "command"]));
    }

    [Fact]
    public void Set_PresentValue_IsReplacedInPlace()
    {
        const string Content = "{\"servers\":{\"ora\":{\"command\":\"old\",\"env\":{\"A\":\"1\"}},\"z\":1}}";

        var result = Encoding.UTF8.GetString(JsonSplice.Set(Encoding.UTF8.GetBytes(Content), ["servers", "ora", "command"], "new"));

        Assert.Equal(Content.Replace("old", "new", StringComparison.Ordinal), result);
    }

    [Fact]
    public void Set_WindowsLineEndings_AreKept()
    {
        var result = Set("{\r\n  \"a\": 1\r\n}\r\n", ["servers", "ora"]);

        Assert.DoesNotContain("\n", result.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Set_EscapedName_IsFound()
    {
        var result = Set("{\"\\u0073ervers\": {}}", ["servers", "ora"]);

        Assert.Equal("x", (string?)JsonSplice.Get(Encoding.UTF8.GetBytes(result), ["servers", "ora", "command"]));
        Assert.DoesNotContain("\"servers\"", result, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"a\": 1} trailing")]
    [InlineData("{\"servers\": null}")]
    [InlineData("{\"servers\": []}")]
    [InlineData("{\"servers\": {}, \"servers\": {}}")]
    public void Set_NotMergeable_IsRefused(string content)
    {
        var refusal = Assert.Throws<OraException>(() => Set(content, ["servers", "ora"]));

        Assert.Equal(OraErrorCode.Conflict, refusal.Code);
    }

    private static string Set(string content, string[] path) =>
        Encoding.UTF8.GetString(JsonSplice.Set(Encoding.UTF8.GetBytes(content), path, new JsonObject { ["command"] = "x" }));
}

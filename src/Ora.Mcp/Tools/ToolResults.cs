using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol.Protocol;
using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Mcp.Tools;

/// <summary>The three ways in which a call can end.</summary>
internal static class ToolResults
{
    /// <summary>Where a refusal says in <c>_meta</c> what a program needs of it: <c>code</c>, <c>argument</c>.</summary>
    public const string ErrorMeta = "ora/error";

    /// <summary>The result, structured and, for clients that know only text, as the same JSON in text.</summary>
    public static CallToolResult Success<T>(T result, JsonTypeInfo<T> type)
    {
        var text = JsonSerializer.Serialize(result, type);
        return new CallToolResult { StructuredContent = JsonElement.Parse(text), Content = [new TextContentBlock { Text = text }] };
    }

    /// <summary>
    /// What was wrong and what to do. Without structured content: clients check that against the output schema, also in an error.
    /// </summary>
    public static CallToolResult Refusal(OraException refusal)
    {
        var error = new JsonObject { ["code"] = WireEnum.Name(refusal.Code) };
        if (refusal.Argument is not { } argument) return Error(refusal.Message, error);
        error["argument"] = argument;
        var isNamed = refusal.Message.Contains(argument, StringComparison.Ordinal);
        return Error(isNamed ? refusal.Message : $"{argument}: {refusal.Message}", error);
    }

    /// <summary>A fault nobody foresaw. What happened is in the log; it may hold what the model must not see.</summary>
    public static CallToolResult Fault() => Error(
        "Ora failed with an internal error. Try again; if it persists, tell your user to run `ora status` and look at the server's log.",
        new JsonObject { ["code"] = "internal" });

    private static CallToolResult Error(string text, JsonObject error) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = text }],
        Meta = new JsonObject { [ErrorMeta] = error },
    };
}

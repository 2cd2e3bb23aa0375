using System.Globalization;
using System.Text.Json.Nodes;

namespace Ora.Pinecone.Tests.StandIn;

/// <summary>The three forms of an error's body.</summary>
public enum ErrorShape
{
    /// <summary>Of the control plane: <c>{"error":{"code","message"},"status"}</c>.</summary>
    Error,

    /// <summary>Of operations on vectors and namespaces: <c>{"code","message","details"}</c>.</summary>
    RpcStatus,

    /// <summary>Of the layer before the service: plain text.</summary>
    Text,
}

/// <summary>The stand-in refuses a request.</summary>
public sealed class StandInRefusalException(int status, string message, ErrorShape shape, string code = "INVALID_ARGUMENT") : Exception(message)
{
    public int Status => status;

    public string? RetryAfter { get; init; }

    public string ContentType => shape == ErrorShape.Text ? "text/plain" : "application/json";

    public string Body => shape switch
    {
        ErrorShape.Error => new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = Message }, ["status"] = status }.ToJsonString(),
        ErrorShape.RpcStatus => new JsonObject { ["code"] = RpcCode, ["message"] = Message, ["details"] = new JsonArray() }.ToJsonString(),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Message}"),
    };

    private int RpcCode => code switch
    {
        "INVALID_ARGUMENT" => 3,
        "NOT_FOUND" => 5,
        "RESOURCE_EXHAUSTED" => 8,
        _ => 14,
    };

    public static StandInRefusalException Invalid(string message) => new(400, message, ErrorShape.RpcStatus);
}

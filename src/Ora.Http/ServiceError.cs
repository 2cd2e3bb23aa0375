using System.Text;
using System.Text.Json;

namespace Ora.Http;

/// <summary>Reads what a service says of an error, in the shapes that are common: an error object, an RPC status, plain text.</summary>
internal static class ServiceError
{
    private const int MessageLength = 300;

    /// <summary>The service's code, or null, and its words in one line without the secret, which may be empty.</summary>
    public static (string? Code, string Message) Read(byte[] body, string? secret)
    {
        var (code, message) = TryReadJson(body) ?? (null, Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 4 * MessageLength)));
        var line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (secret is { Length: > 0 }) line = line.Replace(secret, "***", StringComparison.Ordinal); // Before it is cut: half a secret is one.
        return (code, line.Length <= MessageLength ? line : $"{line.AsSpan(0, MessageLength)}…");
    }

    // {"error":{"code":"NOT_FOUND","message":"…"},"status":404}; {"code":5,"message":"…","details":[]}; {"error":"…"}
    private static (string? Code, string Message)? TryReadJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (!root.TryGetProperty("error", out var error)) return (Text(root, "code"), Text(root, "message") ?? Text(root, "detail") ?? "");
            return error.ValueKind switch
            {
                JsonValueKind.Object => (Text(error, "code") ?? Text(error, "type"), Text(error, "message") ?? ""),
                JsonValueKind.String => (null, error.GetString()!),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;
}

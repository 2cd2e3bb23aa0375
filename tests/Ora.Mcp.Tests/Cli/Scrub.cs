using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ora.Mcp.Tests.Cli;

/// <summary>Replaces what differs from run to run, so that a text can be approved.</summary>
internal static partial class Scrub
{
    /// <summary>Ids that Ora made. Their length stays, so that tables stay aligned.</summary>
    public static string Ids(string text) => MadeIds().Replace(text, match => $"{match.Groups[1].Value}-{new string('#', 11)}");

    /// <summary>A JSON object, indented, with its ids replaced.</summary>
    public static string Indented(JsonElement json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            json.WriteTo(writer);
        return Ids(Encoding.UTF8.GetString(stream.ToArray()));
    }

    [GeneratedRegex(@"\b(task|msg)-[0-9a-hjkmnp-tv-z]{11}\b")]
    private static partial Regex MadeIds();
}

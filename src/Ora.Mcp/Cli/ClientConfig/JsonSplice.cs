using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ora.Core.Errors;

namespace Ora.Mcp.Cli.ClientConfig;

/// <summary>
/// Sets one value in a JSON file that belongs to somebody else. Only the bytes of that value are written; comments, spacing, order
/// and trailing commas of everything around it stay as they are, which parsing and writing the file again would not do.
/// </summary>
internal static class JsonSplice
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false, // Of two equal names the client may read the other one.
    };

    /// <summary>Returns the file's content with the value at <paramref name="path"/>; missing objects on the way are added.</summary>
    /// <exception cref="OraException">The content is no JSON object, or something on the way is no object.</exception>
    public static byte[] Set(byte[] content, ReadOnlySpan<string> path, JsonNode value)
    {
        var text = WithoutByteOrderMark(content);
        if (text.TrimStart(" \t\r\n"u8).IsEmpty) text = "{}\n"u8;
        Check(text);
        var layout = Layout.Of(text);
        var place = Find(text, path);
        return place.IsValue
            ? Splice(text, place.Start, place.End, layout.Render(value, place.Depth))
            : Splice(text, place.Start, place.End, layout.RenderProperty(path[place.Depth..], value, place));
    }

    /// <summary>The value at a path, or null.</summary>
    /// <exception cref="OraException">The content is no JSON object.</exception>
    public static JsonNode? Get(byte[] content, ReadOnlySpan<string> path)
    {
        var text = WithoutByteOrderMark(content);
        if (text.TrimStart(" \t\r\n"u8).IsEmpty) return null;
        Check(text);
        var node = JsonNode.Parse(text, documentOptions: Lenient);
        foreach (var name in path) node = (node as JsonObject)?[name];
        return node;
    }

    private static void Check(ReadOnlySpan<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.ToArray(), Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw NotAnObject("it");
        }
        catch (JsonException e)
        {
            throw new OraException(OraErrorCode.Conflict, $"The file is not valid JSON: {e.Message}", "Repair it, or add the entry by hand.", inner: e);
        }
    }

    private static Place Find(ReadOnlySpan<byte> text, ReadOnlySpan<string> path)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        reader.Read();
        for (var depth = 0; ; depth++)
        {
            var open = (int)reader.BytesConsumed;
            var lastEnd = open;
            if (!Seek(ref reader, path[depth], ref lastEnd)) return Place.Gap(text, depth, open, lastEnd, (int)reader.TokenStartIndex);
            if (depth + 1 == path.Length)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return new Place(depth + 1, start, (int)reader.BytesConsumed, IsValue: true, HasMembers: true);
            }

            if (reader.TokenType != JsonTokenType.StartObject) throw NotAnObject($"\"{path[depth]}\" in it");
        }
    }

    /// <summary>Moves to the value of a member of the object that the reader is in, or to the object's end.</summary>
    private static bool Seek(ref Utf8JsonReader reader, string name, ref int lastEnd)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(name);
            reader.Read();
            if (isWanted) return true;
            reader.Skip();
            lastEnd = (int)reader.BytesConsumed;
        }

        return false;
    }

    private static byte[] Splice(ReadOnlySpan<byte> text, int start, int end, string replacement) =>
        [.. text[..start], .. Encoding.UTF8.GetBytes(replacement), .. text[end..]];

    private static ReadOnlySpan<byte> WithoutByteOrderMark(byte[] content) =>
        content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsSpan(3) : content;

    private static OraException NotAnObject(string what) =>
        new(OraErrorCode.Conflict, $"The file is JSON, but {what} is not an object.", "Repair it, or add the entry by hand.");

    /// <summary>Where to write.</summary>
    /// <param name="Depth">How many names of the path exist.</param>
    /// <param name="Start">The first byte to replace.</param>
    /// <param name="End">The byte after the last one to replace.</param>
    /// <param name="IsValue">Whether the bytes are the value itself; else they are a gap to put a new member in.</param>
    /// <param name="HasMembers">Whether the object with the gap has members before it.</param>
    private readonly record struct Place(int Depth, int Start, int End, bool IsValue, bool HasMembers)
    {
        /// <summary>The gap at the end of an object. White space before the brace of an empty object is part of it.</summary>
        public static Place Gap(ReadOnlySpan<byte> text, int depth, int open, int lastEnd, int close)
        {
            var hasMembers = lastEnd > open;
            var isBlank = text[open..close].TrimStart(" \t\r\n"u8).IsEmpty;
            return new Place(depth, lastEnd, !hasMembers && isBlank ? close : lastEnd, IsValue: false, hasMembers);
        }
    }

    /// <summary>How the file is laid out, so that what is added looks like the rest.</summary>
    private readonly record struct Layout(char IndentCharacter, int IndentSize, string NewLine)
    {
        public static Layout Of(ReadOnlySpan<byte> text)
        {
            var newLine = text.IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
            var indented = text[(text.IndexOf((byte)'\n') + 1)..];
            var size = indented.IndexOfAnyExcept(indented.IsEmpty ? (byte)' ' : indented[0]);
            return size > 0 && indented[0] is (byte)' ' or (byte)'\t'
                ? new Layout((char)indented[0], Math.Clamp(size, 1, 8), newLine)
                : new Layout(' ', 2, newLine);
        }

        public string RenderProperty(ReadOnlySpan<string> names, JsonNode value, Place gap)
        {
            var wrapped = value.DeepClone();
            for (var i = names.Length - 1; i > 0; i--) wrapped = new JsonObject { [names[i]] = wrapped };
            var member = $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(names[0])}\": {Render(wrapped, gap.Depth + 1)}";
            return gap.HasMembers
                ? $",{NewLine}{Indent(gap.Depth + 1)}{member}"
                : $"{NewLine}{Indent(gap.Depth + 1)}{member}{NewLine}{Indent(gap.Depth)}";
        }

        public string Render(JsonNode value, int depth)
        {
            var options = new JsonWriterOptions
            {
                Indented = true,
                IndentCharacter = IndentCharacter,
                IndentSize = IndentSize,
                NewLine = NewLine,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            };
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream, options)) value.WriteTo(writer);
            return Encoding.UTF8.GetString(stream.ToArray()).Replace(NewLine, NewLine + Indent(depth), StringComparison.Ordinal);
        }

        private string Indent(int depth) => new(IndentCharacter, IndentSize * depth);
    }
}

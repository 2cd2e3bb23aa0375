using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Schemas;

namespace Ora.Mcp.Tools;

/// <summary>Reads the arguments of a call, or says which one is wrong, how, and what to do next.</summary>
/// <param name="tool">The tool's name.</param>
/// <param name="schema">The tool's input schema.</param>
internal sealed class ToolArguments(string tool, JsonSchema schema)
{
    /// <summary>Checks and reads the arguments.</summary>
    /// <exception cref="OraException">They do not fit the schema, or are too large or too deep.</exception>
    public T Read<T>(IDictionary<string, JsonElement>? arguments, JsonTypeInfo<T> type)
    {
        var json = Join(arguments ?? new Dictionary<string, JsonElement>());
        using var document = JsonDocument.Parse(json);
        if (schema.Check(document.RootElement) is { } violation)
            throw Refused($"{violation}.", $"{Remedy(violation.Code)} and call {tool} again. Nothing was written.", violation.Path);
        return document.RootElement.Deserialize(type)!;
    }

    // Checked piece by piece while they are joined, so that nothing large or deep is ever read as a whole.
    private ReadOnlyMemory<byte> Join(IDictionary<string, JsonElement> arguments)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in arguments)
            {
                if (value.ValueKind == JsonValueKind.Null) continue; // Some clients send every optional argument, as null.
                var raw = JsonMarshal.GetRawUtf8Value(value);
                if (raw.Length + writer.BytesCommitted + writer.BytesPending > Limits.MessageFileBytes)
                {
                    throw Refused(
                        $"The arguments up to {Shown(name)} have more than {Limits.MessageFileBytes} bytes together.",
                        $"Shorten them, put long material into a file and name the file, and call {tool} again. Nothing was written.",
                        Shown(name));
                }

                if (FreeFormJson.Depth(value) >= Limits.JsonDepth)
                {
                    throw Refused(
                        $"{Shown(name)} is nested more than {Limits.JsonDepth - 1} levels deep.",
                        $"Flatten it and call {tool} again. Nothing was written.",
                        Shown(name));
                }

                writer.WritePropertyName(name);
                writer.WriteRawValue(raw, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return json.WrittenMemory;
    }

    private static string Remedy(string code) => code switch
    {
        "missing_field" => "Add it",
        "unknown_field" => "Leave it out",
        "too_long" => "Shorten it",
        _ => "Correct it",
    };

    private static string Shown(string name) => name.Length > Limits.IdLength ? string.Concat(name.AsSpan(0, Limits.IdLength), "…") : name;

    private static OraException Refused(string problem, string nextStep, string argument) =>
        new(OraErrorCode.InvalidArgument, problem, nextStep, argument.Length == 0 ? null : argument);
}

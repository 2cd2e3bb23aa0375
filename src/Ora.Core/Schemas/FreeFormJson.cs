using System.Text.Json;

namespace Ora.Core.Schemas;

/// <summary>JSON that anybody may shape as they like, inside the limits that every message file has.</summary>
public static class FreeFormJson
{
    /// <summary>How deep it is nested: 0 for a string, number, boolean or null; 1 for a flat object or array; and so on.</summary>
    public static int Depth(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(property => Depth(property.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    /// <summary>Whether all its names and strings are Unicode. An escape for half of a surrogate pair parses, and cannot be written again.</summary>
    public static bool IsUnicode(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Object => value.EnumerateObject().All(property => property.Name is not null && IsUnicode(property.Value)),
                JsonValueKind.Array => value.EnumerateArray().All(IsUnicode),
                JsonValueKind.String => value.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

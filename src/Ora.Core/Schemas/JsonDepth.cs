using System.Text.Json;

namespace Ora.Core.Schemas;

/// <summary>How deep a JSON value is nested.</summary>
public static class JsonDepth
{
    /// <summary>0 for a string, number, boolean or null; 1 for a flat object or array; and so on.</summary>
    public static int Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(property => Of(property.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(Of).DefaultIfEmpty().Max(),
        _ => 0,
    };
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ora.Postgres.State;

/// <summary>Rows as one JSON array: however many there are, they are one parameter of one statement.</summary>
internal static class JsonRows
{
    /// <summary>The array.</summary>
    public static string Of<T>(T rows, JsonTypeInfo<T> type) => WithoutNul(JsonSerializer.Serialize(rows, type));

    /// <summary>
    /// JSON that PostgreSQL takes. Its text cannot hold U+0000, which JSON can, so the tables have U+FFFD in its place; the file has
    /// what was written.
    /// </summary>
    public static string WithoutNul(string json)
    {
        const string Nul = "\\u0000";
        if (!json.Contains(Nul, StringComparison.Ordinal)) return json;
        var text = new StringBuilder(json);
        for (var n = 0; n < text.Length - 1; n++)
        {
            if (text[n] != '\\') continue;
            if (IsNulAt(text, n)) text.Remove(n, Nul.Length).Insert(n, "\\ufffd");
            n++; // What follows a backslash is no backslash of its own.
        }

        return text.ToString();
    }

    private static bool IsNulAt(StringBuilder text, int start) =>
        start + 5 < text.Length && text[start + 1] == 'u' && text[start + 2] == '0' && text[start + 3] == '0' && text[start + 4] == '0' && text[start + 5] == '0';
}

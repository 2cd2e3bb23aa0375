using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ora.Core.Review;

/// <summary>Hands out the characters of a briefing, section by section, so that no section can take all of them.</summary>
/// <param name="length">The characters of JSON that there are.</param>
internal sealed class BriefingBudget(int length)
{
    private int _left = length;

    /// <summary>The first items that fit into what is left and into the section's own share.</summary>
    public IReadOnlyList<T> Take<T>(IEnumerable<T> items, int share, JsonTypeInfo<T> type)
    {
        var taken = new List<T>();
        var left = Math.Min(share, _left);
        foreach (var item in items)
        {
            var size = JsonSerializer.Serialize(item, type).Length + 1; // and a comma
            if (size > left) continue; // A smaller one may fit still.
            left -= size;
            _left -= size;
            taken.Add(item);
        }

        return taken;
    }
}

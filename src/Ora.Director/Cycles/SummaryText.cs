using System.Globalization;
using System.Text;
using Ora.Core;
using Ora.Director.Rules;

namespace Ora.Director.Cycles;

/// <summary>Makes what an engine said last into what is posted.</summary>
internal static class SummaryText
{
    private const int FailuresListed = 10;
    private const string Cut = "\n… (cut)\n";

    /// <summary>
    /// The engine's text with the calls that were refused, whatever the engine says of them, within
    /// <see cref="Limits.SummaryLength"/>. A text that is too long is cut at the end of a line.
    /// </summary>
    public static string Compose(string text, IReadOnlyList<ToolCall> calls)
    {
        if (string.IsNullOrWhiteSpace(text)) text = "The engine gave no summary.\n";
        var failures = Failures([.. calls.Where(call => call.Error is not null)]);
        var room = Limits.SummaryLength - failures.Length;
        if (text.Length <= room) return text + failures;

        var end = text.LastIndexOf('\n', room - Cut.Length - 1);
        return text[..(end > 0 ? end : room - Cut.Length)] + Cut + failures;
    }

    private static string Failures(IReadOnlyList<ToolCall> failed)
    {
        if (failed.Count == 0) return "";
        var text = new StringBuilder("\n### Could not be done\n\n");
        foreach (var call in failed.Take(FailuresListed))
            text.Append(CultureInfo.InvariantCulture, $"- {Quote.Id(call.Tool)}: {Quote.Text(call.Error)}\n");
        if (failed.Count > FailuresListed) text.Append(CultureInfo.InvariantCulture, $"- … and {failed.Count - FailuresListed} more.\n");
        return text.ToString();
    }
}

using System.Collections.Frozen;

namespace Ora.Core.Memory.Analysis;

/// <summary>The dates that a question names, as parts of which any may be missing.</summary>
/// <param name="Years">Four-digit years.</param>
/// <param name="Months">Months, 1 to 12.</param>
/// <param name="Days">Days of the month, 1 to 31; only beside a month.</param>
internal sealed record NamedDates(IReadOnlyCollection<int> Years, IReadOnlyCollection<int> Months, IReadOnlyCollection<int> Days)
{
    /// <summary>Whether no date is named.</summary>
    public bool IsEmpty => Years.Count == 0 && Months.Count == 0;

    /// <summary>How well a time fits, from 0 to 1: 1 when all that is named fits.</summary>
    public float Match(DateTimeOffset time)
    {
        if (Years.Count > 0 && !Years.Contains(time.Year)) return 0;
        if (Months.Count > 0 && !Months.Contains(time.Month)) return 0;
        if (Months.Count == 0) return 0.5f; // A year alone says little: most of a project is of one.
        if (Days.Count == 0) return 0.75f;
        return Days.Contains(time.Day) ? 1 : 0.25f;
    }
}

/// <summary>Finds the words for times and numbers in a text.</summary>
internal static class TimeWords
{
    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly FrozenSet<string> Times = FrozenSet.ToFrozenSet(
        [
            "today", "yesterday", "tomorrow", "tonight", "ago", "week", "weekend", "month", "year", "monday", "tuesday", "wednesday", "thursday",
            "friday", "saturday", "sunday", "morning", "afternoon", "evening", "night", "weeks", "months", "years", "days", "last", "next",
            "recently", "since", "summer", "winter", "spring", "autumn", "birthday", "anniversary", "hour", "hours", .. Months,
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> Numbers = FrozenSet.ToFrozenSet(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen", "couple", "twice", "hundred", "thousand", "several", "once"],
        StringComparer.Ordinal);

    /// <summary>Whether a text names a time.</summary>
    public static bool NamesTime(IReadOnlyList<Word> words) => words.Any(word => Times.Contains(word.Text) || IsYear(word.Text));

    /// <summary>Whether a text names a number.</summary>
    public static bool NamesNumber(IReadOnlyList<Word> words) =>
        words.Any(word => Numbers.Contains(word.Text) || (word.Text.Length > 0 && char.IsAsciiDigit(word.Text[0])));

    /// <summary>The dates that a question names.</summary>
    public static NamedDates DatesIn(IReadOnlyList<Word> words)
    {
        var (years, months, days) = (new HashSet<int>(), new HashSet<int>(), new HashSet<int>());
        for (var i = 0; i < words.Count; i++)
        {
            var text = words[i].Text;
            if (IsYear(text)) years.Add(int.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
            if (MonthOf(text) is not { } month || (text == "may" && !IsMay(words, i))) continue;
            months.Add(month);
            foreach (var beside in (int[])[i - 1, i + 1, i - 2])
            {
                if (beside >= 0 && beside < words.Count && DayOf(words[beside].Text) is { } day) days.Add(day);
            }
        }

        return new NamedDates(years, months, days);
    }

    // "may" is a verb more often than a month.
    private static bool IsMay(IReadOnlyList<Word> words, int i) =>
        (i + 1 < words.Count && (IsYear(words[i + 1].Text) || DayOf(words[i + 1].Text) is not null))
        || (i > 0 && (words[i - 1].Text is "in" or "of" or "since" or "until" or "last" or "this" or "early" or "late" or "mid" or "during" || DayOf(words[i - 1].Text) is not null));

    private static int? MonthOf(string word)
    {
        for (var i = 0; i < Months.Length; i++)
        {
            if (word == Months[i] || (word.Length == 3 && Months[i].StartsWith(word, StringComparison.Ordinal)) || (word == "sept" && i == 8)) return i + 1;
        }

        return null;
    }

    private static int? DayOf(string word)
    {
        var digits = word.AsSpan().TrimEnd("stndrh");
        return digits.Length is 1 or 2 && int.TryParse(digits, System.Globalization.NumberStyles.None, null, out var day) && day is >= 1 and <= 31 ? day : null;
    }

    private static bool IsYear(string word) => word.Length == 4 && word[0] is '1' or '2' && word.All(char.IsAsciiDigit) && word[1] is '9' or '0';
}

namespace Ora.Core;

/// <summary>Cuts long text for answers that must stay small.</summary>
internal static class TextCut
{
    /// <summary>The text, or its beginning and an ellipsis: never more than <paramref name="length"/> characters.</summary>
    public static string At(string text, int length) => text.Length <= length ? text : string.Concat(Head(text, length - 1), "…");

    /// <summary>
    /// The text, or its beginning and where the whole is: never more than <paramref name="length"/> characters unless the note alone
    /// is longer.
    /// </summary>
    public static string At(string text, int length, string wholeIsAt)
    {
        if (text.Length <= length) return text;
        var note = $"… (cut; the whole is at {wholeIsAt})";
        return string.Concat(Head(text, Math.Max(0, length - note.Length)), note);
    }

    // Half of a surrogate pair is not text.
    private static ReadOnlySpan<char> Head(string text, int length) =>
        text.AsSpan(0, length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);
}

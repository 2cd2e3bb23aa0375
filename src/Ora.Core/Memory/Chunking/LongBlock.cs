namespace Ora.Core.Memory.Chunking;

/// <summary>Cuts a block that is too long for one passage, where a reader would: between paragraphs, lines, sentences, words.</summary>
internal static class LongBlock
{
    private static readonly string[] Seams = ["\n\n", "\n", ". ", " "];

    /// <summary>The block in pieces of at most <paramref name="length"/> characters.</summary>
    public static IEnumerable<string> Cut(string block, int length)
    {
        var rest = block.AsMemory();
        while (rest.Length > length)
        {
            var end = SeamIn(rest.Span[..length]);
            if (end < rest.Length && char.IsLowSurrogate(rest.Span[end])) end--;
            var piece = rest[..end].Trim();
            if (!piece.IsEmpty) yield return piece.ToString();
            rest = rest[end..];
        }

        rest = rest.Trim();
        if (!rest.IsEmpty) yield return rest.ToString();
    }

    // Not in the first half: pieces of a few words say nothing.
    private static int SeamIn(ReadOnlySpan<char> window)
    {
        foreach (var seam in Seams)
        {
            var at = window.LastIndexOf(seam);
            if (at >= window.Length / 2) return at + seam.Length;
        }

        return window.Length;
    }
}

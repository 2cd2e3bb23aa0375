namespace Ora.Core.Queue;

/// <summary>
/// Whether two globs can name the same file. <c>*</c> and <c>?</c> stay within a folder, <c>**</c> spans folders; a glob that ends in
/// a plain name also covers what is below it. What is not understood (character classes, braces) counts as a wildcard and case is
/// ignored: it is better to hold a task back than to let two agents edit one file.
/// </summary>
public static class GlobOverlap
{
    /// <summary>Whether any glob of one set can name a file that any glob of the other can name.</summary>
    public static bool Any(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        foreach (var a in left)
        {
            foreach (var b in right)
            {
                if (Overlap(a, b)) return true;
            }
        }

        return false;
    }

    private static bool Overlap(string left, string right) => SegmentsMeet(Segments(left), Segments(right));

    private static List<string> Segments(string glob)
    {
        var segments = new List<string>();
        foreach (var segment in glob.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == ".") continue;
            segments.Add(Simplify(segment));
        }

        if (segments.Count == 0 || !segments[^1].Contains('*', StringComparison.Ordinal)) segments.Add("**");
        return segments;
    }

    private static string Simplify(string segment)
    {
        if (segment.AsSpan().IndexOfAny("[{") < 0) return segment.ToLowerInvariant();
        var cut = segment.AsSpan().IndexOfAny("[{");
        return string.Concat(segment.AsSpan(0, cut), "*").ToLowerInvariant();
    }

    // meets[i, j]: the rest of left from i and the rest of right from j can match the same path.
    private static bool SegmentsMeet(List<string> left, List<string> right)
    {
        var meets = new bool[left.Count + 1, right.Count + 1];
        for (var i = left.Count; i >= 0; i--)
        {
            for (var j = right.Count; j >= 0; j--)
            {
                var leftSpans = i < left.Count && left[i] == "**";
                var rightSpans = j < right.Count && right[j] == "**";
                meets[i, j] = (i == left.Count && j == right.Count)
                    || (leftSpans && (meets[i + 1, j] || (j < right.Count && meets[i, j + 1])))
                    || (rightSpans && (meets[i, j + 1] || (i < left.Count && meets[i + 1, j])))
                    || (i < left.Count && j < right.Count && !leftSpans && !rightSpans && NamesMeet(left[i], right[j]) && meets[i + 1, j + 1]);
            }
        }

        return meets[0, 0];
    }

    private static bool NamesMeet(string left, string right)
    {
        var meets = new bool[left.Length + 1, right.Length + 1];
        for (var i = left.Length; i >= 0; i--)
        {
            for (var j = right.Length; j >= 0; j--)
            {
                var leftStar = i < left.Length && left[i] == '*';
                var rightStar = j < right.Length && right[j] == '*';
                meets[i, j] = (i == left.Length && j == right.Length)
                    || (leftStar && (meets[i + 1, j] || (j < right.Length && meets[i, j + 1])))
                    || (rightStar && (meets[i, j + 1] || (i < left.Length && meets[i + 1, j])))
                    || (i < left.Length && j < right.Length && !leftStar && !rightStar
                        && (left[i] == right[j] || left[i] == '?' || right[j] == '?') && meets[i + 1, j + 1]);
            }
        }

        return meets[0, 0];
    }
}

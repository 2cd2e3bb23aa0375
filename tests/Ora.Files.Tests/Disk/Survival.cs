namespace Ora.Files.Tests.Disk;

/// <summary>What a power cut leaves of a content that was not flushed.</summary>
internal enum UnflushedContent
{
    Whole,
    Empty,
    Half,
    Zeros,
}

/// <summary>Which of the changes that were not flushed reached the medium before the power was cut.</summary>
/// <param name="Name">What it is called in the message of a test that failed.</param>
/// <param name="Keeps">Whether the change at a place in the order of changes did.</param>
/// <param name="Content">What became of contents that were not flushed.</param>
internal sealed record Survival(string Name, Func<int, bool> Keeps, UnflushedContent Content)
{
    /// <summary>Up to so many changes, every subset of them is tried.</summary>
    private const int ExhaustiveMax = 5;

    public static Survival Everything { get; } = new("everything", _ => true, UnflushedContent.Whole);

    public static Survival Nothing { get; } = new("nothing", _ => false, UnflushedContent.Whole);

    /// <summary>
    /// Every subset of a few changes. Of many: none, all, each alone, all but each, all before and all after each, and some at random.
    /// </summary>
    public static IEnumerable<Survival> Of(int changes, bool hasUnflushedContent, Random random, int randomSubsets)
    {
        var subsets = changes <= ExhaustiveMax ? AllSubsets(changes) : SomeSubsets(changes, random, randomSubsets);
        UnflushedContent[] fates = hasUnflushedContent ? Enum.GetValues<UnflushedContent>() : [UnflushedContent.Whole];
        foreach (var (name, keeps) in subsets)
        {
            foreach (var fate in fates) yield return new Survival(name, keeps, fate);
        }
    }

    public override string ToString() => $"{Name}, content {Content}";

    private static IEnumerable<(string, Func<int, bool>)> AllSubsets(int changes)
    {
        for (var mask = 0; mask < 1 << changes; mask++)
        {
            var kept = mask;
            yield return ($"subset {kept:b} of {changes}", index => (kept >> index & 1) == 1);
        }
    }

    private static IEnumerable<(string, Func<int, bool>)> SomeSubsets(int changes, Random random, int randomSubsets)
    {
        yield return ("nothing", _ => false);
        yield return ("everything", _ => true);
        for (var i = 0; i < changes; i++)
        {
            var one = i;
            yield return ($"only {one}", index => index == one);
            yield return ($"all but {one}", index => index != one);
            yield return ($"the first {one}", index => index < one);
            yield return ($"all after {one}", index => index > one);
        }

        for (var i = 0; i < randomSubsets; i++)
        {
            var kept = Enumerable.Range(0, changes).Select(_ => random.Next(2) == 1).ToArray();
            yield return ($"random subset {i}", index => kept[index]);
        }
    }
}

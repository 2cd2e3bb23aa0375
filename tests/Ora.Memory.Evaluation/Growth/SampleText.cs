using System.Globalization;
using Ora.Core.Messages;

namespace Ora.Memory.Evaluation.Growth;

/// <summary>
/// Made-up passages for measuring: words as frequent as in a language (Zipf's law), in documents of some passages and conversations of
/// some turns, always the same ones.
/// </summary>
internal sealed class SampleText
{
    private const int Vocabulary = 40_000;
    private const int WordsMin = 20;
    private const int WordsMax = 90;
    private const int PassagesPerSession = 12;
    private static readonly string[] Syllables = ["ba", "con", "de", "fi", "gra", "ho", "in", "ju", "ka", "lo", "me", "nu", "or", "pe", "qui", "ro", "sta", "tu", "ver", "wi"];

    private readonly Random _random = new(17);
    private readonly string[] _words;
    private readonly double[] _cumulated;

    public SampleText()
    {
        _words = [.. Enumerable.Range(0, Vocabulary).Select(WordOf)];
        _cumulated = new double[Vocabulary];
        var sum = 0.0;
        for (var i = 0; i < Vocabulary; i++) _cumulated[i] = sum += 1 / Math.Pow(i + 10, 0.95);
    }

    /// <summary>The passages from one number to another.</summary>
    public IEnumerable<MemoryEntry> Entries(int from, int to)
    {
        for (var n = from; n < to; n++)
        {
            var session = string.Create(CultureInfo.InvariantCulture, $"part-{n / PassagesPerSession}");
            var isTurn = n / PassagesPerSession % 3 == 0;
            yield return new MemoryEntry
            {
                Text = Text(_random.Next(WordsMin, WordsMax)),
                Type = isTurn ? MemoryType.Conversation : MemoryType.Documentation,
                Source = session,
                Session = session,
                Title = isTurn ? null : Text(5),
                Author = isTurn ? $"author-{n % 7}" : null,
                Timestamp = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(n),
            };
        }
    }

    /// <summary>Questions of three to nine words.</summary>
    public IEnumerable<string> Questions(int count) => Enumerable.Range(0, count).Select(_ => Text(_random.Next(3, 10)));

    private string Text(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Word()));

    private string Word()
    {
        var at = Array.BinarySearch(_cumulated, _random.NextDouble() * _cumulated[^1]);
        return _words[Math.Min(Vocabulary - 1, at < 0 ? ~at : at)];
    }

    private static string WordOf(int number)
    {
        var word = "";
        for (var rest = number + 20; rest > 0; rest /= Syllables.Length) word += Syllables[rest % Syllables.Length];
        return word;
    }
}

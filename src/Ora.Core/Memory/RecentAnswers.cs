namespace Ora.Core.Memory;

/// <summary>
/// The answers to the last questions. One is as good as new until anything is written to memory, so each is kept with the version that
/// it was found in. Safe for calls at the same time.
/// </summary>
internal sealed class RecentAnswers
{
    private const int AnswersMax = 32;
    private const int AnswerLengthMax = 64 * 1024; // Characters: a server must stay small, whatever is asked.

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, (string Version, IReadOnlyList<MemoryHit> Hits, long Used)> _answers = [];
    private long _uses;

    /// <summary>The answer to a question, or null when it is not known for this version.</summary>
    public IReadOnlyList<MemoryHit>? Find(MemoryQuery query, string version)
    {
        var key = Key.Of(query);
        lock (_gate)
        {
            if (!_answers.TryGetValue(key, out var answer) || answer.Version != version) return null;
            _answers[key] = answer with { Used = ++_uses };
            return answer.Hits;
        }
    }

    /// <summary>Keeps an answer; the one that was not asked for the longest time makes room.</summary>
    public void Keep(MemoryQuery query, string version, IReadOnlyList<MemoryHit> hits)
    {
        if (hits.Sum(hit => hit.Record.Text.Length) > AnswerLengthMax) return;
        lock (_gate)
        {
            _answers[Key.Of(query)] = (version, hits, ++_uses);
            if (_answers.Count > AnswersMax) _answers.Remove(_answers.MinBy(answer => answer.Value.Used).Key);
        }
    }

    // The types as bits: a list is equal to itself only.
    private readonly record struct Key(string Text, int TopK, int Types, DateTimeOffset? Since, string? Task)
    {
        public static Key Of(MemoryQuery query) =>
            new(query.Text, query.TopK, query.Types.Aggregate(0, (bits, type) => bits | (1 << (int)type)), query.Since, query.CurrentTask);
    }
}

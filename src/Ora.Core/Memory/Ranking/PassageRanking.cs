using System.Buffers;
using Ora.Core.Memory.Analysis;

namespace Ora.Core.Memory.Ranking;

/// <summary>What holds for all passages of a project together.</summary>
/// <param name="Passages">How many there are.</param>
/// <param name="ContextLength">The sum of <see cref="PassageHeader.ContextLength"/>.</param>
public readonly record struct MemoryTotals(long Passages, long ContextLength);

/// <summary>Which passages may be shown, and which of them are nearer to the one who asks.</summary>
/// <param name="Types">Only these types; empty: all.</param>
/// <param name="SinceSeconds">Only what was said in or after this second; 0: all.</param>
/// <param name="CurrentSession">The session of the asking agent's task, or <see cref="PassageHeader.None"/>.</param>
/// <param name="NamedAuthors">The authors that the question names.</param>
public sealed record PassageFilter(
    IReadOnlyCollection<Messages.MemoryType> Types, uint SinceSeconds, int CurrentSession, IReadOnlyCollection<int> NamedAuthors);

/// <summary>A passage that may be among the best.</summary>
/// <param name="Passage">Its number.</param>
/// <param name="Score">Its score without the vector.</param>
public readonly record struct Candidate(int Passage, float Score);

/// <summary>
/// The one ranking of memory: BM25 over the passage, its title and its neighbours, what is known of conversations, and the hashed
/// vector, each divided by its own maximum, then added by weight. A store feeds it the postings of each term; what cannot be among the
/// best is never read. It is deterministic: equal scores are in the order of the passages' numbers.
/// </summary>
/// <remarks>
/// Neighbours are not stored again with each passage: a posting is carried over to the passages around it while the term is scored.
/// Its arrays are rented, some bytes per passage of the project, so dispose it.
/// </remarks>
public sealed class PassageRanking : IDisposable
{
    private const float SecondsPerDay = 86_400;

    private readonly RankingWeights _weights;
    private readonly PassageHeader[] _headers;
    private readonly int _count;
    private readonly MemoryTotals _totals;
    private readonly float[] _scores;
    private readonly float[] _frequencies;
    private readonly float[] _sessionScores;
    private readonly float[] _sessionFrequencies;
    private readonly float[] _sessionLengths;
    private readonly int _sessions;
    private readonly float _averageSessionLength;
    private readonly List<int> _touched = [];
    private readonly List<int> _touchedSessions = [];
    private readonly Dictionary<string, float> _idfs = new(StringComparer.Ordinal);

    /// <summary>Begins a ranking.</summary>
    /// <param name="headers">The headers of all passages; they are not changed.</param>
    /// <param name="count">How many of them are in use.</param>
    /// <param name="totals">What holds for all passages.</param>
    /// <param name="weights">The weights.</param>
    public PassageRanking(PassageHeader[] headers, int count, MemoryTotals totals, RankingWeights weights)
    {
        ArgumentNullException.ThrowIfNull(headers);
        _headers = headers;
        _count = count;
        _totals = totals;
        _weights = weights;
        for (var i = 0; i < count; i++) _sessions = Math.Max(_sessions, headers[i].Session + 1);
        _scores = Rent(count);
        _frequencies = Rent(count);
        _sessionScores = Rent(_sessions);
        _sessionFrequencies = Rent(_sessions);
        _sessionLengths = Rent(_sessions);
        _averageSessionLength = MeasureSessions();
    }

    /// <summary>Scores one term: BM25, where a term in a neighbour counts by its distance.</summary>
    /// <param name="term">The term.</param>
    /// <param name="postings">The passages that have it, each once, with how often.</param>
    public void Score(QuestionTerm term, ReadOnlySpan<(int Passage, byte Count)> postings)
    {
        _idfs[term.Text] = Idf(postings.Length);
        if (postings.Length == 0) return;
        foreach (var (passage, count) in postings) Spread(passage, count);
        var idf = Idf(_touched.Count); // As if neighbours were part of the passage.
        var average = Math.Max(1, (float)_totals.ContextLength / Math.Max(1, _totals.Passages));
        foreach (var passage in _touched)
        {
            var frequency = _frequencies[passage];
            _frequencies[passage] = 0;
            _scores[passage] += term.Weight * idf * Saturated(frequency, _headers[passage].ContextLength / average);
        }

        foreach (var session in _touchedSessions)
        {
            var frequency = _sessionFrequencies[session];
            _sessionFrequencies[session] = 0;
            _sessionScores[session] += term.Weight * idf * Saturated(frequency, _sessionLengths[session] / _averageSessionLength);
        }

        _touched.Clear();
        _touchedSessions.Clear();
    }

    /// <summary>How rare a term is; one that no passage has is the rarest.</summary>
    public float IdfOf(string term) => _idfs.TryGetValue(term, out var idf) ? idf : Idf(0);

    /// <summary>The best passages without their vectors, best first, and after them those that the dense tier adds.</summary>
    /// <param name="question">The question.</param>
    /// <param name="filter">Which passages may be shown.</param>
    /// <param name="limit">At most this many that have a word of it.</param>
    /// <param name="near">Passages that the dense tier found, whether they have a word of it or not.</param>
    public IReadOnlyList<Candidate> Candidates(AnalysedQuestion question, PassageFilter filter, int limit, IReadOnlyCollection<int> near)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(near);
        var best = MaximumOf(_scores, _count);
        if (best <= 0 && near.Count == 0) return [];
        var bestSession = MaximumOf(_sessionScores, _sessions);
        var newest = Newest();
        var types = TypeMask(filter.Types);
        var queue = new PriorityQueue<Candidate, Candidate>(limit + 1, WorstFirst);
        var (mostOfDocument, mostOfTurn) = MostBoosts(question, filter);
        for (var passage = 0; passage < _count; passage++)
        {
            if (_scores[passage] <= 0 || !Passes(passage)) continue;

            // Most of what matches a common term cannot be among the best, whatever is added.
            var most = _headers[passage].IsTurn ? mostOfTurn : mostOfDocument;
            if (queue.Count == limit && (_scores[passage] / best) + most < queue.Peek().Score) continue;
            var candidate = CandidateOf(passage);
            queue.Enqueue(candidate, candidate);
            if (queue.Count > limit) queue.Dequeue();
        }

        var candidates = new Candidate[queue.Count];
        for (var i = candidates.Length - 1; i >= 0; i--) candidates[i] = queue.Dequeue();
        if (near.Count == 0) return candidates;
        var known = candidates.Select(candidate => candidate.Passage).ToHashSet();
        return [.. candidates, .. near.Where(passage => passage >= 0 && passage < _count && !known.Contains(passage) && Passes(passage)).Select(CandidateOf)];

        bool Passes(int passage)
        {
            ref readonly var header = ref _headers[passage];
            return !header.IsGone && (types >> (int)header.Type & 1) != 0 && (filter.SinceSeconds == 0 || header.Seconds >= filter.SinceSeconds);
        }

        Candidate CandidateOf(int passage)
        {
            var words = best > 0 ? _scores[passage] / best : 0;
            return new Candidate(passage, words + Boosts(in _headers[passage], question, filter, bestSession, newest));
        }
    }

    /// <summary>The candidates with the parts of both vectors added, best first.</summary>
    /// <param name="candidates">What <see cref="Candidates"/> returned.</param>
    /// <param name="similarities">How alike each is to the question, in the same order.</param>
    /// <param name="near">The cosines that the dense tier found, by passage.</param>
    public IReadOnlyList<Candidate> Fuse(IReadOnlyList<Candidate> candidates, ReadOnlySpan<float> similarities, IReadOnlyDictionary<int, float> near)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(near);

        // The cosines of a model lie close together, far from 0: only their differences say something.
        var (nearest, farthest) = near.Count > 0 ? (near.Values.Max(), near.Values.Min()) : (0, 0);
        var most = 0f;
        foreach (var similarity in similarities) most = Math.Max(most, similarity);
        var fused = new List<Candidate>(candidates.Count);
        for (var i = 0; i < candidates.Count; i++)
        {
            var weight = _headers[candidates[i].Passage].IsTurn ? _weights.VectorOfTurn : _weights.VectorOfDocument;
            var part = most > 0 ? Math.Max(0, similarities[i]) / most : 0;
            var score = candidates[i].Score + (weight * part);
            if (near.TryGetValue(candidates[i].Passage, out var cosine))
                score += _weights.Dense * (nearest > farthest ? (cosine - farthest) / (nearest - farthest) : 1);
            fused.Add(candidates[i] with { Score = score });
        }

        fused.Sort(BestFirst);
        return fused;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var array in (float[][])[_scores, _frequencies, _sessionScores, _sessionFrequencies, _sessionLengths]) ArrayPool<float>.Shared.Return(array);
    }

    private static float[] Rent(int length)
    {
        var array = ArrayPool<float>.Shared.Rent(Math.Max(1, length));
        array.AsSpan(0, length).Clear();
        return array;
    }

    private float MeasureSessions()
    {
        for (var i = 0; i < _count; i++)
        {
            if (_headers[i].IsTurn && _headers[i].Session >= 0) _sessionLengths[_headers[i].Session] += _headers[i].Length;
        }

        var (sum, used) = (0f, 0);
        foreach (var length in _sessionLengths.AsSpan(0, _sessions))
        {
            sum += length;
            if (length > 0) used++;
        }

        return Math.Max(1, sum / Math.Max(1, used));
    }

    private void Spread(int passage, byte count)
    {
        ref readonly var header = ref _headers[passage];
        Touch(passage, count);
        if (header.Session < 0) return;
        var (before, after) = (header.Previous, header.Next);
        for (var distance = 1; distance <= RankingWeights.Reach && (before >= 0 || after >= 0); distance++)
        {
            var share = count * distance switch { 1 => _weights.Neighbour1, 2 => _weights.Neighbour2, _ => _weights.Neighbour3 };
            if (share == 0) break;
            if (before >= 0)
            {
                Touch(before, share);
                before = _headers[before].Previous;
            }

            if (after >= 0)
            {
                Touch(after, share);
                after = _headers[after].Next;
            }
        }

        if (!header.IsTurn) return;
        if (_sessionFrequencies[header.Session] == 0) _touchedSessions.Add(header.Session);
        _sessionFrequencies[header.Session] += count;
    }

    private void Touch(int passage, float amount)
    {
        if (_frequencies[passage] == 0) _touched.Add(passage);
        _frequencies[passage] += amount;
    }

    private float Saturated(float frequency, float relativeLength)
    {
        var norm = 1 - _weights.LengthNorm + (_weights.LengthNorm * relativeLength);
        return frequency * (_weights.Saturation + 1) / (frequency + (_weights.Saturation * norm));
    }

    private float Idf(int passages) => MathF.Log(1 + ((_totals.Passages - passages + 0.5f) / (passages + 0.5f)));

    private float Boosts(in PassageHeader header, AnalysedQuestion question, PassageFilter filter, float bestSession, uint newest)
    {
        var boost = 0f;
        if (header.Seconds > 0 && newest > 0)
            boost += _weights.Recency * MathF.Pow(0.5f, (newest - header.Seconds) / (SecondsPerDay * _weights.RecencyHalfLifeDays));
        if (header.Session >= 0 && header.Session == filter.CurrentSession) boost += _weights.CurrentTask;
        if (!header.IsTurn) return boost;
        if (header.Session >= 0 && bestSession > 0) boost += _weights.Session * _sessionScores[header.Session] / bestSession;
        if (header.Author >= 0 && filter.NamedAuthors.Contains(header.Author)) boost += _weights.NamedAuthor;
        if (!question.Dates.IsEmpty && header.Seconds > 0)
            boost += _weights.Date * question.Dates.Match(DateTimeOffset.FromUnixTimeSeconds(header.Seconds));
        if (question.AsksWhen && header.NamesTime) boost += _weights.When;
        if (question.AsksHowMany && header.NamesNumber) boost += _weights.HowMany;
        return boost;
    }

    private (float OfDocument, float OfTurn) MostBoosts(AnalysedQuestion question, PassageFilter filter)
    {
        var most = _weights.Recency + (filter.CurrentSession >= 0 ? _weights.CurrentTask : 0);
        var ofTurn = most + _weights.Session
            + (filter.NamedAuthors.Count > 0 ? _weights.NamedAuthor : 0)
            + (question.Dates.IsEmpty ? 0 : _weights.Date)
            + (question.AsksWhen ? _weights.When : 0)
            + (question.AsksHowMany ? _weights.HowMany : 0);
        return (most, ofTurn);
    }

    // Recency is counted from the newest passage, not from now: so an answer stays true until something is written.
    private uint Newest()
    {
        uint newest = 0;
        for (var i = 0; i < _count; i++) newest = Math.Max(newest, _headers[i].Seconds);
        return newest;
    }

    private static float MaximumOf(float[] values, int count)
    {
        var maximum = 0f;
        foreach (var value in values.AsSpan(0, count)) maximum = Math.Max(maximum, value);
        return maximum;
    }

    private static int TypeMask(IReadOnlyCollection<Messages.MemoryType> types)
    {
        if (types.Count == 0) return ~0;
        var mask = 0;
        foreach (var type in types) mask |= 1 << (int)type;
        return mask;
    }

    private static readonly Comparer<Candidate> BestFirst = Comparer<Candidate>.Create(
        (x, y) => x.Score == y.Score ? x.Passage.CompareTo(y.Passage) : y.Score.CompareTo(x.Score));

    private static readonly Comparer<Candidate> WorstFirst = Comparer<Candidate>.Create((x, y) => BestFirst.Compare(y, x));
}

using Microsoft.Data.Sqlite;
using Ora.Core.Memory;
using Ora.Core.Memory.Analysis;
using Ora.Core.Memory.Dense;
using Ora.Core.Memory.Ranking;
using SQLitePCL;

namespace Ora.Sqlite.Memory;

/// <summary>Answers one question on one connection: reads the postings of its terms, lets them be ranked, and reads what is shown.</summary>
internal sealed class MemorySearch(SqliteConnection connection, RankingWeights weights) : IDisposable
{
    private readonly StatementSet _statements = new(connection);

    /// <summary>The passages that answer best.</summary>
    public IReadOnlyList<MemoryHit> Find(MemoryQuery query)
    {
        var question = AnalysedQuestion.Of(query.Text, weights.Synonym);
        if (question.Terms.Count == 0 && query.Dense is null) return [];
        var (count, totals) = Totals();
        if (totals.Passages == 0) return [];
        var headers = HeaderTable.ReadAll(connection, count);
        try
        {
            using var ranking = new PassageRanking(headers, count, totals, weights);
            Score(ranking, question);
            var filter = new PassageFilter(query.Types, PassageHeader.SecondsOf(query.Since), SessionOf(query.CurrentTask), NamedAuthors(question));
            var near = Near(query.Dense ?? []);
            var candidates = ranking.Candidates(question, filter, Math.Max(weights.Candidates, 2 * query.TopK), near.Keys);
            return Show(ranking.Fuse(candidates, Similarities(question.Vector(ranking.IdfOf), candidates), near), query);
        }
        finally
        {
            HeaderTable.Return(headers);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _statements.Dispose();

    private (int Count, MemoryTotals Totals) Totals() => _statements
        .Add("SELECT next_passage, passages, context_length FROM memory_totals")
        .List(row => (row.GetInt32(0), new MemoryTotals(row.GetInt64(1), row.GetInt64(2))))[0];

    private void Score(PassageRanking ranking, AnalysedQuestion question)
    {
        var find = _statements.Add("SELECT term FROM memory_terms WHERE text = $text");
        var postings = new List<(int Passage, byte Count)>();
        using var read = connection.CreateCommand();
        read.CommandText = "SELECT key, data FROM memory_postings WHERE key BETWEEN $first AND $last";
        var first = read.Parameters.Add("$first", SqliteType.Integer);
        var last = read.Parameters.Add("$last", SqliteType.Integer);
        foreach (var term in question.Terms)
        {
            postings.Clear();
            if (find.Number(("$text", term.Text)) is { } number)
            {
                first.Value = PostingBlock.KeyOf(number, 0);
                last.Value = PostingBlock.KeyOf(number + 1, 0) - 1;
                using var rows = read.ExecuteReader();
                while (rows.Read()) PostingBlock.Read(raw.sqlite3_column_blob(rows.Handle, 1), PostingBlock.BlockOf(rows.GetInt64(0)), postings);
            }

            ranking.Score(term, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(postings));
        }
    }

    private int SessionOf(string? task) => task is null
        ? PassageHeader.None
        : (int)(_statements.Add("SELECT session FROM memory_sessions WHERE name = $name").Number(("$name", task)) ?? PassageHeader.None);

    private HashSet<int> NamedAuthors(AnalysedQuestion question)
    {
        var find = _statements.Add("SELECT author, name FROM memory_authors WHERE first_term = $term");
        var named = new HashSet<int>();
        foreach (var term in question.Terms.Where(term => term.Weight == 1))
        {
            foreach (var (author, name) in find.List(row => (row.GetInt32(0), row.GetString(1)), ("$term", term.Text)))
            {
                if (question.Names(AnalysedQuestion.TermsOfName(name))) named.Add(author);
            }
        }

        return named;
    }

    // What was forgotten meanwhile may still be in the dense tier; it is not there any more, so it is not found.
    private Dictionary<int, float> Near(IReadOnlyList<DenseMatch> matches)
    {
        var find = _statements.Add("SELECT passage FROM memory_passages WHERE id = $id");
        var near = new Dictionary<int, float>(matches.Count);
        foreach (var match in matches)
        {
            if (find.Number(("$id", match.Id)) is { } passage) near[(int)passage] = match.Similarity;
        }

        return near;
    }

    private float[] Similarities(HashedVector question, IReadOnlyList<Candidate> candidates)
    {
        var similarities = new float[candidates.Count];
        using var read = connection.CreateCommand();
        read.CommandText = "SELECT vector FROM memory_passages WHERE passage = $passage";
        var passage = read.Parameters.Add("$passage", SqliteType.Integer);
        for (var i = 0; i < similarities.Length; i++)
        {
            passage.Value = candidates[i].Passage;
            using var row = read.ExecuteReader();
            if (row.Read()) similarities[i] = question.Similarity(raw.sqlite3_column_blob(row.Handle, 0));
        }

        return similarities;
    }

    private List<MemoryHit> Show(IReadOnlyList<Candidate> ranked, MemoryQuery query)
    {
        var read = _statements.Add($"SELECT {PassageRow.Columns} FROM memory_passages AS p WHERE p.passage = $passage");
        var hits = new List<MemoryHit>(query.TopK);
        var shown = new List<(byte[] Vector, string Numbers)>(query.TopK);
        foreach (var (passage, score) in ranked)
        {
            if (hits.Count == query.TopK) break;
            if (read.First(row => PassageRow.Read(row), ("$passage", passage)) is not var (record, vector)) continue;
            if (query.Since is { } since && record.Timestamp < since) continue;
            var numbers = NumbersOf(record.Text);
            if (shown.Any(other => other.Numbers == numbers && HashedVector.Similarity(other.Vector, vector) >= weights.NearDuplicate)) continue;
            shown.Add((vector, numbers));
            hits.Add(new MemoryHit(record, score));
        }

        var best = hits.Count > 0 ? hits[0].Score : 1;
        return hits.ConvertAll(hit => hit with { Score = Math.Clamp(hit.Score / best, 0, 1) });
    }

    // "Step 3 took 40 s" and "step 4 took 70 s" are two facts, however alike they are.
    private static string NumbersOf(string text) => string.Concat(text.Where(c => char.IsAsciiDigit(c)));
}

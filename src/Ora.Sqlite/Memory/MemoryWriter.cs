using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Ora.Core.Memory;
using Ora.Core.Memory.Analysis;
using Ora.Core.Memory.Ranking;
using Ora.Core.Messages;

namespace Ora.Sqlite.Memory;

/// <summary>Adds and removes passages on one connection, inside the caller's transaction; <see cref="Finish"/> ends the work.</summary>
internal sealed class MemoryWriter : IDisposable
{
    private readonly StatementSet _statements;
    private readonly HeaderTable _headers;
    private readonly Statement _insert;
    private readonly Statement _isKnown;
    private readonly Statement _isForgotten;
    private readonly Statement _before;
    private readonly Statement _after;
    private readonly Statement _session;
    private readonly Statement _addSession;
    private readonly Statement _author;
    private readonly Statement _addAuthor;
    private readonly Statement _term;
    private readonly Statement _addTerm;
    private readonly Statement _posting;
    private readonly Statement _setPosting;
    private readonly Statement _dropPosting;
    private readonly Statement _drop;
    private readonly Statement _removeFromDense;
    private readonly Statement _passagesOfId;
    private readonly Statement _passagesOfSource;
    private readonly Statement _addForgotten;
    private readonly Statement _setTotals;
    private readonly Dictionary<long, List<(int Passage, byte Count)>> _newPostings = [];
    private readonly Dictionary<string, long> _terms = new(StringComparer.Ordinal);
    private long _nextPassage;
    private long _passages;
    private long _contextLength;
    private bool _hasChanged;

    /// <summary>Begins to write.</summary>
    public MemoryWriter(SqliteConnection connection)
    {
        _statements = new StatementSet(connection);
        _headers = new HeaderTable(connection, _statements);
        _insert = _statements.Add("""
            INSERT INTO memory_passages (
              passage, id, type, source, agent_id, author, task_id, title, session, message_id, ordinal, language, timestamp, text, vector)
            VALUES (
              $passage, $id, $type, $source, $agent, $author, $task, $title, $session, $message, $ordinal, $language, $timestamp, $text, $vector)
            """);
        _isKnown = _statements.Add("SELECT 1 FROM memory_passages WHERE id = $id");
        _isForgotten = _statements.Add("""
            SELECT 1 FROM memory_forgotten
            WHERE message_id > $message AND ((kind = 'id' AND value IN ($id, $message, $entry)) OR (kind = 'source' AND value = $source)) LIMIT 1
            """);
        _before = _statements.Add("""
            SELECT passage FROM memory_passages WHERE session = $session AND (message_id, ordinal) < ($message, $ordinal)
            ORDER BY message_id DESC, ordinal DESC LIMIT 1
            """);
        _after = _statements.Add("""
            SELECT passage FROM memory_passages WHERE session = $session AND (message_id, ordinal) > ($message, $ordinal)
            ORDER BY message_id, ordinal LIMIT 1
            """);
        _session = _statements.Add("SELECT session FROM memory_sessions WHERE name = $name");
        _addSession = _statements.Add("INSERT INTO memory_sessions (session, name) SELECT coalesce(max(session) + 1, 0), $name FROM memory_sessions RETURNING session");
        _author = _statements.Add("SELECT author FROM memory_authors WHERE name = $name");
        _addAuthor = _statements.Add("""
            INSERT INTO memory_authors (author, name, first_term) SELECT coalesce(max(author) + 1, 0), $name, $term FROM memory_authors RETURNING author
            """);
        _term = _statements.Add("SELECT term FROM memory_terms WHERE text = $text");
        _addTerm = _statements.Add("INSERT INTO memory_terms (text) VALUES ($text) RETURNING term");
        _posting = _statements.Add("SELECT data FROM memory_postings WHERE key = $key");
        _setPosting = _statements.Add("INSERT INTO memory_postings (key, data) VALUES ($key, $data) ON CONFLICT (key) DO UPDATE SET data = excluded.data");
        _dropPosting = _statements.Add("DELETE FROM memory_postings WHERE key = $key");
        _drop = _statements.Add("DELETE FROM memory_passages WHERE passage = $passage");
        _removeFromDense = _statements.Add("""
            INSERT OR IGNORE INTO memory_dense_removals (id)
            SELECT $id WHERE $passage < (SELECT taken FROM memory_dense) OR EXISTS (SELECT 1 FROM memory_dense_known WHERE id = $id)
            """);
        _passagesOfId = _statements.Add($"""
            SELECT p.passage, {PassageRow.Columns} FROM memory_passages AS p
            WHERE p.message_id = $owner AND p.message_id < $message AND (p.id = $id OR p.message_id = $id OR substr(p.id, 1, length($id) + 1) = $id || '.')
            """);
        _passagesOfSource = _statements.Add($"SELECT p.passage, {PassageRow.Columns} FROM memory_passages AS p WHERE p.source = $source AND p.message_id < $message");
        _addForgotten = _statements.Add("INSERT OR IGNORE INTO memory_forgotten (kind, value, message_id) VALUES ($kind, $value, $message)");
        _setTotals = _statements.Add("""
            UPDATE memory_totals SET next_passage = $next, passages = $passages, context_length = $length, version = version + 1
            """);
        var totals = _statements.Add("SELECT next_passage, passages, context_length FROM memory_totals")
            .List(row => (Next: row.GetInt64(0), Passages: row.GetInt64(1), Length: row.GetInt64(2)));
        (_nextPassage, _passages, _contextLength) = totals[0];
    }

    /// <summary>Adds a passage, unless it is there or was forgotten.</summary>
    public void Add(MemoryRecord record, AnalysedPassage analysed)
    {
        var message = MemoryExtraction.MessageOf(record.Id);
        if (_isKnown.Number(("$id", record.Id)) is not null || IsForgotten(record, message)) return;
        _hasChanged = true;
        var passage = (int)_nextPassage++;
        if (passage % PostingBlock.Passages == 0) _headers.AddBlockOf(passage);
        var session = record.Session is { } name ? SessionOf(name) : PassageHeader.None;
        var header = PassageHeader.OfNone with
        {
            Type = record.Type,
            Length = (ushort)analysed.Length,
            NamesTime = analysed.NamesTime,
            NamesNumber = analysed.NamesNumber,
            Session = session,
            Author = AuthorOf(record.Author ?? record.AgentId),
            Seconds = PassageHeader.SecondsOf(record.Timestamp),
        };
        if (session >= 0) Link(ref header, passage, message, record.Ordinal);
        Insert(record, analysed, passage, session, message);
        _headers[passage] = header;
        _passages++;
        MeasureAround(passage);
        foreach (var (term, count) in analysed.Terms)
        {
            var key = PostingBlock.KeyOf(TermOf(term), passage / PostingBlock.Passages);
            ref var postings = ref CollectionsMarshal.GetValueRefOrAddDefault(_newPostings, key, out _);
            (postings ??= []).Add((passage, count));
        }
    }

    /// <summary>Forgets what a message says, and notes it.</summary>
    public void Forget(MemoryForgotten message)
    {
        _hasChanged = true;
        FlushPostings();
        foreach (var id in message.Ids ?? [])
        {
            _addForgotten.Run(("$kind", "id"), ("$value", id), ("$message", message.MessageId));
            var owner = MemoryExtraction.MessageOf(id);
            Remove(_passagesOfId.List(ReadNumbered, ("$owner", owner), ("$message", message.MessageId), ("$id", id)));
        }

        foreach (var source in message.Sources ?? [])
        {
            _addForgotten.Run(("$kind", "source"), ("$value", source), ("$message", message.MessageId));
            Remove(_passagesOfSource.List(ReadNumbered, ("$source", source), ("$message", message.MessageId)));
        }
    }

    /// <summary>Writes what was gathered.</summary>
    public void Finish()
    {
        FlushPostings();
        if (_hasChanged) _setTotals.Run(("$next", _nextPassage), ("$passages", _passages), ("$length", _contextLength));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _headers.Dispose();
        _statements.Dispose();
    }

    private static (int Passage, MemoryRecord Record) ReadNumbered(Row row)
    {
        var number = row.GetInt32(0);
        return (number, PassageRow.Read(row, first: 1).Record);
    }

    // An id that was forgotten may be that of the passage, of its entry (for all parts of it) or of its message.
    private bool IsForgotten(MemoryRecord record, string message)
    {
        var parts = record.Id.Split('.');
        var entry = parts.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $"{parts[0]}.{parts[1]}") : record.Id;
        return _isForgotten.Number(("$message", message), ("$id", record.Id), ("$entry", entry), ("$source", record.Source)) is not null;
    }

    private void Insert(MemoryRecord record, AnalysedPassage analysed, int passage, int session, string message) => _insert.Run(
        ("$passage", passage), ("$id", record.Id), ("$type", WireEnum.Name(record.Type)), ("$source", record.Source), ("$agent", record.AgentId),
        ("$author", record.Author), ("$task", record.TaskId), ("$title", record.Title), ("$session", session < 0 ? null : session),
        ("$message", message), ("$ordinal", record.Ordinal), ("$language", record.Language), ("$timestamp", Columns.Milliseconds(record.Timestamp)),
        ("$text", record.Text), ("$vector", analysed.Vector));

    private int SessionOf(string name) => (int)(_session.Number(("$name", name)) ?? _addSession.Number(("$name", name)))!.Value;

    private int AuthorOf(string name)
    {
        if (_author.Number(("$name", name)) is { } known) return (int)known;
        var terms = AnalysedQuestion.TermsOfName(name);
        return (int)_addAuthor.Number(("$name", name), ("$term", terms.Count > 0 ? terms[0] : ""))!.Value;
    }

    private long TermOf(string text)
    {
        ref var term = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, text, out var isKnown);
        if (!isKnown) term = (_term.Number(("$text", text)) ?? _addTerm.Number(("$text", text)))!.Value;
        return term;
    }

    private void Link(ref PassageHeader header, int passage, string message, int ordinal)
    {
        header.Previous = (int)(_before.Number(("$session", header.Session), ("$message", message), ("$ordinal", ordinal)) ?? PassageHeader.None);
        header.Next = (int)(_after.Number(("$session", header.Session), ("$message", message), ("$ordinal", ordinal)) ?? PassageHeader.None);
        SetNeighbours(header.Previous, next: passage);
        SetNeighbours(header.Next, previous: passage);
    }

    private void SetNeighbours(int passage, int? previous = null, int? next = null)
    {
        if (passage < 0) return;
        var header = _headers[passage];
        if (previous is { } before) header.Previous = before;
        if (next is { } after) header.Next = after;
        _headers[passage] = header;
    }

    private void Remove(List<(int Passage, MemoryRecord Record)> passages)
    {
        foreach (var (passage, record) in passages)
        {
            var block = passage / PostingBlock.Passages;
            foreach (var term in AnalysedPassage.Of(record).Terms.Keys) RemovePosting(PostingBlock.KeyOf(TermOf(term), block), block, passage);
            var header = _headers[passage];
            _headers[passage] = PassageHeader.OfNone;
            SetNeighbours(header.Previous, next: header.Next);
            SetNeighbours(header.Next, previous: header.Previous);
            _contextLength -= header.ContextLength;
            _passages--;
            if (header.Previous >= 0) MeasureAround(header.Previous);
            if (header.Next >= 0) MeasureAround(header.Next);
            _drop.Run(("$passage", passage));
            _removeFromDense.Run(("$id", record.Id), ("$passage", passage));
        }
    }

    private void RemovePosting(long key, int block, int passage)
    {
        if (BytesOf(key) is not { } data) return;
        var rest = PostingBlock.Without(data, block, passage);
        if (rest.Length == 0) _dropPosting.Run(("$key", key));
        else _setPosting.Run(("$key", key), ("$data", rest));
    }

    private byte[]? BytesOf(long key) => _posting.First(row => row.GetBytes(0), ("$key", key));

    private void FlushPostings()
    {
        foreach (var (key, postings) in _newPostings)
            _setPosting.Run(("$key", key), ("$data", PostingBlock.Append(BytesOf(key) ?? [], PostingBlock.BlockOf(key), postings)));
        _newPostings.Clear();
    }

    // A passage's length with its neighbours' changes with each of them.
    private void MeasureAround(int passage)
    {
        Measure(passage);
        var (before, after) = (_headers[passage].Previous, _headers[passage].Next);
        for (var distance = 1; distance <= RankingWeights.Reach; distance++)
        {
            if (before >= 0)
            {
                Measure(before);
                before = _headers[before].Previous;
            }

            if (after >= 0)
            {
                Measure(after);
                after = _headers[after].Next;
            }
        }
    }

    private void Measure(int passage)
    {
        var header = _headers[passage];
        int length = header.Length;
        var (before, after) = (header.Previous, header.Next);
        for (var distance = 1; distance <= RankingWeights.Reach; distance++)
        {
            if (before >= 0)
            {
                var neighbour = _headers[before];
                length += neighbour.Length;
                before = neighbour.Previous;
            }

            if (after >= 0)
            {
                var neighbour = _headers[after];
                length += neighbour.Length;
                after = neighbour.Next;
            }
        }

        var measured = (ushort)Math.Min(length, ushort.MaxValue);
        if (measured == header.ContextLength) return;
        _contextLength += measured - header.ContextLength;
        header.ContextLength = measured;
        _headers[passage] = header;
    }
}

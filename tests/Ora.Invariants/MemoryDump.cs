using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Ora.Core.Memory.Ranking;
using Ora.Sqlite.Memory;

namespace Ora.Invariants;

/// <summary>
/// What the tables of memory say, as text. Passages, sessions, authors and terms have numbers in the order of arrival; here they stand
/// under their ids and names, so that two memories of the same messages come out equal.
/// </summary>
internal sealed class MemoryDump
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<long, string> _passages;
    private readonly Dictionary<long, string> _sessions;
    private readonly Dictionary<long, string> _authors;
    private readonly Dictionary<long, string> _terms;

    private MemoryDump(SqliteConnection connection)
    {
        _connection = connection;
        _passages = Names("SELECT passage, id FROM memory_passages");
        _sessions = Names("SELECT session, name FROM memory_sessions");
        _authors = Names("SELECT author, name FROM memory_authors");
        _terms = Names("SELECT term, text FROM memory_terms");
    }

    /// <summary>Reads the memory of a database, as the rows of each of its tables.</summary>
    public static IEnumerable<(string Table, List<string> Rows)> Read(SqliteConnection connection)
    {
        var dump = new MemoryDump(connection);
        yield return ("memory_passages", dump.Passages());
        yield return ("memory_headers", dump.Headers());
        yield return ("memory_postings", dump.Postings());
        yield return ("memory_forgotten", dump.Rows("SELECT kind, value, message_id FROM memory_forgotten", row => $"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)}"));
        yield return ("memory_totals", dump.Rows("SELECT passages, context_length FROM memory_totals", row => $"passages={row.GetInt64(0)}, context_length={row.GetInt64(1)}"));
    }

    private List<string> Passages() => Rows(
        "SELECT p.id, p.type, p.source, p.agent_id, p.author, p.task_id, p.title, p.message_id, p.ordinal, p.language, p.timestamp, p.text, p.vector FROM memory_passages AS p",
        row => string.Join(", ", Enumerable.Range(0, row.FieldCount).Select(i => $"{row.GetName(i)}={Text(row.GetValue(i))}")));

    private List<string> Headers()
    {
        var rows = new List<string>();
        foreach (var (block, data) in Blobs("SELECT block, data FROM memory_headers"))
        {
            var headers = MemoryMarshal.Cast<byte, PassageHeader>(data);
            for (var i = 0; i < headers.Length; i++)
            {
                if (!headers[i].IsGone) rows.Add($"{Passage((block * PostingBlock.Passages) + i)}: {Describe(headers[i])}");
            }
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private string Describe(PassageHeader header) =>
        $"length={header.Length}, context_length={header.ContextLength}, type={header.Type}, seconds={header.Seconds}, time={header.NamesTime}, "
        + $"number={header.NamesNumber}, session={Name(_sessions, header.Session)}, author={Name(_authors, header.Author)}, "
        + $"previous={(header.Previous < 0 ? "-" : Passage(header.Previous))}, next={(header.Next < 0 ? "-" : Passage(header.Next))}";

    private List<string> Postings()
    {
        var rows = new List<string>();
        foreach (var (key, data) in Blobs("SELECT key, data FROM memory_postings"))
        {
            var block = PostingBlock.BlockOf(key);
            var term = Name(_terms, (key - PostingBlock.KeyOf(0, block)) / PostingBlock.KeyOf(1, 0));
            var postings = new List<(int Passage, byte Count)>();
            PostingBlock.Read(data, block, postings);
            rows.AddRange(postings.Select(posting => $"{term}: {Passage(posting.Passage)} {posting.Count}"));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private string Passage(long number) => Name(_passages, number);

    private static string Name(Dictionary<long, string> names, long number) =>
        number < 0 ? "-" : names.GetValueOrDefault(number) ?? string.Create(CultureInfo.InvariantCulture, $"number {number}, which is nothing");

    private static string? Text(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture);

    private Dictionary<long, string> Names(string sql) => Query(sql, row => (row.GetInt64(0), row.GetString(1))).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    private List<(long Key, byte[] Data)> Blobs(string sql) => Query(sql, row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)));

    private List<string> Rows(string sql, Func<SqliteDataReader, string> read)
    {
        var rows = Query(sql, read);
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }
}

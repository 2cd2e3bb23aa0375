using System.Globalization;
using Ora.Core.Queue;

namespace Ora.Sqlite.Queue;

/// <summary>What the projections have yet to see. What changes again before it was seen is added once more, under a new number.</summary>
internal sealed class PendingTable(StatementSet statements, NoteTable notes)
{
    internal const string CountSql = "SELECT count(DISTINCT id) FROM queue_pending";
    internal const string OldestSql = "SELECT sequence, id FROM queue_pending ORDER BY sequence LIMIT $limit";

    private const string SeenNote = "seen";

    private readonly Statement _add = statements.Add($"""
        INSERT INTO queue_pending (sequence, id) VALUES (
          1 + max(
            coalesce((SELECT max(sequence) FROM queue_pending), 0),
            coalesce((SELECT CAST(value AS INTEGER) FROM queue_notes WHERE key = '{SeenNote}'), 0)),
          $id)
        """);

    private readonly Statement _oldest = statements.Add(OldestSql);

    private readonly Statement _remove = statements.Add("DELETE FROM queue_pending WHERE sequence = $sequence");

    private readonly Statement _count = statements.Add(CountSql);

    public void Add(string id) => _add.Run(("$id", id));

    public List<PendingProjection> Oldest(int limit) => _oldest.List(Read, ("$limit", limit));

    public long Count() => _count.Number() ?? 0;

    /// <summary>Forgets changes. Not atomic by itself.</summary>
    public void Remove(IReadOnlyCollection<PendingProjection> seen)
    {
        if (seen.Count == 0) return;
        var highest = seen.Max(change => change.Sequence);
        if (highest > Columns.Number(notes.Get(SeenNote))) notes.Set(SeenNote, highest.ToString(CultureInfo.InvariantCulture));
        foreach (var change in seen) _remove.Run(("$sequence", change.Sequence));
    }

    private static PendingProjection Read(Row row) => new(row.GetInt64(0), row.GetString(1));
}

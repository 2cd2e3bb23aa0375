using System.Runtime.CompilerServices;
using Ora.Core.Ids;
using Ora.Core.Memory.Dense;

namespace Ora.Contracts.Memory;

/// <summary>The dense tier as one would compute it by hand: every vector of the project is looked at. Other implementations are compared with it.</summary>
/// <param name="store">All vectors of all projects.</param>
/// <param name="project">The project.</param>
public sealed class BruteForceMemory(Dictionary<(string Project, string Id), DenseRecord> store, ProjectName project) : IDenseMemory
{
    private long _writes;

    /// <summary>What it throws instead of an answer; null: it answers.</summary>
    public Exception? Fault { get; set; }

    private IEnumerable<DenseRecord> Records => store.Where(entry => entry.Key.Project == project.Value).Select(entry => entry.Value);

    public ValueTask<long?> UpsertAsync(IReadOnlyList<DenseRecord> records, CancellationToken cancellationToken)
    {
        if (Fault is not null) return ValueTask.FromException<long?>(Fault);
        foreach (var record in records) store[(project.Value, record.Passage.Id)] = record;
        return ValueTask.FromResult<long?>(++_writes);
    }

    public ValueTask<long?> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (Fault is not null) return ValueTask.FromException<long?>(Fault);
        foreach (var id in ids) store.Remove((project.Value, id));
        return ValueTask.FromResult<long?>(++_writes);
    }

    public ValueTask<DenseAnswer> QueryAsync(DenseQuery query, CancellationToken cancellationToken)
    {
        if (Fault is not null) return ValueTask.FromException<DenseAnswer>(Fault);
        var matches = Records
            .Where(record => query.Types.Count == 0 || query.Types.Contains(record.Passage.Type))
            .Where(record => query.Since is not { } since || record.Passage.Timestamp >= since)
            .Select(record => new DenseMatch(record.Passage.Id, Cosine(record.Vector.Span, query.Vector.Span)))
            .OrderByDescending(match => match.Similarity).ThenBy(match => match.Id, StringComparer.Ordinal)
            .Take(query.TopK);
        return ValueTask.FromResult(new DenseAnswer([.. matches], _writes));
    }

    public async IAsyncEnumerable<string> ListIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Fault is not null) throw Fault;
        foreach (var record in Records.ToList()) yield return record.Passage.Id;
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => ValueTask.FromResult((long)Records.Count());

    public ValueTask DropAsync(CancellationToken cancellationToken)
    {
        if (Fault is not null) return ValueTask.FromException(Fault);
        foreach (var record in Records.ToList()) store.Remove((project.Value, record.Passage.Id));
        return ValueTask.CompletedTask;
    }

    private static float Cosine(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var (dot, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            dot += one[i] * other[i];
            first += one[i] * one[i];
            second += other[i] * other[i];
        }

        return (float)(dot / Math.Sqrt(first * second));
    }
}

using Ora.Core.Ids;
using Ora.Core.Queue;

namespace Ora.Sqlite.Queue;

/// <summary>
/// The lanes: waiting tasks grouped by who may take them. The look for the next task touches the lanes that the agent may use and
/// nothing else, so tasks that are for others, or require what the agent lacks, cost nothing however many they are.
/// </summary>
internal sealed class LaneTable(StatementSet statements)
{
    internal const string AllSql = "SELECT assigned_to, requires, waiting, blocked FROM queue_lanes WHERE lane > 0";

    private readonly Statement _find = statements.Add("""
        SELECT lane FROM queue_lanes WHERE assigned_to = $assignedTo AND first_required = $firstRequired AND requires = $requires
        """);

    private readonly Statement _insert = statements.Add("""
        INSERT INTO queue_lanes (assigned_to, first_required, requires) VALUES ($assignedTo, $firstRequired, $requires) RETURNING lane
        """);

    // A lane that requires nothing has '' as the first it requires.
    private readonly Statement _withOffers = statements.Add("""
        SELECT lane, requires FROM queue_lanes WHERE assigned_to = $assignedTo AND first_required = $firstRequired AND waiting > blocked
        """);

    private readonly Statement _next = statements.Add("""
        SELECT rank, id FROM queue_tasks INDEXED BY queue_tasks_offered
        WHERE lane = $lane AND state = 'waiting' AND unmet = 0 AND (rank, id) > ($rank, $id)
        ORDER BY rank, id LIMIT 1
        """);

    private readonly Statement _all = statements.Add(AllSql);

    /// <summary>The lane of a waiting task; it is made if there is none.</summary>
    public long LaneOf(TaskEntry task)
    {
        string[] required = [.. task.Requires.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        (string, object?)[] key =
        [
            ("$assignedTo", task.AssignedTo), ("$firstRequired", required.FirstOrDefault("")), ("$requires", Columns.JsonArray(required)),
        ];
        return _find.Number(key) ?? _insert.Number(key)!.Value;
    }

    /// <summary>The ids of the tasks that an agent may be offered, best first. Each step is one seek in one lane.</summary>
    public IEnumerable<string> Offers(AgentId agent, IReadOnlyCollection<string> capabilities)
    {
        var heads = new PriorityQueue<(long Lane, Place Place), Place>();
        foreach (var lane in LanesFor(agent, capabilities))
        {
            if (Next(lane, Place.Start) is { } head) heads.Enqueue((lane, head), head);
        }

        while (heads.TryDequeue(out var best, out _))
        {
            yield return best.Place.Id;
            if (Next(best.Lane, best.Place) is { } head) heads.Enqueue((best.Lane, head), head);
        }
    }

    /// <summary>Counts the waiting tasks by the first reason why an agent may not take them.</summary>
    public WaitingSummary Explain(AgentId agent, IReadOnlyCollection<string> capabilities)
    {
        var has = capabilities.ToHashSet(StringComparer.Ordinal);
        long all = 0, forOthers = 0, notMet = 0, missing = 0;
        foreach (var (assignedTo, required, waiting, blocked) in _all.List(ReadCounts))
        {
            all += waiting;
            if (assignedTo.Length > 0 && assignedTo != agent.Value)
            {
                forOthers += waiting;
                continue;
            }

            notMet += blocked;
            if (!required.All(has.Contains)) missing += waiting - blocked;
        }

        return new WaitingSummary(all, forOthers, notMet, missing);
    }

    private IEnumerable<long> LanesFor(AgentId agent, IReadOnlyCollection<string> capabilities)
    {
        var has = capabilities.ToHashSet(StringComparer.Ordinal);
        string[] firsts = ["", .. has];
        return firsts
            .SelectMany(first => WithOffers("", first).Concat(WithOffers(agent.Value, first)))
            .Where(lane => lane.Requires.All(has.Contains))
            .Select(lane => lane.Lane);
    }

    private List<(long Lane, IReadOnlyList<string> Requires)> WithOffers(string assignedTo, string firstRequired) =>
        _withOffers.List(ReadLane, ("$assignedTo", assignedTo), ("$firstRequired", firstRequired));

    private Place? Next(long lane, Place after) => _next.First(ReadPlace, ("$lane", lane), ("$rank", after.Rank), ("$id", after.Id));

    private static (long Lane, IReadOnlyList<string> Requires) ReadLane(Row row) => (row.GetInt64(0), row.Strings(1));

    private static (string AssignedTo, IReadOnlyList<string> Requires, long Waiting, long Blocked) ReadCounts(Row row) =>
        (row.GetString(0), row.Strings(1), row.GetInt64(2), row.GetInt64(3));

    private static Place ReadPlace(Row row) => new(row.GetInt32(0), row.GetString(1));

    /// <summary>Where a task stands in the order of offers.</summary>
    private sealed record Place(int Rank, string Id) : IComparable<Place>
    {
        public static Place Start { get; } = new(-1, "");

        public int CompareTo(Place? other)
        {
            if (other is null) return 1;
            var byRank = Rank.CompareTo(other.Rank);
            return byRank != 0 ? byRank : string.CompareOrdinal(Id, other.Id);
        }
    }
}

using System.Text.Json;
using FleetDemo.Agents;

namespace FleetDemo.Verification;

/// <summary>One worker's try at one task, as the worker's own record has it.</summary>
internal sealed record Attempt
{
    public required string Worker { get; init; }

    public required string TaskId { get; init; }

    public required int Number { get; init; }

    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>When the worker had the claim in its hands.</summary>
    public required DateTimeOffset ClaimedAt { get; init; }

    /// <summary>When it last did anything for the task: sent the result, gave it up, or was killed.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The answer to the question that the worker asked, if it asked one and got it.</summary>
    public required string? Answer { get; init; }

    /// <summary>What Ora said to the result; null when it never acknowledged one.</summary>
    public required string? Result { get; init; }

    /// <summary>Reads the workers' records.</summary>
    public static IReadOnlyList<Attempt> ReadJournals(IEnumerable<string> paths) =>
        [.. paths.SelectMany(Events)
            .Where(e => e.TaskId is not null)
            .GroupBy(e => (e.TaskId, e.Attempt, e.Worker))
            .Select(From)
            .OrderBy(a => a.ClaimedAt)];

    private static Attempt From(IEnumerable<WorkerEvent> events)
    {
        var ordered = events.OrderBy(e => e.At).ToList();
        var acknowledged = ordered.Find(e => e.Kind == WorkerEventKind.Acknowledged);
        // What lies between sending the result and the answer is Ora's time: the task may be finished there and the next one out.
        var last = ordered.FindLast(e => e.Kind != WorkerEventKind.Acknowledged)!;
        return new Attempt
        {
            Worker = last.Worker,
            TaskId = last.TaskId!,
            Number = last.Attempt,
            Paths = last.Paths,
            ClaimedAt = ordered[0].At,
            EndedAt = last.At,
            Answer = ordered.Find(e => e.Kind == WorkerEventKind.Answered)?.Detail,
            Result = acknowledged?.Detail,
        };
    }

    private static IEnumerable<WorkerEvent> Events(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            WorkerEvent entry;
            try
            {
                entry = WorkerEvent.FromLine(line);
            }
            catch (JsonException)
            {
                yield break; // A kill can cut the last line in half.
            }

            yield return entry;
        }
    }
}

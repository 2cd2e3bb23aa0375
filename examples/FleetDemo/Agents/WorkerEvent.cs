using System.Text.Json;
using System.Text.Json.Serialization;

namespace FleetDemo.Agents;

/// <summary>What a worker did, one line of JSON in its log and on its standard output.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, UTC.</param>
internal sealed record WorkerEvent(string Worker, WorkerEventKind Kind, DateTimeOffset At)
{
    /// <summary>The task it is about.</summary>
    public string? TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>The task's title.</summary>
    public string? Title { get; init; }

    /// <summary>The task's <c>paths</c>.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>What Ora answered, the blocker's id, or what went wrong.</summary>
    public string? Detail { get; init; }

    public string ToLine() => JsonSerializer.Serialize(this, WorkerEventJsonContext.Default.WorkerEvent);

    public static WorkerEvent FromLine(string line) =>
        JsonSerializer.Deserialize(line, WorkerEventJsonContext.Default.WorkerEvent) ?? throw new JsonException("The line holds no event.");
}

/// <summary>What a worker may report.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WorkerEventKind>))]
internal enum WorkerEventKind
{
    /// <summary>It is connected.</summary>
    Ready,

    /// <summary>It got a task.</summary>
    Claimed,

    /// <summary>It is in the middle of a task and stays there, as it was told to.</summary>
    Holding,

    /// <summary>It asked for help; the detail is the blocker's id.</summary>
    Blocked,

    /// <summary>It got the answer, which is the detail.</summary>
    Answered,

    /// <summary>Its work is done; it is about to say so.</summary>
    Completing,

    /// <summary>Ora has acknowledged its result; the detail is what became of it.</summary>
    Acknowledged,

    /// <summary>Its claim was lost on the way; it dropped the task.</summary>
    Dropped,

    /// <summary>It cannot go on; the detail says why.</summary>
    Broken,
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerEvent))]
internal sealed partial class WorkerEventJsonContext : JsonSerializerContext;

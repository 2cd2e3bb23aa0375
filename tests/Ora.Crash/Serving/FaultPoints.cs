namespace Ora.Crash.Serving;

/// <summary>Who comes past a point.</summary>
internal enum PassedBy
{
    /// <summary>Whoever serves.</summary>
    Anyone,

    /// <summary>A server for an agent.</summary>
    Agent,

    /// <summary>A server for the Director.</summary>
    Director,
}

/// <summary>A place in the protocol where a process may die.</summary>
/// <param name="Name">What it is called: <c>operation:subject:moment</c>.</param>
/// <param name="By">Who comes past it.</param>
internal sealed record FaultPoint(string Name, PassedBy By);

/// <summary>
/// All points. An operation that a server does and that is not in here stops the run: whoever adds a step to the protocol adds its
/// points.
/// </summary>
internal static class FaultPoints
{
    /// <summary>The points.</summary>
    public static IReadOnlyList<FaultPoint> All { get; } =
    [
        // A new file: before it is there, half of it written, all of it written but not flushed, flushed.
        .. Write("task.part", PassedBy.Director),
        .. Write("message.part"),
        .. Write("prepared"),
        .. Write("reason.part"),
        .. Write("profile.part", PassedBy.Director),
        .. Write("summary.part", PassedBy.Director),
        .. Written("late-or-news.part"),

        .. Around("rename", "tmp>inbox:task", PassedBy.Director),
        .. Around("rename", "tmp>inbox:message", PassedBy.Director),
        .. Around("rename", "tmp>inbox:prepared"),
        .. Around("rename", "tmp>outbox:message"),
        .. Around("rename", "tmp>outbox:prepared"),
        .. Around("rename", "tmp>processed:message"),
        .. Around("rename", "tmp>failed:reason"),
        .. Around("rename", "tmp>agents:profile", PassedBy.Director),
        .. Around("rename", "tmp>summaries:summary", PassedBy.Director),
        .. Around("rename", "inbox>working:task", PassedBy.Agent),
        .. Around("rename", "working>inbox:task"),
        .. Around("rename", "working>processed:task", PassedBy.Agent),
        .. Around("rename", "working>failed:task"),
        .. Around("rename", "inbox>failed:task"),
        .. Around("rename", "failed>inbox:task", PassedBy.Director),
        .. Around("rename", "inbox>failed:stranger"),
        .. Around("rename", "inbox>processed:message", PassedBy.Agent),
        .. Around("rename", "outbox>processed:message", PassedBy.Director),

        .. Around("flush", "tmp"),
        .. Around("flush", "inbox", PassedBy.Director),
        .. Around("flush", "outbox"),
        .. Around("flush", "processed"),
        .. Around("flush", "failed"),
        .. Around("flush", "agents", PassedBy.Director),
        .. Around("flush", "summaries", PassedBy.Director),

        .. Around("touch", "inbox", PassedBy.Agent),
        .. Around("touch", "working", PassedBy.Agent),

        .. Around("delete", "part"),
        .. Around("delete", "prepared"),
        .. Around("delete", "reason"),

        .. Around("note", "dirty"),
        .. Around("note", "clean"),

        .. Around("index", "begin"),
        .. Around("index", "write"),
        .. Around("index", "commit"),
        .. Around("index", "reset"),

        .. Around("state", "apply"),
        .. Around("memory", "add"),
    ];

    private static FaultPoint[] Write(string subject, PassedBy by = PassedBy.Anyone) => [.. Written(subject, by), .. Around("fsync", subject, by)];

    private static FaultPoint[] Written(string subject, PassedBy by = PassedBy.Anyone) =>
        [.. Around("write", subject, by), new FaultPoint($"write:{subject}:half", by)];

    private static FaultPoint[] Around(string operation, string subject, PassedBy by = PassedBy.Anyone) =>
        [new FaultPoint($"{operation}:{subject}:before", by), new FaultPoint($"{operation}:{subject}:after", by)];
}

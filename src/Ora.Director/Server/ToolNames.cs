namespace Ora.Director.Server;

/// <summary>The wire names of the tools that the Director uses. A name, once landed, changes only by an issue.</summary>
internal static class ToolNames
{
    public const string ReviewProject = "review_project";
    public const string PostSummary = "post_summary";
    public const string AssignTask = "assign_task";
    public const string UpdateTask = "update_task";
    public const string RaiseBlocker = "raise_blocker";
    public const string ResolveBlocker = "resolve_blocker";
    public const string UpdateAgent = "update_agent";
    public const string RecordDecision = "record_decision";
    public const string QueryMemory = "query_memory";
    public const string Remember = "remember";

    /// <summary>
    /// What an engine may call. The review is opened and closed by the cycle itself, so that no engine can forget to; and the
    /// Director takes no tasks.
    /// </summary>
    public static IReadOnlySet<string> ForEngines { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        AssignTask, UpdateTask, RaiseBlocker, ResolveBlocker, UpdateAgent, RecordDecision, QueryMemory, Remember,
    };
}

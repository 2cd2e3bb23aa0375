namespace Ora.Mcp.Tools;

/// <summary>The wire names of the tools. Once landed, a name changes only by an issue.</summary>
internal static class ToolNames
{
    public const string GetTask = "get_task";
    public const string PostHeartbeat = "post_heartbeat";
    public const string CompleteTask = "complete_task";
    public const string RaiseBlocker = "raise_blocker";
    public const string QueryMemory = "query_memory";
    public const string RecordDecision = "record_decision";
    public const string Remember = "remember";
    public const string ReviewProject = "review_project";
    public const string AssignTask = "assign_task";
    public const string UpdateTask = "update_task";
    public const string ResolveBlocker = "resolve_blocker";
    public const string UpdateAgent = "update_agent";
    public const string PostSummary = "post_summary";
}

namespace Ora.Core.Messages;

/// <summary>The wire names of the message types.</summary>
public static class MessageTypes
{
    /// <summary>A task. Its file is the task.</summary>
    public const string NewTaskAssignment = "NEW_TASK_ASSIGNMENT";

    /// <summary>An agent is alive and reports progress.</summary>
    public const string Heartbeat = "HEARTBEAT";

    /// <summary>The result of one attempt at a task.</summary>
    public const string TaskComplete = "TASK_COMPLETE";

    /// <summary>An agent cannot go on, a task was given up, or the Director opened an incident.</summary>
    public const string BlockerAlert = "BLOCKER_ALERT";

    /// <summary>The answer to a blocker, addressed to the agent that raised it.</summary>
    public const string BlockerResolved = "BLOCKER_RESOLVED";

    /// <summary>A decision with its rationale.</summary>
    public const string DecisionRecorded = "DECISION_RECORDED";

    /// <summary>What the Director saw and did in one cycle.</summary>
    public const string DirectorSummary = "DIRECTOR_SUMMARY";

    /// <summary>A later change to a task: priority, assignee, attempts, cancel, retry, lease expiry.</summary>
    public const string TaskUpdated = "TASK_UPDATED";

    /// <summary>An agent was registered, changed or retired.</summary>
    public const string AgentUpdated = "AGENT_UPDATED";

    /// <summary>Passages for the project's memory.</summary>
    public const string MemoryAdded = "MEMORY_ADDED";

    /// <summary>Passages that are no longer recalled.</summary>
    public const string MemoryForgotten = "MEMORY_FORGOTTEN";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        NewTaskAssignment, Heartbeat, TaskComplete, BlockerAlert, BlockerResolved,
        DecisionRecorded, DirectorSummary, TaskUpdated, AgentUpdated, MemoryAdded, MemoryForgotten,
    ];
}

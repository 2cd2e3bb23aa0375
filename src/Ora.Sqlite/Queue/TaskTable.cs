using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Sqlite.Queue;

/// <summary>The tasks of the index, their dependencies, and the lanes that they are in.</summary>
internal sealed class TaskTable(StatementSet statements, LaneTable lanes)
{
    private const string Select = """
        SELECT id, state, rank, attempt, max_attempts, assigned_to, claimed_by, claimed_at, lease_expires_at, unmet,
          depends_on, requires, paths, idempotency_key, priority_set_by, assigned_to_set_by, max_attempts_set_by
        FROM queue_tasks
        """;

    private readonly Statement _find = statements.Add($"{Select} WHERE id = $id");

    private readonly Statement _before = statements.Add("SELECT state, depends_on FROM queue_tasks WHERE id = $id");

    private readonly Statement _upsert = statements.Add("""
        INSERT INTO queue_tasks (
          id, state, lane, rank, attempt, max_attempts, assigned_to, claimed_by, claimed_at, lease_expires_at, unmet,
          depends_on, requires, paths, idempotency_key, priority_set_by, assigned_to_set_by, max_attempts_set_by)
        VALUES (
          $id, $state, $lane, $rank, $attempt, $maxAttempts, $assignedTo, $claimedBy, $claimedAt, $leaseExpiresAt,
          (SELECT count(*) FROM queue_dependencies AS d WHERE d.task_id = $id AND NOT EXISTS (
            SELECT 1 FROM queue_tasks AS t WHERE t.id = d.depends_on AND t.state = 'completed')),
          $dependsOn, $requires, $paths, $key, $prioritySetBy, $assignedToSetBy, $maxAttemptsSetBy)
        ON CONFLICT (id) DO UPDATE SET
          state = excluded.state, lane = excluded.lane, rank = excluded.rank, attempt = excluded.attempt,
          max_attempts = excluded.max_attempts, assigned_to = excluded.assigned_to, claimed_by = excluded.claimed_by,
          claimed_at = excluded.claimed_at, lease_expires_at = excluded.lease_expires_at, unmet = excluded.unmet,
          depends_on = excluded.depends_on, requires = excluded.requires, paths = excluded.paths,
          idempotency_key = excluded.idempotency_key, priority_set_by = excluded.priority_set_by,
          assigned_to_set_by = excluded.assigned_to_set_by, max_attempts_set_by = excluded.max_attempts_set_by
        """);

    private readonly Statement _delete = statements.Add("DELETE FROM queue_tasks WHERE id = $id");

    private readonly Statement _dropDependencies = statements.Add("DELETE FROM queue_dependencies WHERE task_id = $id");

    private readonly Statement _addDependency = statements.Add("""
        INSERT OR IGNORE INTO queue_dependencies (depends_on, task_id) VALUES ($dependsOn, $id)
        """);

    private readonly Statement _hasDependents = statements.Add("SELECT 1 FROM queue_dependencies WHERE depends_on = $id LIMIT 1");

    private readonly Statement _addToUnmet = statements.Add("""
        UPDATE queue_tasks SET unmet = unmet + $change WHERE id IN (SELECT task_id FROM queue_dependencies WHERE depends_on = $id)
        """);

    // INDEXED BY: without statistics the planner may take the index by state and sort, and with them it may change its mind.
    private readonly Statement _heldBy = statements.Add($"""
        {Select} INDEXED BY queue_tasks_held WHERE state = 'working' AND claimed_by = $agent ORDER BY claimed_at, id
        """);

    private readonly Statement _editing = statements.Add($"""
        {Select} INDEXED BY queue_tasks_editing WHERE state = 'working' AND paths IS NOT NULL ORDER BY id
        """);

    private readonly Statement _expired = statements.Add($"""
        {Select} INDEXED BY queue_tasks_leased WHERE state = 'working' AND lease_expires_at <= $time
        ORDER BY lease_expires_at, id LIMIT $limit
        """);

    private readonly Statement _inState = statements.Add($"{Select} WHERE state = $state AND id > $after ORDER BY id LIMIT $limit");

    private readonly Statement _byKey = statements.Add($"{Select} WHERE idempotency_key = $key ORDER BY id LIMIT 1");

    public TaskEntry? Find(string id) => _find.First(Read, ("$id", id));

    public TaskEntry? FindByKey(string key) => _byKey.First(Read, ("$key", key));

    public List<TaskEntry> HeldBy(AgentId agent) => _heldBy.List(Read, ("$agent", agent.Value));

    public List<TaskEntry> WorkingWithPaths() => _editing.List(Read);

    public List<TaskEntry> LeasesExpiredBefore(DateTimeOffset time, int limit) =>
        _expired.List(Read, ("$time", time.ToUnixTimeMilliseconds()), ("$limit", limit));

    public List<TaskEntry> InState(TaskState state, string after, int limit) =>
        _inState.List(Read, ("$state", WireEnum.Name(state)), ("$after", after), ("$limit", limit));

    /// <summary>Adds or replaces a task. Not atomic by itself.</summary>
    public void Upsert(TaskEntry task)
    {
        var before = Before(task.Id);
        var dependsOn = Columns.JsonOrNull(task.DependsOn);
        if (before?.DependsOn != dependsOn) ReplaceDependencies(task);
        _upsert.Run(
            ("$id", task.Id.Value), ("$state", WireEnum.Name(task.State)),
            ("$lane", task.State == TaskState.Waiting ? lanes.LaneOf(task) : null),
            ("$rank", TaskPriority.Critical - task.Priority), ("$attempt", task.Attempt), ("$maxAttempts", task.MaxAttempts),
            ("$assignedTo", task.AssignedTo), ("$claimedBy", task.ClaimedBy), ("$claimedAt", Columns.Milliseconds(task.ClaimedAt)),
            ("$leaseExpiresAt", Columns.Milliseconds(task.LeaseExpiresAt)), ("$dependsOn", dependsOn),
            ("$requires", Columns.JsonOrNull(task.Requires)), ("$paths", Columns.JsonOrNull(task.Paths)), ("$key", task.IdempotencyKey),
            ("$prioritySetBy", task.PrioritySetBy), ("$assignedToSetBy", task.AssignedToSetBy),
            ("$maxAttemptsSetBy", task.MaxAttemptsSetBy));
        UpdateDependents(task.Id, wasCompleted: before?.Completed == true, isCompleted: task.State == TaskState.Completed);
    }

    /// <summary>Removes a task. Not atomic by itself.</summary>
    public void Remove(TaskId id)
    {
        if (Before(id) is not { } before) return;
        _delete.Run(("$id", id.Value));
        if (before.DependsOn is not null) _dropDependencies.Run(("$id", id.Value));
        UpdateDependents(id, before.Completed, isCompleted: false);
    }

    private TaskBefore? Before(TaskId id) => _before.First(ReadBefore, ("$id", id.Value));

    private void ReplaceDependencies(TaskEntry task)
    {
        _dropDependencies.Run(("$id", task.Id.Value));
        foreach (var dependency in task.DependsOn) _addDependency.Run(("$dependsOn", dependency), ("$id", task.Id.Value));
    }

    private void UpdateDependents(TaskId id, bool wasCompleted, bool isCompleted)
    {
        if (wasCompleted == isCompleted || _hasDependents.Number(("$id", id.Value)) is null) return; // Most tasks have none.
        _addToUnmet.Run(("$change", isCompleted ? -1 : 1), ("$id", id.Value));
    }

    private static TaskBefore ReadBefore(Row row) => new(row.GetString(0) == "completed", row.TextOrNull(1));

    private static TaskEntry Read(Row row) => new()
    {
        Id = TaskId.Parse(row.GetString(0)),
        State = row.Enumeration<TaskState>(1),
        Priority = TaskPriority.Critical - row.GetInt32(2),
        Attempt = row.GetInt32(3),
        MaxAttempts = row.GetInt32(4),
        AssignedTo = row.GetString(5),
        ClaimedBy = row.TextOrNull(6),
        ClaimedAt = row.TimeOrNull(7),
        LeaseExpiresAt = row.TimeOrNull(8),
        UnmetDependencies = row.GetInt32(9),
        DependsOn = row.Strings(10),
        Requires = row.Strings(11),
        Paths = row.Strings(12),
        IdempotencyKey = row.TextOrNull(13),
        PrioritySetBy = row.TextOrNull(14),
        AssignedToSetBy = row.TextOrNull(15),
        MaxAttemptsSetBy = row.TextOrNull(16),
    };

    /// <summary>What a task was before a change.</summary>
    private sealed record TaskBefore(bool Completed, string? DependsOn);
}

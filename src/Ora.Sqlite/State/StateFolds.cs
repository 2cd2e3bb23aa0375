namespace Ora.Sqlite.State;

/// <summary>
/// How rows are made from messages. Each statement takes the ids of the rows to make (<c>@Ids</c>, a JSON array) and looks at all
/// messages about each, by seeks, so the rows depend on which messages there are, not on the order in which they arrived: a rebuild,
/// which applies them in another order, comes out equal. The latest message is the one with the greatest id.
/// </summary>
/// <remarks>CROSS JOIN and INDEXED BY fix the plan: the ids come first, and each is sought. A plan by guesswork reads all blockers.</remarks>
internal static class StateFolds
{
    /// <summary>The result that was applied last to each task.</summary>
    public const string Results = """
        UPDATE tasks SET
          claimed_at = result.claimed_at,
          finished_at = result.timestamp,
          summary = result.payload ->> '$.summary',
          artifacts = ifnull(result.payload -> '$.artifacts', '[]')
        FROM messages AS result
        WHERE tasks.task_id IN (SELECT value FROM json_each(@Ids))
          AND result.message_id = (
            SELECT max(message_id) FROM messages AS m INDEXED BY messages_results
            WHERE m.message_type = 'TASK_COMPLETE' AND m.late = 0 AND m.task_id = tasks.task_id)
        """;

    /// <summary>
    /// The heartbeats of each task's last attempt that has any: the last one, the last progress, and the first one that reported it.
    /// </summary>
    public const string Heartbeats = """
        WITH
          attempts AS MATERIALIZED (
            SELECT ids.value AS task_id, (
              SELECT max(attempt) FROM messages AS m INDEXED BY messages_heartbeats
              WHERE m.message_type = 'HEARTBEAT' AND m.task_id = ids.value) AS attempt
            FROM json_each(@Ids) AS ids),
          last AS MATERIALIZED (
            SELECT task_id, attempt, (
              SELECT timestamp FROM messages AS m INDEXED BY messages_heartbeats
              WHERE m.message_type = 'HEARTBEAT' AND m.task_id = attempts.task_id AND m.attempt = attempts.attempt
              ORDER BY message_id DESC LIMIT 1) AS heartbeat_at, (
              SELECT progress FROM messages AS m INDEXED BY messages_progress
              WHERE m.task_id = attempts.task_id AND m.attempt = attempts.attempt AND m.progress IS NOT NULL
              ORDER BY message_id DESC LIMIT 1) AS progress
            FROM attempts
            WHERE attempt IS NOT NULL)
        UPDATE tasks SET
          heartbeat_attempt = last.attempt,
          last_heartbeat_at = last.heartbeat_at,
          progress = last.progress,
          progress_at = (
            SELECT timestamp FROM messages AS m INDEXED BY messages_same_progress
            WHERE m.task_id = last.task_id AND m.attempt = last.attempt AND m.progress = last.progress
            ORDER BY message_id LIMIT 1)
        FROM last
        WHERE tasks.task_id = last.task_id
        """;

    /// <summary>Takes out of the metrics what the attempts of some tasks have added.</summary>
    public const string AttemptsOutOfMetrics = """
        UPDATE performance_metrics AS m SET
          claims_timed = m.claims_timed - added.claims, claim_milliseconds = m.claim_milliseconds - added.milliseconds,
          heartbeats_missed = m.heartbeats_missed - added.missed
        FROM (
          SELECT day, agent_id, count(claim_milliseconds) AS claims, ifnull(sum(claim_milliseconds), 0) AS milliseconds,
            ifnull(sum(heartbeats_missed), 0) AS missed
          FROM attempts WHERE task_id IN (SELECT value FROM json_each(@Ids)) AND day IS NOT NULL GROUP BY day, agent_id) AS added
        WHERE m.day = added.day AND m.agent_id = added.agent_id
        """;

    /// <summary>Each attempt of some tasks as its latest result says: how long the task had waited, and which heartbeats did not come.</summary>
    public const string Attempts = """
        UPDATE attempts SET
          agent_id = result.agent_id,
          day = strftime('%Y-%m-%d', result.timestamp / 1000, 'unixepoch'),
          claim_milliseconds = CASE WHEN attempts.attempt = 1 AND result.claimed_at >= task.created_at THEN result.claimed_at - task.created_at END,
          heartbeats_missed = CASE WHEN result.timestamp >= result.claimed_at THEN
            max(0, (result.timestamp - result.claimed_at) / @HeartbeatMilliseconds - attempts.heartbeats) END
        FROM messages AS result
        LEFT JOIN tasks AS task ON task.task_id = result.task_id
        WHERE attempts.task_id IN (SELECT value FROM json_each(@Ids))
          AND result.message_id = (
            SELECT max(message_id) FROM messages AS m INDEXED BY messages_results_of_attempt
            WHERE m.message_type = 'TASK_COMPLETE' AND m.late = 0 AND m.task_id = attempts.task_id AND m.attempt = attempts.attempt)
        """;

    /// <summary>Adds to the metrics what the attempts of some tasks say.</summary>
    public const string AttemptsIntoMetrics = """
        UPDATE performance_metrics AS m SET
          claims_timed = m.claims_timed + added.claims, claim_milliseconds = m.claim_milliseconds + added.milliseconds,
          heartbeats_missed = m.heartbeats_missed + added.missed
        FROM (
          SELECT day, agent_id, count(claim_milliseconds) AS claims, ifnull(sum(claim_milliseconds), 0) AS milliseconds,
            ifnull(sum(heartbeats_missed), 0) AS missed
          FROM attempts WHERE task_id IN (SELECT value FROM json_each(@Ids)) AND day IS NOT NULL GROUP BY day, agent_id) AS added
        WHERE m.day = added.day AND m.agent_id = added.agent_id
        """;

    /// <summary>Each agent that was ever registered, as its latest AGENT_UPDATED says.</summary>
    public const string Agents = """
        INSERT OR REPLACE INTO agents (agent_id, role, status, capabilities, max_claims, registered_at, last_seen_at, last_status)
        SELECT
          profile.subject,
          profile.payload ->> '$.role',
          profile.payload ->> '$.status',
          profile.payload -> '$.capabilities',
          profile.payload ->> '$.maxClaims',
          (SELECT timestamp FROM messages AS m WHERE m.message_type = 'AGENT_UPDATED' AND m.subject = profile.subject
            ORDER BY message_id LIMIT 1),
          (SELECT max(timestamp) FROM messages AS m INDEXED BY messages_last_seen WHERE m.author = profile.subject),
          (SELECT payload ->> '$.status' FROM messages AS m INDEXED BY messages_last_status
            WHERE m.message_type = 'HEARTBEAT' AND m.author = profile.subject ORDER BY message_id DESC LIMIT 1)
        FROM json_each(@Ids) AS ids
        CROSS JOIN messages AS profile ON profile.message_id = (
          SELECT max(message_id) FROM messages AS m WHERE m.message_type = 'AGENT_UPDATED' AND m.subject = ids.value)
        """;

    /// <summary>Each blocker with its latest answer.</summary>
    public const string Blockers = """
        INSERT OR REPLACE INTO blockers (
          blocker_id, kind, agent_id, task_id, attempt, description, severity, needs, raised_at, resolved_at, answer, resolved_by)
        SELECT
          alert.message_id,
          alert.payload ->> '$.kind',
          alert.agent_id,
          alert.task_id,
          alert.attempt,
          alert.payload ->> '$.description',
          alert.payload ->> '$.severity',
          alert.payload ->> '$.needs',
          alert.timestamp,
          answer.timestamp,
          answer.payload ->> '$.answer',
          answer.author
        FROM json_each(@Ids) AS ids
        CROSS JOIN messages AS alert ON alert.message_id = ids.value AND alert.message_type = 'BLOCKER_ALERT'
        LEFT JOIN messages AS answer ON answer.message_id = (
          SELECT max(message_id) FROM messages AS m WHERE m.message_type = 'BLOCKER_RESOLVED' AND m.subject = alert.message_id)
        """;

    /// <summary>Each decision. It never changes.</summary>
    public const string Decisions = """
        INSERT INTO director_decisions (decision_id, agent_id, decided_at, title, rationale, alternatives, evidence)
        SELECT
          message_id,
          agent_id,
          timestamp,
          payload ->> '$.title',
          payload ->> '$.rationale',
          ifnull(payload -> '$.alternatives', '[]'),
          ifnull(payload -> '$.evidence', '[]')
        FROM messages
        WHERE message_id IN (SELECT value FROM json_each(@Ids))
        """;
}

namespace Ora.Postgres.State;

/// <summary>
/// How rows are made from messages. Each statement takes the ids of the rows to make (<c>@Ids</c>, a JSON array: of a real one Dapper
/// would make a parameter per id, at run time) and looks at all messages about each, by seeks, so the rows depend on which messages
/// there are, not on the order in which they arrived: a rebuild, which applies them in another order, comes out equal. The latest
/// message is the one with the greatest id.
/// </summary>
internal static class StateFolds
{
    /// <summary>The result that was applied last to each task.</summary>
    public const string Results = """
        UPDATE tasks SET
          claimed_at = result.claimed_at,
          finished_at = result.timestamp,
          summary = result.payload ->> 'summary',
          artifacts = coalesce(result.payload -> 'artifacts', '[]')
        FROM unnest(ARRAY(SELECT json_array_elements_text(@Ids::json))) AS ids (task_id)
        CROSS JOIN LATERAL (
          SELECT m.claimed_at, m.timestamp, m.payload FROM messages AS m
          WHERE m.message_type = 'TASK_COMPLETE' AND NOT m.late AND m.task_id = ids.task_id
          ORDER BY m.message_id DESC LIMIT 1) AS result
        WHERE tasks.task_id = ids.task_id
        """;

    /// <summary>
    /// The heartbeats of each task's last attempt that has any: the last one, the last progress, and the first one that reported it.
    /// </summary>
    public const string Heartbeats = """
        UPDATE tasks SET
          heartbeat_attempt = last.attempt,
          last_heartbeat_at = beat.timestamp,
          progress = latest.progress,
          progress_at = (
            SELECT m.timestamp FROM messages AS m
            WHERE m.task_id = ids.task_id AND m.attempt = last.attempt AND m.progress = latest.progress
            ORDER BY m.message_id LIMIT 1)
        FROM unnest(ARRAY(SELECT json_array_elements_text(@Ids::json))) AS ids (task_id)
        CROSS JOIN LATERAL (
          SELECT m.attempt FROM messages AS m
          WHERE m.message_type = 'HEARTBEAT' AND m.task_id = ids.task_id AND m.attempt IS NOT NULL
          ORDER BY m.attempt DESC LIMIT 1) AS last
        CROSS JOIN LATERAL (
          SELECT m.timestamp FROM messages AS m
          WHERE m.message_type = 'HEARTBEAT' AND m.task_id = ids.task_id AND m.attempt = last.attempt
          ORDER BY m.message_id DESC LIMIT 1) AS beat
        LEFT JOIN LATERAL (
          SELECT m.progress FROM messages AS m
          WHERE m.task_id = ids.task_id AND m.attempt = last.attempt AND m.progress IS NOT NULL
          ORDER BY m.message_id DESC LIMIT 1) AS latest ON true
        WHERE tasks.task_id = ids.task_id
        """;

    /// <summary>Takes out of the metrics what the attempts of some tasks have added.</summary>
    public const string AttemptsOutOfMetrics = """
        UPDATE performance_metrics AS m SET
          claims_timed = m.claims_timed - added.claims, claim_milliseconds = m.claim_milliseconds - added.milliseconds,
          heartbeats_missed = m.heartbeats_missed - added.missed
        FROM (
          SELECT day, agent_id, count(claim_milliseconds) AS claims, coalesce(sum(claim_milliseconds), 0) AS milliseconds,
            coalesce(sum(heartbeats_missed), 0) AS missed
          FROM attempts WHERE task_id = ANY (ARRAY(SELECT json_array_elements_text(@Ids::json))) AND day IS NOT NULL GROUP BY day, agent_id) AS added
        WHERE m.day = added.day AND m.agent_id = added.agent_id
        """;

    /// <summary>Each attempt of some tasks as its latest result says: how long the task had waited, and which heartbeats did not come.</summary>
    public const string Attempts = """
        UPDATE attempts SET
          agent_id = result.agent_id,
          day = (result.timestamp AT TIME ZONE 'UTC')::date,
          claim_milliseconds = CASE WHEN attempts.attempt = 1 AND result.claimed_at >= task.created_at THEN
            round(extract(epoch FROM result.claimed_at - task.created_at) * 1000)::bigint END,
          heartbeats_missed = CASE WHEN result.timestamp >= result.claimed_at THEN
            greatest(0, floor(extract(epoch FROM result.timestamp - result.claimed_at) / @HeartbeatSeconds)::bigint - attempts.heartbeats) END
        FROM unnest(ARRAY(SELECT json_array_elements_text(@Ids::json))) AS ids (task_id)
        JOIN attempts AS seen ON seen.task_id = ids.task_id
        CROSS JOIN LATERAL (
          SELECT m.agent_id, m.timestamp, m.claimed_at FROM messages AS m
          WHERE m.message_type = 'TASK_COMPLETE' AND NOT m.late AND m.task_id = seen.task_id AND m.attempt = seen.attempt
          ORDER BY m.message_id DESC LIMIT 1) AS result
        LEFT JOIN tasks AS task ON task.task_id = seen.task_id
        WHERE attempts.task_id = seen.task_id AND attempts.attempt = seen.attempt
        """;

    /// <summary>Adds to the metrics what the attempts of some tasks say.</summary>
    public const string AttemptsIntoMetrics = """
        UPDATE performance_metrics AS m SET
          claims_timed = m.claims_timed + added.claims, claim_milliseconds = m.claim_milliseconds + added.milliseconds,
          heartbeats_missed = m.heartbeats_missed + added.missed
        FROM (
          SELECT day, agent_id, count(claim_milliseconds) AS claims, coalesce(sum(claim_milliseconds), 0) AS milliseconds,
            coalesce(sum(heartbeats_missed), 0) AS missed
          FROM attempts WHERE task_id = ANY (ARRAY(SELECT json_array_elements_text(@Ids::json))) AND day IS NOT NULL GROUP BY day, agent_id) AS added
        WHERE m.day = added.day AND m.agent_id = added.agent_id
        """;

    /// <summary>Each agent that was ever registered, as its latest AGENT_UPDATED says.</summary>
    public const string Agents = """
        INSERT INTO agents (agent_id, role, status, capabilities, max_claims, registered_at, last_seen_at, last_status)
        SELECT
          profile.subject,
          profile.payload ->> 'role',
          profile.payload ->> 'status',
          profile.payload -> 'capabilities',
          (profile.payload ->> 'maxClaims')::integer,
          (SELECT m.timestamp FROM messages AS m WHERE m.message_type = 'AGENT_UPDATED' AND m.subject = profile.subject
            ORDER BY m.message_id LIMIT 1),
          (SELECT max(m.timestamp) FROM messages AS m WHERE m.author = profile.subject),
          (SELECT m.payload ->> 'status' FROM messages AS m
            WHERE m.message_type = 'HEARTBEAT' AND m.author = profile.subject ORDER BY m.message_id DESC LIMIT 1)
        FROM unnest(ARRAY(SELECT json_array_elements_text(@Ids::json))) AS ids (agent_id)
        CROSS JOIN LATERAL (
          SELECT m.subject, m.payload FROM messages AS m
          WHERE m.message_type = 'AGENT_UPDATED' AND m.subject = ids.agent_id
          ORDER BY m.message_id DESC LIMIT 1) AS profile
        ON CONFLICT (agent_id) DO UPDATE SET
          role = excluded.role, status = excluded.status, capabilities = excluded.capabilities, max_claims = excluded.max_claims,
          registered_at = excluded.registered_at, last_seen_at = excluded.last_seen_at, last_status = excluded.last_status
        """;

    /// <summary>Each blocker with its latest answer.</summary>
    public const string Blockers = """
        INSERT INTO blockers (
          blocker_id, kind, agent_id, task_id, attempt, description, severity, needs, raised_at, resolved_at, answer, resolved_by)
        SELECT
          alert.message_id,
          alert.payload ->> 'kind',
          alert.agent_id,
          alert.task_id,
          alert.attempt,
          alert.payload ->> 'description',
          alert.payload ->> 'severity',
          alert.payload ->> 'needs',
          alert.timestamp,
          answer.timestamp,
          answer.payload ->> 'answer',
          answer.author
        FROM unnest(ARRAY(SELECT json_array_elements_text(@Ids::json))) AS ids (blocker_id)
        JOIN messages AS alert ON alert.message_id = ids.blocker_id AND alert.message_type = 'BLOCKER_ALERT'
        LEFT JOIN LATERAL (
          SELECT m.timestamp, m.payload, m.author FROM messages AS m
          WHERE m.message_type = 'BLOCKER_RESOLVED' AND m.subject = alert.message_id
          ORDER BY m.message_id DESC LIMIT 1) AS answer ON true
        ON CONFLICT (blocker_id) DO UPDATE SET
          resolved_at = excluded.resolved_at, answer = excluded.answer, resolved_by = excluded.resolved_by
        """;

    /// <summary>Each decision. It never changes.</summary>
    public const string Decisions = """
        INSERT INTO director_decisions (decision_id, agent_id, decided_at, title, rationale, alternatives, evidence)
        SELECT
          m.message_id,
          m.agent_id,
          m.timestamp,
          m.payload ->> 'title',
          m.payload ->> 'rationale',
          coalesce(m.payload -> 'alternatives', '[]'),
          coalesce(m.payload -> 'evidence', '[]')
        FROM messages AS m
        WHERE m.message_id = ANY (ARRAY(SELECT json_array_elements_text(@Ids::json)))
        ON CONFLICT (decision_id) DO NOTHING
        """;
}

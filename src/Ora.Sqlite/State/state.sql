-- The tables of the framework document, all made from messages and tasks. Times are Unix milliseconds, UTC; lists are JSON arrays.

-- Every message but the tasks themselves, which are in tasks. The other tables are made from this one by statements that look at
-- all messages about a subject, so that they come out equal in whatever order messages arrived.
CREATE TABLE messages (
  message_id TEXT NOT NULL PRIMARY KEY,
  message_type TEXT NOT NULL CHECK (message_type IN (
    'HEARTBEAT', 'TASK_COMPLETE', 'BLOCKER_ALERT', 'BLOCKER_RESOLVED', 'DECISION_RECORDED', 'DIRECTOR_SUMMARY', 'TASK_UPDATED',
    'AGENT_UPDATED', 'MEMORY_ADDED', 'MEMORY_FORGOTTEN')),
  agent_id TEXT NOT NULL,                   -- who it is from; of an answer, whom it is for
  author TEXT NOT NULL,                     -- who it is from; '' for the watchdog
  subject TEXT,                             -- the agent that an AGENT_UPDATED is about, the blocker that a BLOCKER_RESOLVED answers
  task_id TEXT,
  attempt INTEGER,
  late INTEGER NOT NULL CHECK (late IN (0, 1)),
  claimed_at INTEGER,
  progress TEXT,
  timestamp INTEGER,
  payload TEXT NOT NULL CHECK (json_valid(payload))
) STRICT;

CREATE INDEX messages_by_type ON messages (message_type, message_id);
CREATE INDEX messages_by_agent ON messages (agent_id, message_id);
CREATE INDEX messages_by_task ON messages (task_id, message_id) WHERE task_id IS NOT NULL;
CREATE INDEX messages_by_subject ON messages (message_type, subject, message_id) WHERE subject IS NOT NULL;
CREATE INDEX messages_last_seen ON messages (author, timestamp);
CREATE INDEX messages_last_status ON messages (author, message_id) WHERE message_type = 'HEARTBEAT';
CREATE INDEX messages_results ON messages (task_id, message_id) WHERE message_type = 'TASK_COMPLETE' AND late = 0;
CREATE INDEX messages_results_of_attempt ON messages (task_id, attempt, message_id) WHERE message_type = 'TASK_COMPLETE' AND late = 0;
CREATE INDEX messages_heartbeats ON messages (task_id, attempt, message_id) WHERE message_type = 'HEARTBEAT';
CREATE INDEX messages_progress ON messages (task_id, attempt, message_id) WHERE progress IS NOT NULL;
CREATE INDEX messages_same_progress ON messages (task_id, attempt, progress, message_id) WHERE progress IS NOT NULL;

CREATE TABLE tasks (
  task_id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  description TEXT,
  objective TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'completed', 'failed', 'cancelled')),
  priority TEXT NOT NULL CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  assigned_to TEXT NOT NULL,
  claimed_by TEXT,
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  max_attempts INTEGER NOT NULL CHECK (max_attempts >= 1),
  depends_on TEXT NOT NULL CHECK (json_valid(depends_on)),
  requires TEXT NOT NULL CHECK (json_valid(requires)),
  paths TEXT NOT NULL CHECK (json_valid(paths)),
  created_at INTEGER,
  due_at INTEGER,
  -- From messages:
  claimed_at INTEGER,
  finished_at INTEGER,
  summary TEXT,
  artifacts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(artifacts)),
  last_heartbeat_at INTEGER,
  progress TEXT CHECK (json_valid(progress)),
  progress_at INTEGER,
  heartbeat_attempt INTEGER,
  CONSTRAINT tasks_working_is_held CHECK (state <> 'working' OR (claimed_by IS NOT NULL AND attempt >= 1)),
  CONSTRAINT tasks_waiting_is_free CHECK (state <> 'waiting' OR claimed_by IS NULL)
) STRICT;

CREATE INDEX tasks_by_time ON tasks (created_at, task_id);
CREATE INDEX tasks_by_state ON tasks (state, created_at, task_id);
CREATE INDEX tasks_by_holder ON tasks (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE INDEX tasks_by_assignee ON tasks (assigned_to);

CREATE TABLE agents (
  agent_id TEXT NOT NULL PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('agent', 'director', 'observer')),
  status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
  capabilities TEXT NOT NULL CHECK (json_valid(capabilities)),
  max_claims INTEGER NOT NULL CHECK (max_claims >= 1),
  registered_at INTEGER,
  last_seen_at INTEGER,
  last_status TEXT
) STRICT;

CREATE TABLE director_decisions (
  decision_id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  decided_at INTEGER,
  title TEXT NOT NULL,
  rationale TEXT NOT NULL,
  alternatives TEXT NOT NULL CHECK (json_valid(alternatives)),
  evidence TEXT NOT NULL CHECK (json_valid(evidence))
) STRICT;

CREATE TABLE blockers (
  blocker_id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('blocker', 'incident')),
  agent_id TEXT NOT NULL,
  task_id TEXT,
  attempt INTEGER,
  description TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  needs TEXT,
  raised_at INTEGER,
  resolved_at INTEGER,
  answer TEXT,                              -- NULL while it is open
  resolved_by TEXT
) STRICT;

CREATE INDEX blockers_open ON blockers (blocker_id) WHERE answer IS NULL;

CREATE TABLE performance_metrics (
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
  agent_id TEXT NOT NULL,
  tasks_completed INTEGER NOT NULL,
  tasks_failed INTEGER NOT NULL,
  late_results INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  leases_expired INTEGER NOT NULL,
  blockers_raised INTEGER NOT NULL,
  heartbeats INTEGER NOT NULL,
  heartbeats_missed INTEGER NOT NULL,
  decisions INTEGER NOT NULL,
  work_milliseconds INTEGER NOT NULL,       -- whole numbers: their sum does not depend on the order
  claims_timed INTEGER NOT NULL DEFAULT 0,
  claim_milliseconds INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, agent_id)
) STRICT, WITHOUT ROWID;

-- Attempts with a heartbeat or a result, and what each has added to performance_metrics.
CREATE TABLE attempts (
  task_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  heartbeats INTEGER NOT NULL,
  agent_id TEXT,                            -- whose result was applied; NULL while there is none
  day TEXT,
  claim_milliseconds INTEGER,               -- from the task's writing to its first claim
  heartbeats_missed INTEGER,
  PRIMARY KEY (task_id, attempt)
) STRICT, WITHOUT ROWID;

-- What could not be brought into the tables, with the reason; the rest went on without it.
CREATE TABLE projection_failures (
  id TEXT NOT NULL PRIMARY KEY,             -- a task or a message
  error TEXT NOT NULL,
  failed_at INTEGER NOT NULL
) STRICT;

-- The tables of the framework document, all made from messages and tasks. Ids are compared byte by byte, as file names are.

-- Every message but the tasks themselves, which are in tasks. The other tables are made from this one by statements that look at
-- all messages about a subject, so that they come out equal in whatever order messages arrived.
CREATE TABLE messages (
  message_id text COLLATE "C" PRIMARY KEY,
  message_type text COLLATE "C" NOT NULL CHECK (message_type IN (
    'HEARTBEAT', 'TASK_COMPLETE', 'BLOCKER_ALERT', 'BLOCKER_RESOLVED', 'DECISION_RECORDED', 'DIRECTOR_SUMMARY', 'TASK_UPDATED',
    'AGENT_UPDATED', 'MEMORY_ADDED', 'MEMORY_FORGOTTEN')),
  agent_id text COLLATE "C" NOT NULL,       -- who it is from; of an answer, whom it is for
  author text COLLATE "C" NOT NULL,         -- who it is from; '' for the watchdog
  subject text COLLATE "C",                 -- the agent that an AGENT_UPDATED is about, the blocker that a BLOCKER_RESOLVED answers
  task_id text COLLATE "C",
  attempt integer,
  late boolean NOT NULL,
  claimed_at timestamptz,
  progress text COLLATE "C",
  timestamp timestamptz,
  payload jsonb NOT NULL,
  text text NOT NULL,                       -- what of it is memory; '' for many types
  words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('pg_catalog.english', text)) STORED
);

CREATE INDEX messages_by_type ON messages (message_type, message_id);
CREATE INDEX messages_by_agent ON messages (agent_id, message_id);
CREATE INDEX messages_by_task ON messages (task_id, message_id) WHERE task_id IS NOT NULL;
CREATE INDEX messages_by_subject ON messages (message_type, subject, message_id) WHERE subject IS NOT NULL;
CREATE INDEX messages_last_seen ON messages (author, timestamp);
CREATE INDEX messages_last_status ON messages (author, message_id) WHERE message_type = 'HEARTBEAT';
CREATE INDEX messages_results ON messages (task_id, attempt, message_id) WHERE message_type = 'TASK_COMPLETE' AND NOT late;
CREATE INDEX messages_last_result ON messages (task_id, message_id) WHERE message_type = 'TASK_COMPLETE' AND NOT late;
CREATE INDEX messages_heartbeats ON messages (task_id, attempt, message_id) WHERE message_type = 'HEARTBEAT';
CREATE INDEX messages_progress ON messages (task_id, attempt, message_id) WHERE progress IS NOT NULL;
CREATE INDEX messages_same_progress ON messages (task_id, attempt, progress, message_id) WHERE progress IS NOT NULL;
CREATE INDEX messages_words ON messages USING gin (words);

CREATE TABLE tasks (
  task_id text COLLATE "C" PRIMARY KEY,
  title text NOT NULL,
  description text,
  objective text,
  state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'working', 'completed', 'failed', 'cancelled')),
  priority text COLLATE "C" NOT NULL CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  assigned_to text COLLATE "C" NOT NULL,
  claimed_by text COLLATE "C",
  attempt integer NOT NULL CHECK (attempt >= 0),
  max_attempts integer NOT NULL CHECK (max_attempts >= 1),
  depends_on jsonb NOT NULL CHECK (jsonb_typeof(depends_on) = 'array'),
  requires jsonb NOT NULL CHECK (jsonb_typeof(requires) = 'array'),
  paths jsonb NOT NULL CHECK (jsonb_typeof(paths) = 'array'),
  created_at timestamptz,
  due_at timestamptz,
  -- From messages:
  claimed_at timestamptz,
  finished_at timestamptz,
  summary text,
  artifacts jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(artifacts) = 'array'),
  last_heartbeat_at timestamptz,
  progress text COLLATE "C",
  progress_at timestamptz,
  heartbeat_attempt integer,
  CONSTRAINT tasks_working_is_held CHECK (state <> 'working' OR (claimed_by IS NOT NULL AND attempt >= 1)),
  CONSTRAINT tasks_waiting_is_free CHECK (state <> 'waiting' OR claimed_by IS NULL)
);

CREATE INDEX tasks_by_time ON tasks (created_at DESC NULLS LAST, task_id DESC);
CREATE INDEX tasks_by_state ON tasks (state, created_at DESC NULLS LAST, task_id DESC);
CREATE INDEX tasks_by_holder ON tasks (claimed_by, created_at DESC NULLS LAST, task_id DESC) WHERE claimed_by IS NOT NULL;
CREATE INDEX tasks_by_assignee ON tasks (assigned_to, created_at DESC NULLS LAST, task_id DESC);

CREATE TABLE agents (
  agent_id text COLLATE "C" PRIMARY KEY,
  role text COLLATE "C" NOT NULL CHECK (role IN ('agent', 'director', 'observer')),
  status text COLLATE "C" NOT NULL CHECK (status IN ('active', 'retired')),
  capabilities jsonb NOT NULL CHECK (jsonb_typeof(capabilities) = 'array'),
  max_claims integer NOT NULL CHECK (max_claims >= 1),
  registered_at timestamptz,
  last_seen_at timestamptz,
  last_status text
);

CREATE TABLE director_decisions (
  decision_id text COLLATE "C" PRIMARY KEY,
  agent_id text COLLATE "C" NOT NULL,
  decided_at timestamptz,
  title text NOT NULL,
  rationale text NOT NULL,
  alternatives jsonb NOT NULL CHECK (jsonb_typeof(alternatives) = 'array'),
  evidence jsonb NOT NULL CHECK (jsonb_typeof(evidence) = 'array')
);

CREATE TABLE blockers (
  blocker_id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('blocker', 'incident')),
  agent_id text COLLATE "C" NOT NULL,
  task_id text COLLATE "C",
  attempt integer,
  description text NOT NULL,
  severity text COLLATE "C" NOT NULL CHECK (severity IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  needs text,
  raised_at timestamptz,
  resolved_at timestamptz,
  answer text,                              -- NULL while it is open
  resolved_by text COLLATE "C",
  CONSTRAINT blockers_answered_by_somebody CHECK ((answer IS NULL) = (resolved_by IS NULL)),
  CONSTRAINT blockers_open_has_no_end CHECK (answer IS NOT NULL OR resolved_at IS NULL)
);

CREATE INDEX blockers_open ON blockers (blocker_id) WHERE answer IS NULL;

CREATE TABLE performance_metrics (
  day date NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  tasks_completed bigint NOT NULL CHECK (tasks_completed >= 0),
  tasks_failed bigint NOT NULL CHECK (tasks_failed >= 0),
  late_results bigint NOT NULL CHECK (late_results >= 0),
  attempts bigint NOT NULL CHECK (attempts >= 0),
  leases_expired bigint NOT NULL CHECK (leases_expired >= 0),
  blockers_raised bigint NOT NULL CHECK (blockers_raised >= 0),
  heartbeats bigint NOT NULL CHECK (heartbeats >= 0),
  heartbeats_missed bigint NOT NULL CHECK (heartbeats_missed >= 0),
  decisions bigint NOT NULL CHECK (decisions >= 0),
  work_milliseconds bigint NOT NULL CHECK (work_milliseconds >= 0), -- whole numbers: their sum does not depend on the order
  claims_timed bigint NOT NULL DEFAULT 0 CHECK (claims_timed >= 0),
  claim_milliseconds bigint NOT NULL DEFAULT 0 CHECK (claim_milliseconds >= 0),
  PRIMARY KEY (day, agent_id)
);

CREATE INDEX performance_metrics_by_day ON performance_metrics (day DESC, agent_id);

-- Attempts with a heartbeat or a result, and what each has added to performance_metrics.
CREATE TABLE attempts (
  task_id text COLLATE "C" NOT NULL,
  attempt integer NOT NULL,
  heartbeats bigint NOT NULL CHECK (heartbeats >= 0),
  agent_id text COLLATE "C",                -- whose result was applied; NULL while there is none
  day date,
  claim_milliseconds bigint CHECK (claim_milliseconds >= 0), -- from the task's writing to its first claim
  heartbeats_missed bigint CHECK (heartbeats_missed >= 0),
  PRIMARY KEY (task_id, attempt)
);

-- What could not be brought into the tables, with the reason; the rest went on without it.
CREATE TABLE projection_failures (
  id text COLLATE "C" PRIMARY KEY,          -- a task or a message
  error text NOT NULL,
  failed_at timestamptz NOT NULL DEFAULT now()
);

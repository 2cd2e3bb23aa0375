-- Which task next: what the folders of the queue say, in an order that can be sought. Times are Unix milliseconds, UTC.

CREATE TABLE queue_notes (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A lane holds the waiting tasks that the same agents may take: those with one assignee and one set of required capabilities.
-- A project has few, however many tasks wait. A lane exists while it holds a task; the one of the tasks that anybody may take, which is
-- used all the time, exists always. Lane 0 is no lane: it counts all of them together, on the page that changes anyway.
CREATE TABLE queue_lanes (
  lane INTEGER PRIMARY KEY,
  assigned_to TEXT NOT NULL,                -- '' for any agent
  first_required TEXT NOT NULL,             -- the first of requires, or '': an agent without it need not look further
  requires TEXT NOT NULL,                   -- JSON array, sorted, without repeats
  waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
  blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked BETWEEN 0 AND waiting),
  UNIQUE (assigned_to, first_required, requires)
) STRICT;

INSERT INTO queue_lanes (lane, assigned_to, first_required, requires) VALUES (0, '*', '', '[]'), (1, '', '', '[]');

CREATE TABLE queue_tasks (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'completed', 'failed', 'cancelled')),
  lane INTEGER CHECK ((lane IS NULL) = (state <> 'waiting')),
  rank INTEGER NOT NULL CHECK (rank BETWEEN 0 AND 3), -- 0 CRITICAL to 3 LOW, so that the order of the index is ascending
  attempt INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  assigned_to TEXT NOT NULL,
  claimed_by TEXT,
  claimed_at INTEGER,
  lease_expires_at INTEGER,
  unmet INTEGER NOT NULL CHECK (unmet >= 0),
  depends_on TEXT,                          -- JSON arrays; NULL when empty
  requires TEXT,
  paths TEXT,
  idempotency_key TEXT,
  priority_set_by TEXT,
  assigned_to_set_by TEXT,
  max_attempts_set_by TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX queue_tasks_offered ON queue_tasks (lane, rank, id) WHERE state = 'waiting' AND unmet = 0;
CREATE INDEX queue_tasks_by_state ON queue_tasks (state, id);
CREATE INDEX queue_tasks_held ON queue_tasks (claimed_by, claimed_at, id) WHERE state = 'working';
CREATE INDEX queue_tasks_leased ON queue_tasks (lease_expires_at, id) WHERE state = 'working';
CREATE INDEX queue_tasks_editing ON queue_tasks (state, id) WHERE state = 'working' AND paths IS NOT NULL;
CREATE INDEX queue_tasks_by_key ON queue_tasks (idempotency_key, id) WHERE idempotency_key IS NOT NULL;

CREATE TABLE queue_dependencies (
  depends_on TEXT NOT NULL,
  task_id TEXT NOT NULL,
  PRIMARY KEY (depends_on, task_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX queue_dependencies_of ON queue_dependencies (task_id);

CREATE TABLE queue_messages (
  id TEXT PRIMARY KEY,
  message_type TEXT NOT NULL,
  place TEXT NOT NULL CHECK (place IN ('inbox', 'outbox', 'processed')),
  addressee TEXT,
  task_id TEXT,
  applied_attempt INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX queue_messages_by_place ON queue_messages (place, id);
CREATE INDEX queue_messages_by_addressee ON queue_messages (addressee, id) WHERE place = 'inbox';
CREATE INDEX queue_messages_results ON queue_messages (task_id, applied_attempt, id) WHERE task_id IS NOT NULL;

-- A log: what changed twice is in it twice. A number that is used twice could forget a change that came after the one that was seen, so
-- the highest that was seen is noted when its row goes. (AUTOINCREMENT notes it with every row, on a page of its own.)
CREATE TABLE queue_pending (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL
) STRICT;

-- Counting would read the whole queue. Triggers count, so that no statement can forget to. What waits is counted in queue_lanes, and the
-- few tasks that are out are counted when somebody asks.
CREATE TABLE queue_counts (
  place TEXT PRIMARY KEY,
  count INTEGER NOT NULL CHECK (count >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO queue_counts (place, count)
VALUES ('completed', 0), ('failed', 0), ('cancelled', 0), ('inbox', 0), ('outbox', 0), ('processed', 0);

CREATE TRIGGER queue_tasks_inserted AFTER INSERT ON queue_tasks
BEGIN
  UPDATE queue_counts SET count = count + 1 WHERE place = NEW.state;
  UPDATE queue_lanes SET waiting = waiting + 1, blocked = blocked + (NEW.unmet > 0) WHERE lane = 0 AND NEW.lane IS NOT NULL;
  UPDATE queue_lanes SET waiting = waiting + 1, blocked = blocked + (NEW.unmet > 0) WHERE lane = NEW.lane;
END;

CREATE TRIGGER queue_tasks_deleted AFTER DELETE ON queue_tasks
BEGIN
  UPDATE queue_counts SET count = count - 1 WHERE place = OLD.state;
  UPDATE queue_lanes SET waiting = waiting - 1, blocked = blocked - (OLD.unmet > 0) WHERE lane = 0 AND OLD.lane IS NOT NULL;
  UPDATE queue_lanes SET waiting = waiting - 1, blocked = blocked - (OLD.unmet > 0) WHERE lane = OLD.lane;
  DELETE FROM queue_lanes WHERE lane = OLD.lane AND waiting = 0 AND lane > 1;
END;

CREATE TRIGGER queue_tasks_updated AFTER UPDATE ON queue_tasks
WHEN OLD.state <> NEW.state OR OLD.lane IS NOT NEW.lane OR (OLD.unmet > 0) <> (NEW.unmet > 0)
BEGIN
  UPDATE queue_counts SET count = count + 1 WHERE place = NEW.state;
  UPDATE queue_counts SET count = count - 1 WHERE place = OLD.state;
  UPDATE queue_lanes SET waiting = waiting + 1, blocked = blocked + (NEW.unmet > 0) WHERE lane = 0 AND NEW.lane IS NOT NULL;
  UPDATE queue_lanes SET waiting = waiting + 1, blocked = blocked + (NEW.unmet > 0) WHERE lane = NEW.lane;
  UPDATE queue_lanes SET waiting = waiting - 1, blocked = blocked - (OLD.unmet > 0) WHERE lane = 0 AND OLD.lane IS NOT NULL;
  UPDATE queue_lanes SET waiting = waiting - 1, blocked = blocked - (OLD.unmet > 0) WHERE lane = OLD.lane;
  DELETE FROM queue_lanes WHERE lane = OLD.lane AND waiting = 0 AND lane > 1;
END;

CREATE TRIGGER queue_messages_inserted AFTER INSERT ON queue_messages
BEGIN
  UPDATE queue_counts SET count = count + 1 WHERE place = NEW.place;
END;

CREATE TRIGGER queue_messages_deleted AFTER DELETE ON queue_messages
BEGIN
  UPDATE queue_counts SET count = count - 1 WHERE place = OLD.place;
END;

CREATE TRIGGER queue_messages_updated AFTER UPDATE ON queue_messages WHEN OLD.place <> NEW.place
BEGIN
  UPDATE queue_counts SET count = count + 1 WHERE place = NEW.place;
  UPDATE queue_counts SET count = count - 1 WHERE place = OLD.place;
END;

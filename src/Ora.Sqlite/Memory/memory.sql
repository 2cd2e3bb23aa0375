-- The exact tier of memory: the passages, and what a search needs to rank them without reading them. Times are Unix milliseconds, UTC.
-- Why it is no FTS5 table, and the form of the blobs: MEMORY.md.

CREATE TABLE memory_passages (
  passage INTEGER PRIMARY KEY,              -- numbered from 0 without gaps; the number of one that was forgotten is not used again
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('conversation', 'code', 'documentation', 'note', 'decision')),
  source TEXT,
  agent_id TEXT NOT NULL,
  author TEXT,
  task_id TEXT,
  title TEXT,
  session INTEGER,
  message_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  language TEXT,
  timestamp INTEGER,
  text TEXT NOT NULL,
  vector BLOB NOT NULL                      -- HashedVector
) STRICT;

CREATE INDEX memory_passages_in_session ON memory_passages (session, message_id, ordinal) WHERE session IS NOT NULL;
CREATE INDEX memory_passages_of_message ON memory_passages (message_id);
CREATE INDEX memory_passages_of_source ON memory_passages (source, message_id) WHERE source IS NOT NULL;
CREATE INDEX memory_passages_by_type ON memory_passages (type);

CREATE TABLE memory_sessions (
  session INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE memory_authors (
  author INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  first_term TEXT NOT NULL                  -- of its name as a question would have it; '' when it has none
) STRICT;

CREATE INDEX memory_authors_by_term ON memory_authors (first_term);

CREATE TABLE memory_terms (
  term INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

-- Where a term is: for each term a row per block of passages, PostingBlock. The key is term * 2^20 + block, so the rows of a term lie together.
CREATE TABLE memory_postings (
  key INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

-- PassageHeader of each passage, a block per row.
CREATE TABLE memory_headers (
  block INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

-- What was forgotten, so that it stays so when messages come in another order or again.
CREATE TABLE memory_forgotten (
  kind TEXT NOT NULL CHECK (kind IN ('id', 'source')),
  value TEXT NOT NULL,
  message_id TEXT NOT NULL,                 -- what was said before this message is forgotten
  PRIMARY KEY (kind, value, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE memory_totals (
  next_passage INTEGER NOT NULL,
  passages INTEGER NOT NULL,
  context_length INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;

INSERT INTO memory_totals (next_passage, passages, context_length, version) VALUES (0, 0, 0, 0);

-- What the dense tier, if there is one, has seen: SqliteEmbeddingOutbox. All passages below "done" are there; those below "taken" may be.
CREATE TABLE memory_dense (
  era INTEGER NOT NULL,                     -- another one after the passages were numbered anew
  done INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  listed INTEGER NOT NULL CHECK (listed IN (0, 1)), -- 1: what it held before is noted in memory_dense_known
  written_to INTEGER,
  written_at INTEGER
) STRICT;

INSERT INTO memory_dense (era, done, taken, listed) VALUES (0, 0, 0, 0);

-- Vectors that are there already, of passages that were made anew.
CREATE TABLE memory_dense_known (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE memory_dense_removals (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Passages that the model refuses.
CREATE TABLE memory_dense_refused (
  id TEXT PRIMARY KEY,
  problem TEXT NOT NULL
) STRICT, WITHOUT ROWID;

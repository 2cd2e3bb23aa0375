-- The exact tier of memory: the passages, and the words in them. Times are Unix milliseconds, UTC.
CREATE TABLE memory_passages (
  passage INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('conversation', 'code', 'documentation', 'note', 'decision')),
  source TEXT,
  agent_id TEXT NOT NULL,
  task_id TEXT,
  timestamp INTEGER,
  text TEXT NOT NULL
) STRICT;

-- The text is kept once, in memory_passages. Passages are added and dropped all together, never changed.
CREATE VIRTUAL TABLE memory_words USING fts5 (
  text,
  content = 'memory_passages',
  content_rowid = 'passage',
  tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER memory_passages_inserted AFTER INSERT ON memory_passages
BEGIN
  INSERT INTO memory_words (rowid, text) VALUES (NEW.passage, NEW.text);
END;

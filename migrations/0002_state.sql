-- The state at batch granularity: every entry's history, the newest tree, the checkpoints.

-- One row per batch in which an entry changed; the newest row at or before a batch is the entry's value then.
CREATE TABLE state_entries (
  path       bytea  NOT NULL,   -- the key's 31 bytes in the tree
  batch      bigint NOT NULL,
  leaf_index bigint,            -- null: the batch deleted the entry
  body       bytea  NOT NULL,   -- key and value, see StateCodec
  PRIMARY KEY (path, batch)
);
CREATE INDEX state_entries_batch ON state_entries (batch);

-- The tree as of the newest checkpoint, in bundles of four levels; see TreeBundle.
CREATE TABLE tree_nodes (
  position bytea PRIMARY KEY,   -- depth, then the path's first bits
  nodes    bytea NOT NULL
);
ALTER TABLE tree_nodes ALTER COLUMN nodes SET STORAGE EXTERNAL;

CREATE TABLE state_checkpoints (
  batch      bigint PRIMARY KEY,
  last_block bigint NOT NULL UNIQUE,
  root       bytea  NOT NULL,
  next_index bigint NOT NULL
);

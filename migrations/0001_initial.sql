-- The ledger: who may write it, transactions, blocks, batches.
-- Hashes and addresses are bytea in display order. Blobs are incompressible or compressed already, so TOAST must not try again.

-- Which chain this database holds. One row, written with the genesis block.
CREATE TABLE chain (
  singleton    boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  l2_chain_id  bigint NOT NULL,
  config_hash  bytea  NOT NULL,
  genesis_hash bytea  NOT NULL
);

-- The fence: every writing transaction share-locks this row at the epoch it leads in; taking the lease increments it.
CREATE TABLE sequencer_lease (
  singleton   boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  epoch       bigint NOT NULL,
  holder      text   NOT NULL,
  acquired_at timestamptz NOT NULL
);
INSERT INTO sequencer_lease (epoch, holder, acquired_at) VALUES (0, '', now());

-- Accepted transactions, written once and never updated. Pending = neither included nor removed.
-- A transaction that was removed and submitted again has a second row; the newest one counts.
CREATE TABLE transactions (
  id          bigint PRIMARY KEY,
  hash        bytea NOT NULL,
  sender      bytea NOT NULL,
  raw         bytea NOT NULL,
  received_at timestamptz NOT NULL
);
ALTER TABLE transactions ALTER COLUMN raw SET STORAGE EXTERNAL;
CREATE INDEX transactions_hash ON transactions (hash);

CREATE TABLE inclusions (
  transaction_id bigint PRIMARY KEY,
  block          bigint NOT NULL,
  position       int    NOT NULL
);

-- Why an accepted transaction left the pool other than into a block; reasons are those of RemovalReason.
CREATE TABLE removals (
  transaction_id bigint PRIMARY KEY,
  reason         smallint NOT NULL,
  detail         text NOT NULL,
  removed_at     timestamptz NOT NULL
);

CREATE TABLE blocks (
  number             bigint PRIMARY KEY,
  hash               bytea  NOT NULL,
  header             bytea  NOT NULL,   -- Ethereum header RLP
  timestamp          bigint NOT NULL,   -- seconds
  gas_used           bigint NOT NULL,
  gas_limit          bigint NOT NULL,
  base_fee           bytea  NOT NULL,   -- 32 bytes, big-endian
  transaction_ids    bigint[] NOT NULL,
  transaction_hashes bytea  NOT NULL,   -- 32 bytes each
  receipts           bytea  NOT NULL,   -- fixed-size records, see ReceiptCodec
  state_diff         bytea  NOT NULL,
  message_leaves     bytea  NOT NULL,   -- 32 bytes each
  queue_position     bigint NOT NULL,   -- next L1 queue item after this block
  queue_rolling_hash bytea  NOT NULL,
  pending_floor      bigint NOT NULL    -- every transaction with a smaller id was included or removed when this block was written
);
ALTER TABLE blocks ALTER COLUMN transaction_ids SET STORAGE EXTERNAL;
ALTER TABLE blocks ALTER COLUMN transaction_hashes SET STORAGE EXTERNAL;
ALTER TABLE blocks ALTER COLUMN receipts SET STORAGE EXTERNAL;
ALTER TABLE blocks ALTER COLUMN state_diff SET STORAGE EXTERNAL;
ALTER TABLE blocks ALTER COLUMN message_leaves SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX blocks_hash ON blocks (hash);

CREATE TABLE logs (
  block       bigint NOT NULL,
  log_index   int    NOT NULL,          -- within the block
  transaction int    NOT NULL,          -- position within the block
  address     bytea  NOT NULL,
  topic0      bytea,
  topic1      bytea,
  topic2      bytea,
  topic3      bytea,
  data        bytea  NOT NULL,
  PRIMARY KEY (block, log_index)
);
CREATE INDEX logs_address ON logs (address, block);
CREATE INDEX logs_topic0 ON logs (topic0, block);

CREATE TABLE batches (
  number         bigint PRIMARY KEY,
  hash           bytea  NOT NULL,
  header         bytea  NOT NULL,       -- ABI encoding, 15 words
  first_block    bigint NOT NULL,
  last_block     bigint NOT NULL,
  data           bytea  NOT NULL,       -- what is posted on L1
  message_leaves bytea  NOT NULL,       -- 32 bytes each
  sealed_at      timestamptz NOT NULL
);
ALTER TABLE batches ALTER COLUMN data SET STORAGE EXTERNAL;
ALTER TABLE batches ALTER COLUMN message_leaves SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX batches_first_block ON batches (first_block);

CREATE TABLE witnesses (
  batch      bigint PRIMARY KEY,
  compressed bytea  NOT NULL            -- Brotli
);
ALTER TABLE witnesses ALTER COLUMN compressed SET STORAGE EXTERNAL;

-- What operators look at and nothing else depends on: a wrong value here misleads, and breaks nothing. Times are those at which the recorder, which runs beside the settler, saw it.

-- How the whole system was every ten seconds, for charts; old rows are deleted.
CREATE TABLE samples (
  at               timestamptz PRIMARY KEY, -- the beginning of the ten seconds; whoever comes first writes them
  last_transaction bigint NOT NULL,         -- id of the newest accepted transaction
  last_block       bigint NOT NULL,
  included         bigint NOT NULL,         -- transactions in the blocks since the sample before,
  gas_used         bigint NOT NULL,         -- and their gas
  pending          bigint,                  -- transactions that wait in the pool; null where no leader has said
  sealed_batch     bigint NOT NULL,
  committed_batch  bigint NOT NULL,
  proven_batch     bigint NOT NULL,
  finalized_batch  bigint NOT NULL,
  cells            bigint NOT NULL,         -- of the proof jobs done since the sample before
  jobs_waiting     bigint NOT NULL,         -- planned, ready or being worked on
  workers          int    NOT NULL,
  seconds_to_final real                     -- from sealing to finality, of the newest batch that became final since the sample before
);

-- When each batch reached what, from the first one on that was not final when the recorder first looked.
CREATE TABLE batch_progress (
  batch        bigint PRIMARY KEY,
  hash         bytea  NOT NULL,
  transactions bigint NOT NULL,
  data_bytes   bigint NOT NULL,             -- on L1
  sealed_at    timestamptz NOT NULL,
  committed_at timestamptz,                 -- in the newest L1 block; null again when a reorg takes it
  proven_at    timestamptz,                 -- the same
  finalized_at timestamptz
);

CREATE INDEX batch_progress_open ON batch_progress (batch) WHERE finalized_at IS NULL;

-- What our transactions on L1 cost.
CREATE TABLE l1_costs (
  transaction_id bigint PRIMARY KEY REFERENCES l1_transactions (id),
  is_proof       boolean NOT NULL,          -- of batches, or their commit
  from_batch     bigint  NOT NULL,
  to_batch       bigint  NOT NULL,
  hash           bytea   NOT NULL,          -- of the signed form that was mined,
  block_hash     bytea   NOT NULL,          -- and its block: another one means that the row is of no worth
  gas_used       bigint  NOT NULL,
  wei            numeric NOT NULL
);
CREATE INDEX l1_costs_batches ON l1_costs (to_batch);

-- What the accounts hold from which batches are committed and proven.
CREATE TABLE l1_balances (
  account bytea       PRIMARY KEY,
  wei     numeric     NOT NULL,
  seen_at timestamptz NOT NULL
);

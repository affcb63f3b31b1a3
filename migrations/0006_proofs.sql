-- Proof jobs: what must be proven, who works on it, and the proofs. These tables are the truth; the queue that carries jobs to workers may lose or repeat them.

CREATE TABLE proof_jobs (
  id            bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          smallint NOT NULL,      -- ProofKind
  status        smallint NOT NULL,      -- ProofStatus
  program_key   bytea    NOT NULL,      -- of the program whose runs are proven
  from_batch    bigint   NOT NULL,
  to_batch      bigint   NOT NULL,
  to_hash       bytea    NOT NULL,      -- of to_batch; it covers the chain before it and the configuration, L1 chain id and rollup included
  level         int      NOT NULL,      -- place in the plan: steps above the leaves,
  position      int      NOT NULL,      -- and from the left, 0 first
  start_cycle   bigint   NOT NULL,      -- of a segment; 0 otherwise
  end_cycle     bigint   NOT NULL,
  inputs        bigint[] NOT NULL,      -- the jobs whose results it needs, in their order
  attempts      int      NOT NULL DEFAULT 0,     -- leases taken
  losses        int      NOT NULL DEFAULT 0,     -- leases that ended without a word
  failed_on     text[]   NOT NULL DEFAULT '{}',  -- the worker of each failure
  error         text,                   -- the last failure's or loss's reason
  enqueued_at   timestamptz,            -- when it was last handed to the queue; null: not since it became ready
  lease_token   uuid,
  lease_expires timestamptz,
  worker        text,                   -- the last one
  stage         text     NOT NULL DEFAULT '',
  progress      real     NOT NULL DEFAULT 0,     -- 0 to 1
  progress_at   timestamptz,            -- when stage or progress last changed: old while leased means stalled
  cells         bigint   NOT NULL DEFAULT 0,     -- committed by the proof
  created_at    timestamptz NOT NULL DEFAULT now(),
  ready_at      timestamptz,
  started_at    timestamptz,
  finished_at   timestamptz,
  result        bytea                   -- the proof; of a plan, the run and its segments
);
ALTER TABLE proof_jobs ALTER COLUMN result SET STORAGE EXTERNAL;

-- Nothing is planned twice, whoever plans.
CREATE UNIQUE INDEX proof_jobs_place ON proof_jobs (to_batch, from_batch, kind, level, position, program_key, to_hash) WHERE status <> 5;
CREATE INDEX proof_jobs_open ON proof_jobs (status, from_batch) WHERE status IN (0, 1, 2, 4);
CREATE INDEX proof_jobs_inputs ON proof_jobs USING gin (inputs);

-- The worker processes, by their own word.
CREATE TABLE proof_workers (
  name         text        PRIMARY KEY, -- machine and process
  program_key  bytea       NOT NULL,
  threads      int         NOT NULL,
  memory_bytes bigint      NOT NULL,    -- resident
  started_at   timestamptz NOT NULL DEFAULT now(),
  seen_at      timestamptz NOT NULL DEFAULT now()
);

-- Batches proven in the newest L1 block, which a reorg may take back, beside those proven in a final one.
ALTER TABLE l1_status ADD COLUMN proven_batch bigint NOT NULL DEFAULT 0;

-- What prover processes connect as: they work on proof jobs, read witnesses, and can do nothing to the chain. It has no password yet. Roles belong to the whole server, where another rollup may have made
-- it; where whoever migrates may not create roles, an administrator does so before.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rollup_prover') THEN
    CREATE ROLE rollup_prover LOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- Made by somebody else just now.
END
$$;
GRANT SELECT, UPDATE ON proof_jobs TO rollup_prover;
GRANT SELECT, INSERT, UPDATE ON proof_workers TO rollup_prover;
GRANT SELECT ON witnesses, schema_migrations TO rollup_prover;

-- What the node knows of L1: the queue of deposits and forced transactions, its own transactions, its batches' commits.
-- Hashes and addresses are raw bytes, 256-bit integers 32 bytes big-endian, times seconds since 1970, fees wei per gas.

CREATE TABLE l1_items (
    item_index     bigint  PRIMARY KEY,
    sender         bytea   NOT NULL,
    recipient      bytea   NOT NULL,
    is_creation    boolean NOT NULL,
    mint           bytea   NOT NULL,
    value          bytea   NOT NULL,
    gas_limit      bigint  NOT NULL,
    refund_address bytea   NOT NULL,
    data           bytea   NOT NULL,
    rolling_hash   bytea   NOT NULL, -- of the queue up to and including this item
    l1_block       bigint  NOT NULL,
    l1_timestamp   bigint  NOT NULL,
    is_final       boolean NOT NULL  -- false: taken early, may still change with a reorg
);

-- Every queue event up to this L1 block is in l1_items and final. One row, or none before the first read.
CREATE TABLE l1_cursor (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    block_number bigint  NOT NULL,
    block_hash   bytea   NOT NULL
);

-- One row per nonce that the operator means to use; written before anything is broadcast.
CREATE TABLE l1_transactions (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose      text        NOT NULL, -- what it is for, e.g. 'commit:17'
    sender       bytea       NOT NULL,
    nonce        bigint      NOT NULL,
    recipient    bytea       NOT NULL,
    calldata     bytea       NOT NULL,
    gas_limit    bigint      NOT NULL,
    status       smallint    NOT NULL, -- TransactionStatus
    block_number bigint,
    block_hash   bytea,
    error        text,
    created_at   timestamptz NOT NULL
);

-- At most one live transaction per purpose and per nonce: nothing is posted twice, whoever writes.
CREATE UNIQUE INDEX l1_transactions_live_purpose ON l1_transactions (purpose) WHERE status IN (0, 1);
CREATE UNIQUE INDEX l1_transactions_live_nonce ON l1_transactions (sender, nonce) WHERE status IN (0, 1);

-- The signed forms of a transaction: the first, and one per fee bump.
CREATE TABLE l1_attempts (
    hash             bytea       PRIMARY KEY,
    transaction_id   bigint      NOT NULL REFERENCES l1_transactions (id),
    max_fee          bigint      NOT NULL,
    max_priority_fee bigint      NOT NULL,
    raw              bytea       NOT NULL,
    created_at       timestamptz NOT NULL
);

CREATE INDEX l1_attempts_transaction ON l1_attempts (transaction_id);

-- Where on L1 a batch was committed, as the current chain of L1 has it.
CREATE TABLE l1_commits (
    batch            bigint PRIMARY KEY,
    transaction_hash bytea  NOT NULL,
    block_number     bigint NOT NULL,
    block_hash       bytea  NOT NULL
);

-- What the settler saw last, for every process that asks. One row, or none before its first look.
CREATE TABLE l1_status (
    only_row        boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    l1_block        bigint      NOT NULL,
    committed_batch bigint      NOT NULL, -- in the newest block
    safe_batch      bigint      NOT NULL, -- committed as deep as was asked for
    finalized_batch bigint      NOT NULL, -- proven, in a block that L1 has finalised
    problem         text,                 -- why nothing moves; null when all is well
    updated_at      timestamptz NOT NULL
);

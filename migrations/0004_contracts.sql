-- Contract code by the Keccak hash of its bytes, written with the block that creates it and kept for ever: a rollback leaves it, which harms
-- nobody, because only accounts say which code is part of the state.
CREATE TABLE codes (
  hash bytea PRIMARY KEY,
  code bytea NOT NULL
);

-- The contracts that a block's transactions created, for their receipts: position of the transaction (4 bytes, big-endian) and address (20) each.
ALTER TABLE blocks ADD COLUMN creations bytea NOT NULL DEFAULT '';

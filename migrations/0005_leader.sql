-- Where other nodes reach the leader, so that followers and standbys find it whoever leads; empty if it told none.
ALTER TABLE sequencer_lease ADD COLUMN url text NOT NULL DEFAULT '';

-- The planner looks every second: what it asks must not cost more with every batch that is long final.

CREATE INDEX proof_jobs_kept ON proof_jobs (finished_at) WHERE status = 3 AND result IS NOT NULL;

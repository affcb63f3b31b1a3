-- The ledger: transactions, blocks, batches, and who may write them.
SELECT 1;

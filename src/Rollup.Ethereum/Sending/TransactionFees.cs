namespace Rollup.Ethereum.Sending;

/// <summary>What an EIP-1559 transaction offers, in wei per gas.</summary>
public readonly record struct TransactionFees(ulong MaxFeePerGas, ulong MaxPriorityFeePerGas);

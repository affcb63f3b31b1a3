using Rollup.Execution.Parallel;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>The fields of a transaction; its signature is never looked at, as the sender is given.</summary>
internal sealed record TestTransaction(Address Sender, ulong Nonce, Address? To)
{
    public const ulong ChainId = 84_001;

    public U256 Value { get; init; }

    public byte[] Data { get; init; } = [];

    public ulong GasLimit { get; init; } = 300_000;

    public U256 MaxFeePerGas { get; init; } = 20;

    public U256 MaxPriorityFeePerGas { get; init; } = 3;

    public BlockTransaction Encode()
    {
        var transaction = new Transaction
        {
            Type = TransactionType.DynamicFee,
            HasChainId = true,
            ChainId = ChainId,
            Nonce = Nonce,
            MaxPriorityFeePerGas = MaxPriorityFeePerGas,
            MaxFeePerGas = MaxFeePerGas,
            GasLimit = GasLimit,
            IsCreation = To is null,
            To = To ?? default,
            Value = Value,
            Data = Data,
        };
        byte[] encoded = new byte[TransactionEncoder.WriteSigned(in transaction, 0, 1, 1, [])];
        _ = TransactionEncoder.WriteSigned(in transaction, 0, 1, 1, encoded);
        return new BlockTransaction(encoded, Sender);
    }
}

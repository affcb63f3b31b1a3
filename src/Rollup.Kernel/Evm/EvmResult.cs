using Rollup.Kernel.Evm.Instructions;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm;

/// <summary>What a transaction's execution came to.</summary>
public unsafe struct EvmResult
{
    /// <summary>How its frame ended: <see cref="Step.Return"/> is success.</summary>
    public Step Outcome;

    /// <summary>Gas used after refunds, at least the floor.</summary>
    public ulong GasUsed;

    /// <summary>Gas used before refunds: what a caller has to provide at least.</summary>
    public ulong GasUsedBeforeRefunds;

    /// <summary>The created contract, if the transaction is a creation that succeeded.</summary>
    public Address Created;

    /// <summary>See <see cref="Blocks.TransactionResult.DataBytes"/>; 0 on official forks.</summary>
    public ulong DataBytes;

    /// <summary>What the frame returned, or reverted with; in the machine's memory, valid until its next transaction.</summary>
    public byte* Output;

    /// <summary>Bytes of output.</summary>
    public int OutputLength;

    /// <summary>Whether the execution succeeded: the receipt's status.</summary>
    public readonly bool Succeeded => Outcome == Step.Return;

    /// <summary>The output in place.</summary>
    public readonly ReadOnlySpan<byte> OutputSpan => new(Output, OutputLength);
}

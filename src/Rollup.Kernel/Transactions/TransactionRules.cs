using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Transactions;

/// <summary>The constants of transaction validity, and the rules that need no state (Ethereum's, up to Osaka).</summary>
public static class TransactionRules
{
    /// <summary>Gas of every transaction.</summary>
    public const ulong BaseGas = 21_000;

    /// <summary>Further gas of a creation (EIP-2).</summary>
    public const ulong CreationGas = 32_000;

    /// <summary>A non-zero calldata byte counts as four tokens, a zero byte as one (EIP-7623).</summary>
    public const ulong TokensPerNonZeroByte = 4;

    /// <summary>Gas per token: 4 per zero byte, 16 per other one (EIP-2028).</summary>
    public const ulong GasPerToken = 4;

    /// <summary>Gas per token in the floor (EIP-7623).</summary>
    public const ulong FloorGasPerToken = 10;

    /// <summary>Gas per address of the access list (EIP-2930).</summary>
    public const ulong GasPerAccessListAddress = 2_400;

    /// <summary>Gas per storage key of the access list (EIP-2930).</summary>
    public const ulong GasPerAccessListStorageKey = 1_900;

    /// <summary>Gas per authorization (EIP-7702).</summary>
    public const ulong GasPerAuthorization = 25_000;

    /// <summary>Gas per 32-byte word of init code, the last one rounded up (EIP-3860).</summary>
    public const ulong GasPerInitCodeWord = 2;

    /// <summary>The longest init code, in bytes (EIP-3860).</summary>
    public const int MaxInitCodeSize = 49_152;

    /// <summary>The highest nonce a transaction may have (EIP-2681).</summary>
    public const ulong MaxNonce = ulong.MaxValue - 1;

    /// <summary>The highest gas limit (EIP-7825).</summary>
    public const ulong MaxGasLimit = 1 << 24;

    /// <summary>Checks everything about <paramref name="transaction"/> that depends on nothing but the chain's id, by the rules of Osaka.</summary>
    public static TransactionError Check(in Transaction transaction, ulong chainId) => Check<Osaka>(in transaction, chainId);

    /// <summary>Checks everything about <paramref name="transaction"/> that depends on nothing but the chain's id.</summary>
    public static TransactionError Check<TFork>(in Transaction transaction, ulong chainId)
        where TFork : struct, IFork
    {
        if (transaction.HasChainId && transaction.ChainId != chainId)
            return TransactionError.WrongChainId;
        if (transaction.Nonce > MaxNonce)
            return TransactionError.NonceTooLarge;
        if (transaction.MaxPriorityFeePerGas > transaction.MaxFeePerGas)
            return TransactionError.PriorityFeeAboveMaximumFee;
        if (U256.MulOverflows(transaction.MaxFeePerGas, transaction.GasLimit, out _))
            return TransactionError.FeeOverflow;
        if (transaction.IsCreation && transaction.Data.Length > MaxInitCodeSize)
            return TransactionError.InitCodeTooLarge;

        IntrinsicGas intrinsic = IntrinsicGas.Of<TFork>(in transaction);
        if (transaction.GasLimit < intrinsic.Gas)
            return TransactionError.GasLimitBelowIntrinsic;
        if (transaction.GasLimit < intrinsic.Floor)
            return TransactionError.GasLimitBelowFloor;
        return TFork.IsOsaka && transaction.GasLimit > MaxGasLimit ? TransactionError.GasLimitAboveCap : TransactionError.None;
    }
}

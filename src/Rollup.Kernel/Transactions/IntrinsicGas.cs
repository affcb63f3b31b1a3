using Rollup.Kernel.Forks;

namespace Rollup.Kernel.Transactions;

/// <summary>The gas a transaction costs before it does anything, and the least it costs in the end.</summary>
public readonly struct IntrinsicGas
{
    private IntrinsicGas(ulong gas, ulong floor)
    {
        Gas = gas;
        Floor = floor;
    }

    /// <summary>Charged up front: base, calldata (EIP-2028), creation and init code (EIP-3860), access list (EIP-2930), authorizations (EIP-7702).</summary>
    public ulong Gas { get; }

    /// <summary>The least the transaction pays after execution and refunds, by its calldata alone (EIP-7623).</summary>
    public ulong Floor { get; }

    /// <summary>The least gas limit of a valid transaction.</summary>
    public ulong Required => Math.Max(Gas, Floor);

    /// <summary>The gas of a transaction, by the rules of Osaka.</summary>
    public static IntrinsicGas Of(in Transaction transaction) => Of<Osaka>(in transaction);

    /// <summary>The gas of a transaction; before Prague there is no floor.</summary>
    public static IntrinsicGas Of<TFork>(in Transaction transaction)
        where TFork : struct, IFork
    {
        IntrinsicGas parts = Of(
            transaction.Data, transaction.IsCreation, transaction.AccessList.AddressCount, transaction.AccessList.StorageKeyCount);
        ulong gas = parts.Gas + (TransactionRules.GasPerAuthorization * (ulong)transaction.AuthorizationList.Count);
        return new IntrinsicGas(gas, TFork.IsPrague ? parts.Floor : 0);
    }

    /// <summary>The gas of the parts that matter. No sum can overflow: all counts are below 2^31.</summary>
    public static IntrinsicGas Of(ReadOnlySpan<byte> data, bool isCreation, int accessListAddresses, int accessListStorageKeys)
    {
        ulong zeros = 0;
        for (int i = 0; i < data.Length; i++)
            zeros += data[i] == 0 ? 1UL : 0;
        ulong length = (ulong)data.Length;
        ulong tokens = zeros + (TransactionRules.TokensPerNonZeroByte * (length - zeros));

        ulong gas = TransactionRules.BaseGas
            + (TransactionRules.GasPerToken * tokens)
            + (TransactionRules.GasPerAccessListAddress * (ulong)accessListAddresses)
            + (TransactionRules.GasPerAccessListStorageKey * (ulong)accessListStorageKeys);
        if (isCreation)
            gas += TransactionRules.CreationGas + (TransactionRules.GasPerInitCodeWord * ((length + 31) / 32));
        return new IntrinsicGas(gas, TransactionRules.BaseGas + (TransactionRules.FloorGasPerToken * tokens));
    }
}

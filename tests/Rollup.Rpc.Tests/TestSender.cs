using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Testing;

namespace Rollup.Rpc.Tests;

/// <summary>An account that counts its transactions.</summary>
internal sealed class TestSender(ulong number)
{
    private readonly TestAccount _account = new(number);
    private ulong _nonce;

    public Address Address => _account.Address;

    public byte[] Transfer(
        Address to,
        U256 value,
        TransactionType type = TransactionType.DynamicFee,
        byte[]? data = null,
        ulong gas = 21_000,
        ulong tip = 1_000_000,
        ulong maxFee = 2_000_000_000,
        bool protectedFromReplay = true) => _account.Sign(new Transaction
        {
            Type = type,
            HasChainId = protectedFromReplay,
            ChainId = protectedFromReplay ? TestAccount.ChainId : 0,
            Nonce = _nonce++,
            MaxPriorityFeePerGas = type == TransactionType.DynamicFee ? tip : maxFee,
            MaxFeePerGas = maxFee,
            GasLimit = gas,
            To = to,
            Value = value,
            Data = data,
        });

    /// <summary>A call with one authorization, in its RLP.</summary>
    public byte[] SetCode(Address to, byte[] authorization, ulong gas)
    {
        RlpWriter writer = new(new byte[authorization.Length + 16]);
        int list = writer.BeginList();
        writer.WriteRaw(authorization);
        writer.EndList(list);
        RlpReader reader = new(writer.Written);
        AuthorizationList.Read(ref reader, out AuthorizationList authorizations).ShouldBe(RlpError.None);
        return _account.Sign(new Transaction
        {
            Type = TransactionType.SetCode,
            HasChainId = true,
            ChainId = TestAccount.ChainId,
            Nonce = _nonce++,
            MaxPriorityFeePerGas = 1_000_000,
            MaxFeePerGas = 2_000_000_000,
            GasLimit = gas,
            To = to,
            AuthorizationList = authorizations,
        });
    }

    /// <summary>Any call or creation of a contract.</summary>
    public byte[] Send(Address? to, U256 value, byte[] data, ulong gas, ulong tip = 1_000_000, ulong maxFee = 2_000_000_000) => _account.Sign(new Transaction
    {
        Type = TransactionType.DynamicFee,
        HasChainId = true,
        ChainId = TestAccount.ChainId,
        Nonce = _nonce++,
        MaxPriorityFeePerGas = tip,
        MaxFeePerGas = maxFee,
        GasLimit = gas,
        IsCreation = to is null,
        To = to ?? default,
        Value = value,
        Data = data,
    });
}

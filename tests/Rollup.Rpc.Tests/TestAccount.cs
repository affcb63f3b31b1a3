using Rollup.Ethereum.Signing;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Rpc.Tests;

/// <summary>An account with a key and the nonce of its next transaction.</summary>
internal sealed class TestAccount(byte seed)
{
    public const ulong ChainId = 84001;

    private readonly PrivateKey _key = new([.. Enumerable.Repeat(seed, 32)]);

    public Address Address => _key.Address;

    public ulong Nonce { get; private set; }

    public byte[] Transfer(
        Address? to,
        U256 value,
        TransactionType type = TransactionType.DynamicFee,
        byte[]? data = null,
        ulong gas = 21_000,
        ulong tip = 1_000_000,
        ulong maxFee = 2_000_000_000,
        bool protectedFromReplay = true)
    {
        Transaction transaction = new()
        {
            Type = type,
            HasChainId = protectedFromReplay,
            ChainId = protectedFromReplay ? ChainId : 0,
            Nonce = Nonce++,
            MaxPriorityFeePerGas = type == TransactionType.DynamicFee ? tip : maxFee,
            MaxFeePerGas = maxFee,
            GasLimit = gas,
            IsCreation = to is null,
            To = to ?? default,
            Value = value,
            Data = data,
        };
        byte[] buffer = new byte[1024 + (data?.Length ?? 0)];
        int length = TransactionEncoder.WriteSigningPayload(in transaction, buffer);
        Signature signature = _key.Sign(Keccak256.Hash(buffer.AsSpan(0, length)));
        length = TransactionEncoder.WriteSigned(in transaction, signature.YParity, signature.R, signature.S, buffer);
        return buffer[..length];
    }
}

using System.Buffers.Binary;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Testing;

/// <summary>An account whose key the tests hold; the same number gives the same account.</summary>
public sealed class TestAccount
{
    /// <summary>The chain id of the transactions, unless another is given.</summary>
    public const ulong ChainId = 84_001;

    private readonly PrivateKey _key;

    /// <param name="number">Which account.</param>
    public TestAccount(ulong number)
    {
        byte[] key = new byte[32];
        key[0] = 1;
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(24), number);
        _key = new PrivateKey(key);
        PrivateKey = "0x" + Convert.ToHexStringLower(key);
    }

    /// <summary>The key, for other wallets: 0x and 64 hex digits.</summary>
    public string PrivateKey { get; }

    /// <summary>The account's address.</summary>
    public Address Address => _key.Address;

    /// <summary>A signed EIP-1559 transfer; fees in wei per gas.</summary>
    public byte[] Transfer(
        ulong nonce, Address to, U256 value, ulong maxFee = 2_000_000_000, ulong tip = 1_000, ulong gas = 21_000, byte[]? data = null, ulong chainId = ChainId) =>
        Sign(new Transaction
        {
            Type = TransactionType.DynamicFee,
            HasChainId = true,
            ChainId = chainId,
            Nonce = nonce,
            MaxPriorityFeePerGas = tip,
            MaxFeePerGas = maxFee,
            GasLimit = gas,
            To = to,
            Value = value,
            Data = data,
        });

    /// <summary>Any transaction, signed and encoded.</summary>
    public byte[] Sign(in Transaction transaction)
    {
        byte[] buffer = new byte[1_024 + transaction.Data.Length];
        int length = TransactionEncoder.WriteSigningPayload(in transaction, buffer);
        Signature signature = _key.Sign(Keccak256.Hash(buffer.AsSpan(0, length)));
        length = TransactionEncoder.WriteSigned(in transaction, signature.YParity, signature.R, signature.S, buffer);
        return buffer[..length];
    }
}

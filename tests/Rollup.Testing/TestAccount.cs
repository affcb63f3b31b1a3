using System.Buffers.Binary;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Secp256k1;
using Rollup.Kernel.Rlp;
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
        : this(KeyOf(number))
    {
    }

    /// <summary>The account with a key of 32 bytes.</summary>
    public TestAccount(ReadOnlySpan<byte> key)
    {
        _key = new PrivateKey(key);
        PrivateKey = "0x" + Convert.ToHexStringLower(key);
    }

    private static byte[] KeyOf(ulong number)
    {
        byte[] key = new byte[32];
        key[0] = 1;
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(24), number);
        return key;
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

    /// <summary>A signed permission, valid at this nonce of the account, to run the code of <paramref name="target"/> (EIP-7702): its RLP.</summary>
    public byte[] Authorize(Address target, ulong nonce, ulong chainId = ChainId)
    {
        var payload = new RlpWriter(new byte[128]);
        payload.WriteRaw([0x05]);
        int signedList = payload.BeginList();
        WriteFields(ref payload);
        payload.EndList(signedList);
        Signature signature = _key.Sign(Keccak256.Hash(payload.Written));

        var writer = new RlpWriter(new byte[192]);
        int list = writer.BeginList();
        WriteFields(ref writer);
        writer.WriteUInt64((ulong)signature.YParity);
        writer.WriteU256(signature.R);
        writer.WriteU256(signature.S);
        writer.EndList(list);
        return writer.Written.ToArray();

        void WriteFields(ref RlpWriter fields)
        {
            fields.WriteUInt64(chainId);
            fields.WriteAddress(in target);
            fields.WriteUInt64(nonce);
        }
    }

    /// <summary>Any transaction, signed and encoded.</summary>
    public byte[] Sign(in Transaction transaction)
    {
        byte[] buffer = new byte[1_024 + transaction.Data.Length + transaction.AuthorizationList.Content.Length];
        int length = TransactionEncoder.WriteSigningPayload(in transaction, buffer);
        Signature signature = _key.Sign(Keccak256.Hash(buffer.AsSpan(0, length)));
        length = TransactionEncoder.WriteSigned(in transaction, signature.YParity, signature.R, signature.S, buffer);
        return buffer[..length];
    }
}

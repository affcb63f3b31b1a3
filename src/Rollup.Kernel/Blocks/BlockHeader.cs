using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Blocks;

/// <summary>
/// The fields of a block's header that vary. The encoding is Ethereum's RLP of the Osaka fork, so that every wallet can check
/// the hash; the other fields are constants: no ommers, difficulty, mix hash, withdrawals, blobs, beacon root or requests. The extra data is the
/// <see cref="SecondUsage"/>, which the base fee of the next second depends on.
/// </summary>
public readonly struct BlockHeader
{
    /// <summary>The number of bytes that <see cref="Encode"/> writes at most.</summary>
    public const int MaxEncodedLength = 736;

    private const int NonceSize = 8;

    /// <summary>The hash of the previous block; zero in the genesis block.</summary>
    public Hash256 ParentHash { get; init; }

    /// <summary>The receiver of the tips: the configured fee vault.</summary>
    public Address Beneficiary { get; init; }

    /// <summary>The state root in the parent batch's header; in the genesis block, that of the genesis state.</summary>
    public Hash256 StateRoot { get; init; }

    /// <summary>Keccak-256 over the transactions' hashes, in order.</summary>
    public Hash256 TransactionsRoot { get; init; }

    /// <summary>Keccak-256 over the receipts' hashes (<see cref="Receipt.Hash"/>), in order.</summary>
    public Hash256 ReceiptsRoot { get; init; }

    /// <summary>The union of the receipts' filters.</summary>
    public LogsBloom LogsBloom { get; init; }

    /// <summary>The number of the block; the genesis block is 0.</summary>
    public ulong Number { get; init; }

    /// <summary>The configured block gas limit.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>The gas used by all transactions, those from the L1 queue included.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>Seconds since 1970, not before the parent's.</summary>
    public ulong Timestamp { get; init; }

    /// <summary>What the blocks with this timestamp have used together, this one included.</summary>
    public SecondUsage SecondUsage { get; init; }

    /// <summary>The base fee in wei per gas.</summary>
    public U256 BaseFeePerGas { get; init; }

    /// <summary>Keccak-256 of the RLP of an empty list.</summary>
    public static Hash256 EmptyOmmersHash => Hash256.FromSpan(
    [
        0x1d, 0xcc, 0x4d, 0xe8, 0xde, 0xc7, 0x5d, 0x7a, 0xab, 0x85, 0xb5, 0x67, 0xb6, 0xcc, 0xd4, 0x1a,
        0xd3, 0x12, 0x45, 0x1b, 0x94, 0x8a, 0x74, 0x13, 0xf0, 0xa1, 0x42, 0xfd, 0x40, 0xd4, 0x93, 0x47,
    ]);

    /// <summary>Keccak-256 of the RLP of an empty string: the root of an empty Patricia trie.</summary>
    public static Hash256 EmptyWithdrawalsRoot => Hash256.FromSpan(
    [
        0x56, 0xe8, 0x1f, 0x17, 0x1b, 0xcc, 0x55, 0xa6, 0xff, 0x83, 0x45, 0xe6, 0x92, 0xc0, 0xf8, 0x6e,
        0x5b, 0x48, 0xe0, 0x1b, 0x99, 0x6c, 0xad, 0xc0, 0x01, 0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21,
    ]);

    /// <summary>SHA-256 of no bytes: no requests (EIP-7685).</summary>
    public static Hash256 EmptyRequestsHash => Hash256.FromSpan(
    [
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
        0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// <summary>The header of block 0.</summary>
    public static BlockHeader Genesis<THost>(ref THost host, in ChainConfig config, ulong timestamp, in Hash256 stateRoot)
        where THost : struct, IHost, allows ref struct
    {
        Hash256 emptyList = Keccak256.Hash(ref host, default);
        return new BlockHeader
        {
            Beneficiary = config.FeeVault,
            StateRoot = stateRoot,
            TransactionsRoot = emptyList,
            ReceiptsRoot = emptyList,
            GasLimit = config.BlockGasLimit,
            Timestamp = timestamp,
            BaseFeePerGas = BaseFee.Genesis(in config),
        };
    }

    /// <summary>
    /// Writes the RLP to the start of <paramref name="destination"/> and returns its length, at most <see cref="MaxEncodedLength"/>.
    /// </summary>
    public int Encode(scoped Span<byte> destination)
    {
        Span<byte> small = stackalloc byte[SecondUsage.Size];
        LogsBloom bloom = LogsBloom;
        var writer = new RlpWriter(destination);
        int list = writer.BeginList();
        writer.WriteHash256(ParentHash);
        writer.WriteHash256(EmptyOmmersHash);
        writer.WriteAddress(Beneficiary);
        writer.WriteHash256(StateRoot);
        writer.WriteHash256(TransactionsRoot);
        writer.WriteHash256(ReceiptsRoot);
        writer.WriteBytes(bloom.Bytes);
        writer.WriteUInt64(0);                     // difficulty
        writer.WriteUInt64(Number);
        writer.WriteUInt64(GasLimit);
        writer.WriteUInt64(GasUsed);
        writer.WriteUInt64(Timestamp);
        SecondUsage.WriteTo(small);
        writer.WriteBytes(small);                  // extraData
        small.Clear();
        writer.WriteHash256(Hash256.Zero);         // mixHash
        writer.WriteBytes(small[..NonceSize]);     // nonce
        writer.WriteU256(BaseFeePerGas);
        writer.WriteHash256(EmptyWithdrawalsRoot);
        writer.WriteUInt64(0);                     // blobGasUsed
        writer.WriteUInt64(0);                     // excessBlobGas
        writer.WriteHash256(Hash256.Zero);         // parentBeaconBlockRoot
        writer.WriteHash256(EmptyRequestsHash);
        writer.EndList(list);
        return writer.Length;
    }

    /// <summary>The hash of the block: Keccak-256 of the RLP.</summary>
    public Hash256 Hash<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> encoded = stackalloc byte[MaxEncodedLength];
        return Keccak256.Hash(ref host, encoded[..Encode(encoded)]);
    }
}

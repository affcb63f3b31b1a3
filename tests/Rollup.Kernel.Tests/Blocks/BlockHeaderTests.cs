using Rollup.Kernel.Logs;
using System.Security.Cryptography;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Blocks;

public class BlockHeaderTests
{
    [Fact]
    public void The_encoding_is_that_of_Ethereums_21_fields()
    {
        LogsBloom bloom = default;
        Bytes(256).CopyTo(bloom.Bytes);
        var header = new BlockHeader
        {
            LogsBloom = bloom,
            SecondUsage = new SecondUsage { Gas = 0x0102, ProvingCost = 0x030405 },
            ParentHash = HashOf("parent"),
            Beneficiary = AddressOf("vault"),
            StateRoot = HashOf("state"),
            TransactionsRoot = HashOf("transactions"),
            ReceiptsRoot = HashOf("receipts"),
            Number = 300,
            GasLimit = 60_000_000,
            GasUsed = 21_000,
            Timestamp = 1_790_000_000,
            BaseFeePerGas = 1_000_000_000,
        };
        byte[] expected = PlainRlp.Encode(new object[]
        {
            HashOf("parent"), Keccak256.Hash(PlainRlp.Encode(Array.Empty<object>())), AddressOf("vault"), HashOf("state"), HashOf("transactions"),
            HashOf("receipts"), Bytes(256), 0UL, 300UL, 60_000_000UL, 21_000UL, 1_790_000_000UL,
            (byte[])[0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 3, 4, 5], Hash256.Zero, new byte[8], 1_000_000_000UL, Keccak256.Hash([0x80]), 0UL, 0UL, Hash256.Zero,
            SHA256.HashData([]),
        });
        byte[] encoded = new byte[BlockHeader.MaxEncodedLength];
        int length = header.Encode(encoded);
        encoded[..length].ShouldBe(expected);
        var host = default(SoftwareHost);
        header.Hash(ref host).ShouldBe(Keccak256.Hash(expected));
    }

    [Fact]
    public void The_longest_header_fits()
    {
        var header = new BlockHeader
        {
            Number = ulong.MaxValue,
            GasLimit = ulong.MaxValue,
            GasUsed = ulong.MaxValue,
            Timestamp = ulong.MaxValue,
            BaseFeePerGas = U256.MaxValue,
        };
        header.Encode(new byte[BlockHeader.MaxEncodedLength]).ShouldBeLessThanOrEqualTo(BlockHeader.MaxEncodedLength);
    }

    [Fact]
    public void The_genesis_header_has_empty_lists_and_the_initial_base_fee()
    {
        var host = default(SoftwareHost);
        BlockHeader genesis = BlockHeader.Genesis(ref host, DevConfig, 1_790_000_000, HashOf("state"));
        genesis.Number.ShouldBe(0UL);
        genesis.ParentHash.ShouldBe(Hash256.Zero);
        genesis.TransactionsRoot.ShouldBe(Keccak256.Hash([]));
        genesis.ReceiptsRoot.ShouldBe(Keccak256.Hash([]));
        genesis.BaseFeePerGas.ShouldBe((U256)1_000_000_000);
        genesis.Beneficiary.ShouldBe(DevConfig.FeeVault);
    }
}

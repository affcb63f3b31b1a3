using Rollup.Kernel.Batches;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Protocol;

public class EncodingTests
{
    [Fact]
    public void A_configuration_is_decoded_from_its_encoding()
    {
        byte[] encoded = new byte[ChainConfig.EncodedSize];
        DevConfig.Encode(encoded);
        ChainConfig.TryDecode(encoded, out ChainConfig decoded).ShouldBeTrue();
        decoded.ShouldBe(DevConfig);
        decoded.IsValid.ShouldBeTrue();
    }

    [Fact]
    public void A_public_input_is_written_in_whole_words_of_eight_bytes()
    {
        var input = new PublicInput { L1ChainId = 0x0102, Rollup = AddressOf("rollup"), ParentHash = HashOf("parent"), BatchHash = HashOf("batch") };
        byte[] written = new byte[PublicInput.Size];
        written.AsSpan().Fill(0xff);
        input.WriteTo(written);
        byte[] expected =
        [
            2, 1, 0, 0, 0, 0, 0, 0, .. input.Rollup.AsSpan(), 0, 0, 0, 0, .. input.ParentHash.AsSpan(), .. input.BatchHash.AsSpan(),
        ];
        written.ShouldBe(expected);
    }

    [Fact]
    public void A_word_that_exceeds_its_type_is_refused()
    {
        byte[] config = new byte[ChainConfig.EncodedSize];
        DevConfig.Encode(config);
        config[0] = 1;
        ChainConfig.TryDecode(config, out _).ShouldBeFalse();

        byte[] header = new byte[BatchHeader.EncodedSize];
        BatchHeader.TryDecode(header, out _).ShouldBeTrue();
        header[23] = 1;
        BatchHeader.TryDecode(header, out _).ShouldBeFalse();
    }

    [Fact]
    public void An_encoding_of_another_length_is_refused()
    {
        ChainConfig.TryDecode(new byte[ChainConfig.EncodedSize - 1], out _).ShouldBeFalse();
        ChainConfig.TryDecode(new byte[ChainConfig.EncodedSize + 1], out _).ShouldBeFalse();
        BatchHeader.TryDecode(new byte[BatchHeader.EncodedSize - 1], out _).ShouldBeFalse();
        BatchHeader.TryDecode(new byte[BatchHeader.EncodedSize + 1], out _).ShouldBeFalse();
    }

    [Fact]
    public void A_configuration_that_would_divide_by_zero_or_strand_a_queue_item_is_not_valid()
    {
        DevConfig.IsValid.ShouldBeTrue();
        (DevConfig with { GasTargetPerSecond = 0 }).IsValid.ShouldBeFalse();
        (DevConfig with { ProvingTargetPerSecond = 0 }).IsValid.ShouldBeFalse();
        (DevConfig with { BlockGasLimit = DevConfig.GasLimitPerSecond + 1 }).IsValid.ShouldBeFalse();
        (DevConfig with { TransactionProvingLimit = DevConfig.ProvingLimitPerSecond }).IsValid.ShouldBeFalse();
        (DevConfig with { BaseFeeChangeDenominator = 0 }).IsValid.ShouldBeFalse();
        (DevConfig with { BlockGasLimit = 1 }).IsValid.ShouldBeFalse();
        (DevConfig with { BlockGasLimit = DevConfig.MaxItemGas - 1 }).IsValid.ShouldBeFalse();
        (DevConfig with { MaxItemGas = DevConfig.MaxForcedGas + 1 }).IsValid.ShouldBeFalse();
        default(ChainConfig).IsValid.ShouldBeFalse();
        (DevConfig with { MaxDataBytes = ChainConfig.MinDataBytes - 1 }).IsValid.ShouldBeFalse();
        (DevConfig with { MaxDataBytes = ChainConfig.LargestDataBytes }).IsValid.ShouldBeTrue();
        (DevConfig with { MaxDataBytes = ChainConfig.LargestDataBytes + 1 }).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void A_configuration_whose_overdue_items_could_fill_more_than_half_of_a_batchs_data_is_not_valid()
    {
        ulong most = DevConfig.MaxDataBytes / 2 * ChainConfig.GasPerDataByte;
        (DevConfig with { MaxForcedGas = most }).IsValid.ShouldBeTrue();
        (DevConfig with { MaxForcedGas = most + 1 }).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void The_hash_of_a_queue_transaction_is_that_of_its_encoding()
    {
        var host = default(SoftwareHost);
        for (int i = 0; i < 5; i++)
        {
            QueueItem item = QueueItems.Sample(i);
            byte[] encoded = new byte[item.MaxEncodedLength];
            int length = item.Encode(encoded);
            encoded[0].ShouldBe(QueueItem.TransactionType);
            item.TransactionHash(ref host).ShouldBe(Keccak256.Hash(encoded.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Precompiles_of_Osaka_are_known()
    {
        Precompile.TryIdentify<RollupOsaka>(Address.Zero, out _).ShouldBeFalse();
        for (ulong i = 1; i <= 0x101; i++)
            Precompile.TryIdentify<RollupOsaka>(Address.FromU256(i), out _).ShouldBe(i is <= 0x11 or 0x100);
        Precompile.TryIdentify<RollupOsaka>(Address.FromU256(new U256(1, 0, 1, 0)), out _).ShouldBeFalse();
    }
}

using FsCheck;
using FsCheck.Fluent;
using Rollup.Contracts;
using Rollup.Contracts.Abi;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;

namespace Rollup.Contracts.Tests.Abi;

public sealed class AbiTests
{
    // The example of the Solidity documentation, "Use of Dynamic Types": sam("dave", true, [1,2,3]) without its array.
    [Fact]
    public void Dynamic_bytes_are_laid_out_as_Solidity_documents() =>
        new AbiEncoder().Bytes("dave"u8).Word(true).ToArray().ToHex().ShouldBe(
            "0x0000000000000000000000000000000000000000000000000000000000000040"
            + "0000000000000000000000000000000000000000000000000000000000000001"
            + "0000000000000000000000000000000000000000000000000000000000000004"
            + "6461766500000000000000000000000000000000000000000000000000000000");

    [Fact]
    public void Selectors_and_topics_are_hashes_of_signatures()
    {
        new AbiSignature("transfer(address,uint256)").Selector.ToHex().ShouldBe("0xa9059cbb");
        new AbiSignature("Transfer(address,address,uint256)").Topic.ToHex()
            .ShouldBe("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
    }

    [Fact]
    public void Fields_are_read_back() => Prop.ForAll(Any<ulong>(), Any<byte[]>(), Any<byte[]>(), (number, first, second) =>
    {
        byte[] encoded = new AbiEncoder().Bytes(first).Word(number).Bytes(second).Word(true).ToArray();
        var reader = new AbiDecoder(encoded);
        return reader.ReadBytes().SequenceEqual(first) && reader.ReadUInt64() == number && reader.ReadBytes().SequenceEqual(second)
            && reader.ReadBool();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_read_or_refused_as_malformed() => Prop.ForAll(Any<byte[]>(), data =>
    {
        try
        {
            var reader = new AbiDecoder([.. new byte[31], .. data]);
            _ = reader.ReadBytes();
            _ = reader.ReadArray(3);
            _ = reader.ReadAddress();
        }
        catch (FormatException)
        {
            // The one exception that is allowed.
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_offset_outside_the_data_is_refused() =>
        Should.Throw<FormatException>(() => new AbiDecoder(new AbiEncoder().Word(U256.MaxValue).ToArray()).ReadBytes().Length);

    [Fact]
    public void A_length_beyond_the_data_is_refused() =>
        Should.Throw<FormatException>(() => new AbiDecoder(new AbiEncoder().Word(32UL).Word(ulong.MaxValue).ToArray()).ReadArray(32).Length);

    [Fact]
    public void Custom_errors_are_named_with_their_arguments()
    {
        byte[] data = new AbiEncoder().Word(7UL).Word(9UL).ToArray(RollupAbi.UnexpectedNumber.Selector);
        RollupAbi.Reverts.Describe(data).ShouldBe("UnexpectedNumber(0x7, 0x9)");
    }

    [Fact]
    public void Solidity_messages_panics_and_unknown_errors_are_described()
    {
        RollupAbi.Reverts.Describe(new AbiEncoder().Bytes("no"u8).ToArray(new AbiSignature("Error(string)").Selector)).ShouldBe("no");
        RollupAbi.Reverts.Describe(new AbiEncoder().Word(0x11UL).ToArray(new AbiSignature("Panic(uint256)").Selector)).ShouldBe("Panic(0x11)");
        RollupAbi.Reverts.Describe([1, 2, 3, 4]).ShouldBe("0x01020304");
        RollupAbi.Reverts.Describe([]).ShouldBe("no reason given");
        RollupAbi.Reverts.Describe(new AbiSignature("Error(string)").Selector).ShouldBe("0x08c379a0");
    }

    private static Arbitrary<T> Any<T>() => ArbMap.Default.ArbFor<T>();
}

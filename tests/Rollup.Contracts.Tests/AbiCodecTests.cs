using FsCheck;
using FsCheck.Fluent;
using Nethereum.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;

namespace Rollup.Contracts.Tests;

/// <summary>What comes from L1 is whatever a provider or anybody's transaction says: it is read as a whole or refused with one typed failure.</summary>
public sealed class AbiCodecTests
{
    private static readonly BatchHeader Header = new() { Version = 1, Number = 7, FirstBlock = 3, LastBlock = 9, Timestamp = 11, NextIndex = ulong.MaxValue, DataHash = Hash256.FromU256(0xda7a) };

    [Fact]
    public void The_calldata_of_a_commit_is_the_header_as_it_is_hashed_and_then_the_data()
    {
        byte[] encoded = new byte[BatchHeader.EncodedSize];
        Header.Encode(encoded);
        byte[] calldata = RollupContract.CommitCalldata(encoded, [1, 2, 3]);
        calldata.AsSpan(4, encoded.Length).SequenceEqual(encoded).ShouldBeTrue();
        AbiCodec.TryReadCall(calldata, out CommitBatchFunction? read).ShouldBeTrue();
        read.Data.ShouldBe([1, 2, 3]);
        byte[] again = new byte[BatchHeader.EncodedSize];
        read.Header.ToHeader().Encode(again);
        again.ShouldBe(encoded);
    }

    [Fact]
    public void Arguments_that_lie_elsewhere_than_usual_are_read_as_the_contract_reads_them()
    {
        // publishData with a gap of one word before the bytes, which Solidity's decoder accepts.
        byte[] usual = new PublishDataFunction { Data = [5, 6, 7] }.GetCallData();
        byte[] unusual = [.. usual[..35], 64, .. new byte[32], .. usual[36..]];
        AbiCodec.TryReadCall(unusual, out PublishDataFunction? read).ShouldBeTrue();
        read.Data.ShouldBe([5, 6, 7]);
    }

    [Fact]
    public void Of_the_fallback_all_headers_are_read()
    {
        byte[] calldata = new CommitAndProveFunction { Headers = [BatchHeaderTuple.Of(Header), BatchHeaderTuple.Of(Header)], Proof = [9] }.GetCallData();
        AbiCodec.TryReadCall(calldata, out CommitAndProveFunction? read).ShouldBeTrue();
        read.Headers.Select(header => header.Number).ShouldBe([7UL, 7UL]);
        read.Proof.ShouldBe([9]);
    }

    [Fact]
    public void Calldata_of_another_function_is_none_of_this_one()
    {
        AbiCodec.TryReadCall(new PublishDataFunction().GetCallData(), out CommitBatchFunction? read).ShouldBeFalse();
        read.ShouldBeNull();
        AbiCodec.TryReadCall([1, 2], out read).ShouldBeFalse();
    }

    [Fact]
    public void Any_arguments_are_read_or_refused_as_malformed() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<bool>(), (arguments, isCommit) =>
    {
        try
        {
            byte[] selector = isCommit ? new CommitAndProveFunction().GetCallData()[..4] : new PublishDataFunction().GetCallData()[..4];
            byte[] calldata = [.. selector, .. new byte[31], .. arguments];
            _ = isCommit ? AbiCodec.TryReadCall(calldata, out CommitAndProveFunction? _) : AbiCodec.TryReadCall(calldata, out PublishDataFunction? _);
        }
        catch (FormatException)
        {
            // The one exception that is allowed.
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2, "")]
    [InlineData(4, "")]
    [InlineData(4, "00")]
    [InlineData(4, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void A_log_that_is_no_queue_item_is_malformed(int topics, string data)
    {
        Hash256[] all = [HexFormat.ParseHash256(AbiCodec.TopicOf<QueueItemAddedEvent>()), .. Enumerable.Repeat(Hash256.FromU256(1), topics - 1)];
        Should.Throw<L1MalformedException>(() => QueueItemAdded.Read(Log(all, HexFormat.ParseBytes($"0x{data}"))));
    }

    [Fact]
    public void A_queue_item_whose_bytes_end_too_early_is_malformed()
    {
        Hash256[] topics = [HexFormat.ParseHash256(AbiCodec.TopicOf<QueueItemAddedEvent>()), .. Enumerable.Repeat(Hash256.FromU256(1), 3)];
        byte[] data = new byte[8 * 32];
        data[(6 * 32) - 1] = 7 * 32;
        QueueItemAdded.Read(Log(topics, data)).Data.ShouldBeEmpty();
        data[^1] = 1;
        Should.Throw<L1MalformedException>(() => QueueItemAdded.Read(Log(topics, data)));
    }

    [Fact]
    public void A_commit_whose_number_exceeds_64_bits_is_malformed()
    {
        Hash256[] topics = [HexFormat.ParseHash256(AbiCodec.TopicOf<BatchCommittedEvent>()), Hash256.FromU256(U256.MaxValue), Hash256.FromU256(1)];
        Should.Throw<L1MalformedException>(() => BatchCommitted.Read(Log(topics, [])));
    }

    private static L1Log Log(Hash256[] topics, byte[] data) => new(Address.Zero, topics, data, 1, default, default, 0);
}

using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Tests.Primitives;

namespace Rollup.Kernel.Tests.Rlp;

public class RlpReaderTests
{
    [Theory]
    [InlineData("", RlpError.UnexpectedEnd)]
    [InlineData("c0", RlpError.StringExpected)]
    [InlineData("00", RlpError.LeadingZero)]
    [InlineData("820001", RlpError.LeadingZero)]
    [InlineData("8101", RlpError.NonMinimalByte)]
    [InlineData("89010000000000000000", RlpError.IntegerTooLarge)]
    [InlineData("b801ff", RlpError.NonMinimalLength)]
    [InlineData("8201", RlpError.UnexpectedEnd)]
    [InlineData("b8", RlpError.UnexpectedEnd)]
    [InlineData("bb80000000", RlpError.LengthOverflow)]
    [InlineData("bfffffffffffffffff", RlpError.LengthOverflow)]
    public void A_refused_integer_says_why_and_consumes_nothing(string input, RlpError expected)
    {
        var reader = new RlpReader(Convert.FromHexString(input));
        reader.ReadUInt64(out ulong value).ShouldBe(expected);
        value.ShouldBe(0UL);
        reader.Rest.Length.ShouldBe(input.Length / 2);
    }

    [Fact]
    public void Fixed_lengths_are_exact()
    {
        byte[] twentyOne = [0x95, .. new byte[21]];
        new RlpReader(twentyOne).ReadAddress(out _).ShouldBe(RlpError.WrongLength);
        new RlpReader(twentyOne.AsSpan(0, 21)).ReadAddress(out _).ShouldBe(RlpError.UnexpectedEnd);
        new RlpReader(twentyOne).ReadHash256(out _).ShouldBe(RlpError.WrongLength);
        new RlpReader(twentyOne).ReadList(out _).ShouldBe(RlpError.ListExpected);
    }

    [Fact]
    public void Reading_past_the_items_is_an_error_and_leaving_some_is_another()
    {
        var reader = new RlpReader([0x01, 0x02]);
        reader.ReadUInt64(out _).ShouldBe(RlpError.None);
        reader.ReadEnd().ShouldBe(RlpError.TrailingBytes);
        reader.ReadUInt64(out _).ShouldBe(RlpError.None);
        reader.ReadEnd().ShouldBe(RlpError.None);
        reader.ReadUInt64(out _).ShouldBe(RlpError.UnexpectedEnd);
    }

    [Fact]
    public void A_raw_item_keeps_its_prefix()
    {
        var reader = new RlpReader([0xC2, 0x01, 0x02, 0x82, 0xAA, 0xBB, 0x07]);
        reader.ReadRaw(out ReadOnlySpan<byte> list).ShouldBe(RlpError.None);
        reader.ReadRaw(out ReadOnlySpan<byte> text).ShouldBe(RlpError.None);
        reader.ReadRaw(out ReadOnlySpan<byte> single).ShouldBe(RlpError.None);
        list.ToArray().ShouldBe(new byte[] { 0xC2, 0x01, 0x02 });
        text.ToArray().ShouldBe(new byte[] { 0x82, 0xAA, 0xBB });
        single.ToArray().ShouldBe(new byte[] { 0x07 });
    }

    [Fact]
    public void Written_integers_are_read_back() => Prop.ForAll(Words.Arbitrary(), word =>
    {
        byte[] buffer = new byte[33];
        var writer = new RlpWriter(buffer);
        writer.WriteU256(word);
        var reader = new RlpReader(writer.Written);
        reader.ReadU256(out U256 read).ShouldBe(RlpError.None);
        read.ShouldBe(word);
        reader.IsAtEnd.ShouldBeTrue();

        RlpError narrow = new RlpReader(writer.Written).ReadUInt64(out ulong low);
        narrow.ShouldBe(word.IsUInt64 ? RlpError.None : RlpError.IntegerTooLarge);
        low.ShouldBe(word.IsUInt64 ? word.L0 : 0);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void What_is_accepted_is_its_own_encoding() => Prop.ForAll(Arb.From(RandomRlp), input =>
    {
        if (RlpVectorTests.ReadAll(input) != RlpError.None)
            return;
        byte[] buffer = new byte[input.Length];
        var reader = new RlpReader(input);
        var writer = new RlpWriter(buffer);
        Copy(ref reader, ref writer);
        writer.Written.ToArray().ShouldBe(input);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Theory]
    [InlineData(0)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(16_777_216)]
    public void Lengths_around_every_prefix_size_survive_the_round_trip(int length)
    {
        byte[] content = new byte[length];
        Array.Fill(content, (byte)0xEE);
        var measure = new RlpWriter(default);
        measure.EndList(WriteIn(ref measure, content));
        byte[] buffer = new byte[measure.Length];
        measure.Overflowed.ShouldBeTrue();

        var writer = new RlpWriter(buffer);
        writer.EndList(WriteIn(ref writer, content));
        writer.Overflowed.ShouldBeFalse();
        writer.Length.ShouldBe(buffer.Length);
        new RlpReader(buffer).ReadList(out RlpReader items).ShouldBe(RlpError.None);
        items.ReadBytes(out ReadOnlySpan<byte> read).ShouldBe(RlpError.None);
        read.SequenceEqual(content).ShouldBeTrue();
        items.IsAtEnd.ShouldBeTrue();

        static int WriteIn(ref RlpWriter writer, byte[] content)
        {
            int list = writer.BeginList();
            writer.WriteBytes(content);
            return list;
        }
    }

    [Fact]
    public void A_writer_never_writes_past_its_span()
    {
        byte[] backing = new byte[64];
        for (int room = 0; room < 40; room++)
        {
            Array.Clear(backing);
            var writer = new RlpWriter(backing.AsSpan(0, room));
            int list = writer.BeginList();
            writer.WriteBytes(new byte[] { 0xFF, 0xFF, 0xFF });
            writer.WriteU256(U256.MaxValue);
            writer.EndList(list);
            writer.Length.ShouldBe(38);
            writer.Overflowed.ShouldBe(room < 38);
            backing.AsSpan(room).ContainsAnyExcept((byte)0).ShouldBeFalse();
        }
    }

    /// <summary>Bytes that look like RLP often enough: prefixes, small lengths, nested lists.</summary>
    private static Gen<byte[]> RandomRlp =>
        Gen.OneOf(
            Gen.ArrayOf(Gen.Elements<byte>(0x00, 0x01, 0x7F, 0x80, 0x81, 0x82, 0xB8, 0xB9, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xF8, 0xFF)),
            from inner in Gen.ArrayOf(Gen.Elements<byte>(0x00, 0x7F, 0x80, 0x81, 0xC0, 0xC1, 0xC2))
            select (byte[])[(byte)(0xC0 + Math.Min(inner.Length, 55)), .. inner]);

    private static void Copy(ref RlpReader reader, ref RlpWriter writer)
    {
        while (!reader.IsAtEnd)
        {
            if (reader.IsList)
            {
                _ = reader.ReadList(out RlpReader items);
                int list = writer.BeginList();
                Copy(ref items, ref writer);
                writer.EndList(list);
            }
            else
            {
                _ = reader.ReadBytes(out ReadOnlySpan<byte> bytes);
                writer.WriteBytes(bytes);
            }
        }
    }
}

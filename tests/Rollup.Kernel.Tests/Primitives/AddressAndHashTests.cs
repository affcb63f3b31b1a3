using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Primitives;

public class AddressAndHashTests
{
    private static readonly Arbitrary<byte[]> Bytes32 =
        Arb.From(Gen.ArrayOf(Gen.OneOf(Gen.Elements<byte>(0, 1, 0x7F, 0x80, 0xFF), ArbMap.Default.GeneratorFor<byte>()), 32));

    [Fact]
    public void They_take_no_more_room_than_their_bytes()
    {
        Unsafe.SizeOf<Address>().ShouldBe(20);
        Unsafe.SizeOf<Hash256>().ShouldBe(32);
        Unsafe.SizeOf<U256>().ShouldBe(32);
    }

    [Fact]
    public void A_hash_is_its_bytes_in_order() => Prop.ForAll(Bytes32, bytes =>
    {
        Hash256 hash = Hash256.FromSpan(bytes);
        hash.AsSpan().ToArray().ShouldBe(bytes);
        byte[] copy = new byte[32];
        hash.CopyTo(copy);
        copy.ShouldBe(bytes);
        hash.ToU256().ShouldBe(U256.ReadBigEndian(bytes));
        Hash256.FromU256(hash.ToU256()).ShouldBe(hash);
        hash.IsZero.ShouldBe(bytes.All(b => b == 0));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void An_address_is_the_low_end_of_a_word() => Prop.ForAll(Bytes32, bytes =>
    {
        Address address = Address.FromU256(U256.ReadBigEndian(bytes));
        address.AsSpan().ToArray().ShouldBe(bytes[12..]);
        Address.FromSpan(bytes.AsSpan(12)).ShouldBe(address);
        byte[] word = new byte[32];
        address.ToU256().WriteBigEndian(word);
        word.ShouldBe([.. new byte[12], .. bytes[12..]]);
        byte[] copy = new byte[20];
        address.CopyTo(copy);
        copy.ShouldBe(bytes[12..]);
        address.IsZero.ShouldBe(bytes[12..].All(b => b == 0));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Their_order_is_that_of_the_bytes() => Prop.ForAll(Bytes32, Bytes32, (a, b) =>
    {
        Math.Sign(Hash256.Compare(Hash256.FromSpan(a), Hash256.FromSpan(b))).ShouldBe(Math.Sign(a.AsSpan().SequenceCompareTo(b)));
        Math.Sign(Address.Compare(Address.FromSpan(a), Address.FromSpan(b))).ShouldBe(Math.Sign(a.AsSpan(0, 20).SequenceCompareTo(b.AsSpan(0, 20))));
        (Hash256.FromSpan(a) == Hash256.FromSpan(b)).ShouldBe(a.AsSpan().SequenceEqual(b));
        (Address.FromSpan(a) != Address.FromSpan(b)).ShouldBe(!a.AsSpan(0, 20).SequenceEqual(b.AsSpan(0, 20)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}

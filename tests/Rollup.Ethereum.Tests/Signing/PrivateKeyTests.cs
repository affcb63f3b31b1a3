using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Secp256k1;

namespace Rollup.Ethereum.Tests.Signing;

public sealed class PrivateKeyTests
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", System.Globalization.NumberStyles.HexNumber, null);

    // Widely published vectors for secp256k1 with SHA-256 and RFC 6979 (bitcointalk topic 285142); s made low.
    [Theory]
    [InlineData("1", "Satoshi Nakamoto", "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8", "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")]
    [InlineData("1", "All those moments will be lost in time, like tears in rain. Time to die...", "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b", "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "Satoshi Nakamoto", "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0", "6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5")]
    [InlineData("f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181", "Alan Turing", "7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c", "58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea")]
    public void Signatures_are_those_of_RFC_6979(string key, string message, string r, string s)
    {
        byte[] keyBytes = Convert.FromHexString(key.PadLeft(64, '0'));
        Hash256 hash = Hash256.FromSpan(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(message)));

        Signature signature = new PrivateKey(keyBytes).Sign(hash);
        signature.R.ToHex().ShouldBe("0x" + r);
        signature.S.ToHex().ShouldBe("0x" + s);
    }

    [Fact]
    public void A_signature_recovers_to_the_address_of_its_key()
    {
        Prop.ForAll(Keys, Hashes, (key, hash) =>
        {
            var signer = new PrivateKey(key);
            Signature signature = signer.Sign(hash);
            return default(SoftwareHost).RecoverAddress(hash, signature.R, signature.S, signature.YParity, out Address recovered)
                && recovered == signer.Address;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void S_is_in_the_lower_half_of_the_order()
    {
        Prop.ForAll(Keys, Hashes, (key, hash) =>
        {
            var s = new BigInteger(Hash256.FromU256(new PrivateKey(key).Sign(hash).S).AsSpan(), isUnsigned: true, isBigEndian: true);
            return s > 0 && s <= Order / 2;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("0x01")]
    public void What_is_not_a_private_key_is_refused(string key) =>
        Should.Throw<ArgumentException>(() => new PrivateKey(HexFormat.ParseBytes(key)));

    [Fact]
    public void The_address_is_the_one_that_wallets_show() =>
        new PrivateKey(HexFormat.ParseBytes("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")).Address.ToChecksum()
            .ShouldBe("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

    private static Arbitrary<byte[]> Keys => Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b), 32)
        .Where(key => LibSecp256k1.IsPrivateKey(key)).ToArbitrary();

    private static Arbitrary<Hash256> Hashes => Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b), 32)
        .Select(bytes => Hash256.FromSpan(bytes)).ToArbitrary();
}

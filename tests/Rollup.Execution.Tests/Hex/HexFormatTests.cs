using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Tests.Hex;

public class HexFormatTests
{
    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    public void Checksums_are_those_of_EIP_55(string text)
    {
        Address address = HexFormat.ParseAddress(text);
        address.ToChecksum().ShouldBe(text);
        address.ToHex().ShouldBe(text.ToLowerInvariant());
        HexFormat.ParseAddress(text.ToLowerInvariant()).ShouldBe(address);
    }

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed")] // one letter in the wrong case
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA")]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg")]
    public void Malformed_addresses_are_refused(string text)
    {
        HexFormat.TryParseAddress(text, out _).ShouldBeFalse();
        _ = Should.Throw<FormatException>(() => HexFormat.ParseAddress(text));
    }

    [Theory]
    [InlineData("0x0", 0UL)]
    [InlineData("0x1", 1UL)]
    [InlineData("0x400", 1024UL)]
    [InlineData("0xffffffffffffffff", ulong.MaxValue)]
    public void Quantities_have_no_leading_zeros(string text, ulong value)
    {
        value.ToQuantity().ShouldBe(text);
        ((U256)value).ToQuantity().ShouldBe(text);
        HexFormat.ParseQuantity(text).ShouldBe((U256)value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0x00")]
    [InlineData("0x01")]
    [InlineData("1")]
    [InlineData("0xg")]
    [InlineData("0x-1")]
    [InlineData("0x10000000000000000000000000000000000000000000000000000000000000000")]
    public void Malformed_quantities_are_refused(string text) => HexFormat.TryParseQuantity(text, out _).ShouldBeFalse();

    [Fact]
    public void Data_keeps_its_zeros()
    {
        new byte[] { 0, 1, 0xFF }.ToHex().ShouldBe("0x0001ff");
        Array.Empty<byte>().ToHex().ShouldBe("0x");
        HexFormat.ParseBytes("0x0001fF").ShouldBe(new byte[] { 0, 1, 0xFF });
        HexFormat.TryParseBytes("0x001", out _).ShouldBeFalse();
        HexFormat.TryParseBytes("0001", out _).ShouldBeFalse();
        HexFormat.TryParseBytes("0xzz", out _).ShouldBeFalse();
    }

    [Fact]
    public void Words_and_hashes_are_32_bytes()
    {
        string text = "0x" + new string('0', 62) + "2a";
        ((U256)42).ToHex().ShouldBe(text);
        HexFormat.ParseHash256(text).ToHex().ShouldBe(text);
        HexFormat.ParseHash256(text).ToU256().ShouldBe((U256)42);
        HexFormat.TryParseHash256("0x2a", out _).ShouldBeFalse();
    }
}

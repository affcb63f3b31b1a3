using System.Numerics;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Blocks;

public class ReceiptTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(0x7e)]
    public void A_receipt_is_hashed_as_Ethereum_encodes_it(byte type)
    {
        var logs = new LogBuffer(new byte[10_000]);
        List<object> expected = [];
        var bloom = BigInteger.Zero;
        int[] dataLengths = [0, 1, 1, 55, 56, 5000];
        for (int i = 0; i < dataLengths.Length; i++)
        {
            Hash256[] topics = [.. Enumerable.Range(0, i % 5).Select(t => HashOf($"topic {t}"))];
            byte[] content = i == 2 ? [0x80] : Bytes(dataLengths[i]);
            logs.TryAppend(AddressOf($"{i}"), topics, content.Length, out Span<byte> data).ShouldBeTrue();
            content.CopyTo(data);
            expected.Add(new object[] { AddressOf($"{i}"), topics.Cast<object>().ToArray(), content });
            bloom |= Bits(AddressOf($"{i}").AsSpan());
            foreach (Hash256 topic in topics)
                bloom |= Bits(topic.AsSpan());
        }

        byte[] digits = bloom.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] encoded = PlainRlp.Encode(new object[] { 1UL, 100_000UL, (byte[])[.. new byte[256 - digits.Length], .. digits], expected.ToArray() });
        var host = default(SoftwareHost);
        LogsBloom filter = default;
        Receipt.Hash(ref host, type, succeeded: true, 100_000, logs.Written, ref filter).ShouldBe(Keccak256.Hash(type == 0 ? encoded : [type, .. encoded]));
        new BigInteger(filter.Bytes, isUnsigned: true, isBigEndian: true).ShouldBe(bloom);
    }

    private static BigInteger Bits(ReadOnlySpan<byte> value)
    {
        Hash256 hash = Keccak256.Hash(value);
        ReadOnlySpan<byte> bytes = hash.AsSpan();
        return (BigInteger.One << (((bytes[0] << 8) + bytes[1]) % 2048))
            | (BigInteger.One << (((bytes[2] << 8) + bytes[3]) % 2048))
            | (BigInteger.One << (((bytes[4] << 8) + bytes[5]) % 2048));
    }
}

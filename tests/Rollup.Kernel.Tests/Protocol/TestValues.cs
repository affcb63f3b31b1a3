using System.Globalization;
using System.Numerics;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Tests.Protocol;

/// <summary>Deterministic values for tests of encodings, and conversions to and from what tests like to write.</summary>
internal static class TestValues
{
    public static ChainConfig DevConfig => new()
    {
        L1ChainId = 31337,
        Rollup = AddressOf("rollup"),
        Bridge = AddressOf("bridge"),
        L2ChainId = 84001,
        FeeVault = AddressOf("fee vault"),
        BlockGasLimit = 60_000_000,
        MinimumBaseFee = 1_000_000,
        GasTargetPerSecond = 150_000_000,
        GasLimitPerSecond = 300_000_000,
        ProvingTargetPerSecond = 600_000_000_000,
        ProvingLimitPerSecond = 1_200_000_000_000,
        TransactionProvingLimit = 200_000_000_000,
        BaseFeeChangeDenominator = 50,
        MaxDataBytes = 120_000,
        MaxForcedGas = 6_000_000,
        MaxItemGas = 2_000_000,
        ForkId = 1,
    };

    /// <summary>The same chain with so much data in a batch, and with as much gas of overdue items as that allows.</summary>
    public static ChainConfig DevConfigOf(ulong maxDataBytes)
    {
        ulong forcedGas = maxDataBytes / 2 * ChainConfig.GasPerDataByte;
        return DevConfig with { MaxDataBytes = maxDataBytes, MaxForcedGas = forcedGas, MaxItemGas = Math.Min(forcedGas, DevConfig.MaxItemGas) };
    }

    /// <summary>Keccak-256 of the name.</summary>
    public static Hash256 HashOf(string name) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(name));

    /// <summary>The last twenty bytes of Keccak-256 of the name.</summary>
    public static Address AddressOf(string name) => Address.FromSpan(HashOf(name).AsSpan()[12..]);

    /// <summary>The first <paramref name="length"/> bytes of the pattern i·7 + 3.</summary>
    public static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 7) + 3))];

    public static BigInteger ToBigInteger(this U256 value)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        value.WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    public static U256 ToU256(this BigInteger value) => U256.ReadBigEndianShort(value.ToByteArray(isUnsigned: true, isBigEndian: true));

    public static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    public static string Hex(Address address) => Hex(address.AsSpan());

    public static string Hex(Hash256 hash) => Hex(hash.AsSpan());

    public static string Decimal(U256 value) => value.ToBigInteger().ToString(CultureInfo.InvariantCulture);
}

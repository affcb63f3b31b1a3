using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Gadgets;

/// <summary>Relations of 16-bit limbs.</summary>
internal static class Limb
{
    public const uint Ones = 0xffff;

    public const uint SignBit = 1 << 15;

    public const uint ByteRadix = 1 << 8;

    public const uint Radix = 1 << 16;

    /// <summary>1/2^16: only for quotients that a constraint or lookup bounds, see there.</summary>
    public static readonly KoalaBear InverseOfRadix = KoalaBear.FromCanonical(Radix).Inverse();

    /// <summary>1/2^8: only for bytes that a lookup bounds.</summary>
    public static readonly KoalaBear InverseOfByteRadix = KoalaBear.FromCanonical(ByteRadix).Inverse();

    /// <summary>
    /// <paramref name="left"/> + <paramref name="right"/> = <paramref name="sum"/> without the carry out of the last limb, if <paramref name="gate"/> is 1. All limbs are below 2^16, so each carry, which is an
    /// expression and no column, is a bit over the integers as soon as it is one in the field.
    /// </summary>
    public static void ConstrainSum<TBuilder, T>(ref TBuilder builder, string name, scoped ReadOnlySpan<T> left, scoped ReadOnlySpan<T> right, scoped ReadOnlySpan<T> sum, T gate)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T carry = default, one = T.Constant(KoalaBear.One), inverse = T.Constant(InverseOfRadix);
        for (int i = 0; i < sum.Length; i++)
        {
            carry = (left[i] + right[i] + carry - sum[i]) * inverse;
            builder.AssertZero(name, gate * carry * (carry - one));
        }
    }

    /// <summary><paramref name="sign"/> is the top bit of <paramref name="limb"/>, which is thereby below 2^16, if <paramref name="active"/> is 1.</summary>
    public static void CheckSign<TBuilder, T>(ref TBuilder builder, T limb, T sign, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.AssertBool("a sign is a bit", sign);
        MemoryAccess.CheckRange(ref builder, limb - (sign * AirBuilderExtensions.Number<T>(SignBit)), 15, active);
    }

    /// <summary>Counts the lookup of <see cref="CheckSign"/> and returns the sign.</summary>
    public static bool CountSign(uint limb, LookupCounts lookups)
    {
        lookups.Range(limb & (SignBit - 1), 15);
        return limb >= SignBit;
    }

    /// <summary>The high byte of <paramref name="limb"/>, whose low byte is <paramref name="low"/>, once both have been looked up as bytes.</summary>
    public static T HighByte<T>(T limb, T low)
        where T : struct, IAlgebra<T>
        => (limb - low) * T.Constant(InverseOfByteRadix);

    /// <summary><paramref name="sign"/> · 0xFFFF: a limb of the sign's extension.</summary>
    public static T Extension<T>(T sign)
        where T : struct, IAlgebra<T>
        => sign * AirBuilderExtensions.Number<T>(Ones);
}

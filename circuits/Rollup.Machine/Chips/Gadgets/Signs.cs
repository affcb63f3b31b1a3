using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Gadgets;

/// <summary>Signs that matter in some instructions of a chip only, and are 0 in the others.</summary>
internal static class Signs
{
    /// <summary><paramref name="sign"/> is the top bit of <paramref name="limb"/>, the top limb of an operand, if <paramref name="isSigned"/> is 1, and 0 if it is 0.</summary>
    public static void Evaluate<TBuilder, T>(ref TBuilder builder, T limb, T sign, T isSigned)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        Limb.CheckSign(ref builder, limb, sign, isSigned);
        builder.AssertZero("what is not signed has no sign", sign * (T.Constant(KoalaBear.One) - isSigned));
    }

    /// <summary>The sign of the word <paramref name="operand"/>.</summary>
    public static KoalaBear Fill(ulong operand, bool isSigned, LookupCounts lookups)
        => isSigned ? Cell.Of(Limb.CountSign(WordColumns.Limb(operand, WordColumns<KoalaBear>.Limbs - 1), lookups)) : default;
}

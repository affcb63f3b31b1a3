using Rollup.Kernel.Fields;

namespace Rollup.Stark.Ntt;

/// <summary>
/// The domains of a proof. A table of n = 2^h rows has the trace domain ⟨ω_n⟩ and the evaluation domain g·⟨ω_N⟩, N = 2^b·n, g = 3. An index e of the evaluation
/// domain means the point g·ω_N^e. In memory it lies in block bitreverse(e mod 2^b), at row e / 2^b of that block (see <see cref="CosetLde"/>).
/// </summary>
public static class Domain
{
    /// <summary>g generates the whole multiplicative group, so g^(2^k) is never 1 and the evaluation domain misses the trace domain.</summary>
    public static KoalaBear Shift => KoalaBear.Generator;

    /// <summary>g·ω_N^c, the first point of block <paramref name="block"/>.</summary>
    public static KoalaBear BlockShift(int logRows, int logBlowup, int block)
        => Shift * KoalaBear.TwoAdicGenerator(logRows + logBlowup).Pow((ulong)ReverseBits(block, logBlowup));

    /// <summary>The position in memory of domain index <paramref name="index"/> of an evaluation domain of 2^<paramref name="logSize"/> points.</summary>
    public static int Position(int index, int logSize, int logBlowup)
    {
        int blocksLog = Math.Min(logSize, logBlowup);
        int block = ReverseBits(index & ((1 << blocksLog) - 1), blocksLog);
        return (block << (logSize - blocksLog)) + (index >> blocksLog);
    }

    public static int ReverseBits(int value, int bits)
    {
        int result = 0;
        for (int i = 0; i < bits; i++)
            result |= ((value >> i) & 1) << (bits - 1 - i);
        return result;
    }
}

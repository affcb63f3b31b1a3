using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Recursion.Memory;
using Rollup.Recursion.Programs;

namespace Rollup.Recursion.Circuits;

/// <summary>The digest of a block of the machine's memory in a circuit, as <c>MemoryTree.HashBlock</c>. Made of plain arithmetic: it happens twice per batch.</summary>
internal static class MemoryBlockCircuit
{
    private const int LimbBits = 16, LimbsPerWord = 4, ElementsPerWord = 3;

    /// <summary>The digest of eight words of four limbs each. Limbs that are no constants are proven to have 16 bits.</summary>
    public static CircuitDigest Digest(CircuitRecorder recorder, ReadOnlySpan<CircuitValue> limbs)
    {
        CircuitValue scale = CircuitValue.Constant(KoalaBear.FromCanonical(1 << LimbBits));
        CircuitValue[] input = new CircuitValue[Poseidon2Width24.Width];
        for (int word = 0; word < limbs.Length / LimbsPerWord; word++)
        {
            ReadOnlySpan<CircuitValue> l = limbs.Slice(word * LimbsPerWord, LimbsPerWord);
            for (int i = 0; i < LimbsPerWord - 1; i++)
                _ = SplitLimb(recorder, l[i]);
            (CircuitValue low, CircuitValue high) = SplitLimb(recorder, l[^1]);
            input[ElementsPerWord * word] = l[0] + (scale * low);
            input[(ElementsPerWord * word) + 1] = l[1] + (scale * high);
            input[(ElementsPerWord * word) + 2] = l[2];
        }

        CircuitValue[] state = [.. input];
        Poseidon2Arithmetic.Permute24(state);
        return recorder.Pack([.. Enumerable.Range(0, MemoryBuses.DigestLength).Select(i => state[i] + input[i])]);
    }

    /// <summary>The two bytes of a limb.</summary>
    private static (CircuitValue Low, CircuitValue High) SplitLimb(CircuitRecorder recorder, CircuitValue limb)
    {
        if (limb.IsConstant)
        {
            uint value = limb.ConstantValue.C0.Value.ToCanonical();
            return (CircuitValue.Constant(KoalaBear.FromCanonical(value & 0xff)), CircuitValue.Constant(KoalaBear.FromCanonical(value >> 8)));
        }

        CircuitValue[] bits = recorder.Bits(limb);
        foreach (CircuitValue bit in bits.AsSpan(LimbBits))
            recorder.AssertZero(bit);
        return (CircuitRecorder.FromBits(bits.AsSpan(0, LimbBits / 2)), CircuitRecorder.FromBits(bits.AsSpan(LimbBits / 2, LimbBits / 2)));
    }
}

using System.Runtime.InteropServices;
using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.Primitives;
using Rollup.Machine.Events;

namespace Rollup.Machine.Emulation;

/// <summary>What the precompiles compute, by the kernel's own code.</summary>
internal static class PrecompileSemantics
{
    /// <summary>
    /// Executes <paramref name="function"/> on the words at rs1 and rs2; those that it writes are replaced. False if an element of Poseidon2 is not below p, for which there is no proof.
    /// </summary>
    public static bool TryExecute(Precompile function, Span<ulong> first, Span<ulong> second)
    {
        switch (function)
        {
            case Precompile.Keccak:
                KeccakF1600.Permute(first);
                return true;
            case Precompile.Poseidon16:
            case Precompile.Poseidon24:
                foreach (uint word in MemoryMarshal.Cast<ulong, uint>(first))
                {
                    if (word >= KoalaBear.Modulus)
                        return false;
                }

                Span<KoalaBear> state = MemoryMarshal.Cast<ulong, KoalaBear>(first);
                if (function == Precompile.Poseidon16)
                    Poseidon2Permutation.Permute16(state);
                else
                    Poseidon2Permutation.Permute24(state);
                return true;
            case Precompile.MulMod:
                Write(U256.MulMod(Read(first), Read(first[4..]), Read(first[8..])), second);
                return true;
            case Precompile.Recover:
                Recover(first, second);
                return true;
            case Precompile.Copy:
                second.CopyTo(first);
                return true;
            default:
                throw new ArgumentOutOfRangeException(nameof(function));
        }
    }

    private static void Recover(ReadOnlySpan<ulong> input, Span<ulong> output)
    {
        output.Clear();
        if (input[12] > 1)
            return;
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Read(input).WriteBigEndian(hash);
        if (!Secp256k1Curve.RecoverPublicKey(Hash256.FromSpan(hash), Read(input[4..]), Read(input[8..]), (int)input[12], out U256 x, out U256 y))
            return;
        output[0] = 1;
        Write(in x, output[1..]);
        Write(in y, output[5..]);
    }

    private static U256 Read(ReadOnlySpan<ulong> limbs) => new(limbs[0], limbs[1], limbs[2], limbs[3]);

    private static void Write(in U256 value, Span<ulong> limbs) => (limbs[0], limbs[1], limbs[2], limbs[3]) = (value.L0, value.L1, value.L2, value.L3);
}

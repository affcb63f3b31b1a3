using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;

namespace Rollup.Kernel.State;

/// <summary>
/// The Poseidon2 commitment to a contract's code: the width-24 sponge (domain <see cref="StateDomain.Code"/>) over the number of bytes
/// and then three bytes per element, little-endian, the last element padded with zeros; each number is an element's Montgomery word. No code commits to the empty digest.
/// </summary>
public static class CodeCommitment
{
    private const int BytesPerElement = 3;

    /// <summary>The commitment to <paramref name="code"/>, shorter than 2^29 bytes.</summary>
    public static Digest Compute<THost>(ref THost host, scoped ReadOnlySpan<byte> code)
        where THost : struct, IHost, allows ref struct
    {
        if (code.Length == 0)
            return default;

        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2Width24.Width];
        state.Clear();
        int elements = 1 + ((code.Length + BytesPerElement - 1) / BytesPerElement);
        Poseidon2Hash.InitialiseCapacity(StateDomain.Code, elements, state);
        state[0] = KoalaBear.FromMontgomeryWord((uint)code.Length);
        int filled = 1;
        while (code.Length > 0)
        {
            if (filled == Poseidon2Hash.SpongeRate)
            {
                host.Poseidon2W24(state);
                filled = 0;
            }

            int count = Math.Min(code.Length, BytesPerElement);
            state[filled++] = KoalaBear.FromMontgomeryWord(code.Length > BytesPerElement ? BinaryPrimitives.ReadUInt32LittleEndian(code) & 0xff_ffff : LastElement(code));
            code = code[count..];
        }

        host.Poseidon2W24(state);
        return Digest.FromElements(state);
    }

    private static uint LastElement(scoped ReadOnlySpan<byte> code)
    {
        uint element = 0;
        for (int i = 0; i < code.Length; i++)
            element |= (uint)code[i] << (8 * i);
        return element;
    }
}

using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;

namespace Rollup.Recursion.Solidity;

/// <summary>The tables in the contract's code, which it puts into memory at DATA: bytes with a word's alignment, and elements as four bytes, R times their value.</summary>
internal sealed class ContractData
{
    /// <summary>log₂ of R: elements that are multiplied with each other are kept as R times their value, because a product of two comes out divided by R.</summary>
    public const int LogR = 40;

    private readonly List<byte> _bytes = [];
    private readonly Dictionary<int, int> _permutations = [];

    public IReadOnlyList<byte> Bytes => _bytes;

    public static KoalaBear R { get; } = KoalaBear.Two.Pow(LogR);

    /// <summary>Offset of the bytes.</summary>
    public int Add(ReadOnlySpan<byte> bytes)
    {
        int offset = _bytes.Count;
        _bytes.AddRange(bytes);
        return offset;
    }

    /// <summary>Offset of the elements, times R.</summary>
    public int AddElements(IEnumerable<KoalaBear> elements)
    {
        int offset = _bytes.Count;
        byte[] bytes = new byte[4];
        foreach (KoalaBear element in elements)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (element * R).ToCanonical());
            _bytes.AddRange(bytes);
        }

        return offset;
    }

    /// <summary>Offset of the constants of a permutation: the diagonal of its internal layer, and those of all rounds.</summary>
    public int Permutation(int width)
    {
        if (!_permutations.TryGetValue(width, out int offset))
        {
            bool isNarrow = width == Poseidon2Width16.Width;
            ReadOnlySpan<uint> diagonal = isNarrow ? Poseidon2Width16.Diagonal : Poseidon2Width24.Diagonal;
            ReadOnlySpan<uint> initial = isNarrow ? Poseidon2Width16.ExternalInitialConstants : Poseidon2Width24.ExternalInitialConstants;
            ReadOnlySpan<uint> inner = isNarrow ? Poseidon2Width16.InternalConstants : Poseidon2Width24.InternalConstants;
            ReadOnlySpan<uint> final = isNarrow ? Poseidon2Width16.ExternalFinalConstants : Poseidon2Width24.ExternalFinalConstants;
            uint[] words = [.. diagonal, .. initial, .. inner, .. final];
            _permutations.Add(width, offset = AddElements(words.Select(KoalaBear.FromMontgomeryWord)));
        }

        return offset;
    }
}

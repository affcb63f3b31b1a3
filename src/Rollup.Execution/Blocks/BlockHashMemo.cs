using System.Runtime.CompilerServices;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Execution.Blocks;

/// <summary>
/// The block hashes that one thread has asked the base state for in this block. BLOCKHASH costs 20 gas, so a transaction can ask 700,000 times.
/// </summary>
internal sealed class BlockHashMemo
{
    private Hashes _hashes;
    private Places _known;
    private Places _asked;

    /// <summary>Forgets the last block.</summary>
    public void Reset() => _known = default;

    /// <summary>Forgets which blocks the last execution asked for.</summary>
    public void BeginExecution() => _asked = default;

    /// <summary>Whether the current execution asks for a block for the first time.</summary>
    public bool IsFirst(ulong number) => TrySet(ref _asked, number);

    /// <summary>The hash of block <paramref name="number"/>, one of the 256 before the one that executes.</summary>
    public Hash256 Get(IBaseState state, ulong number)
    {
        int place = PlaceOf(number);
        if (TrySet(ref _known, number))
            _hashes[place] = state.GetBlockHash(number);
        return _hashes[place];
    }

    private static int PlaceOf(ulong number) => (int)(number % ProtocolConstants.BlockHashRing);

    /// <summary>Sets the bit of a block; false if it was set.</summary>
    private static bool TrySet(ref Places places, ulong number)
    {
        int place = PlaceOf(number);
        ulong bit = 1UL << (place & 63);
        ref ulong word = ref places[place >> 6];
        bool isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    [InlineArray(ProtocolConstants.BlockHashRing)]
    private struct Hashes
    {
        private Hash256 _first;
    }

    [InlineArray(ProtocolConstants.BlockHashRing / 64)]
    private struct Places
    {
        private ulong _first;
    }
}

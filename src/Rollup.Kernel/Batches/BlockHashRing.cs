using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>The hashes of a batch's newest blocks, 256 at most.</summary>
internal ref struct BlockHashRing
{
    private readonly Span<Hash256> _hashes;
    private readonly ulong _firstBlock;
    private ulong _count;

    private BlockHashRing(Span<Hash256> hashes, ulong firstBlock)
    {
        _hashes = hashes;
        _firstBlock = firstBlock;
        _count = 0;
    }

    /// <summary>The number of hashes that the ring keeps when it is full.</summary>
    public readonly int Capacity => _hashes.Length;

    /// <summary>A ring for <paramref name="blockCount"/> blocks from <paramref name="firstBlock"/> on; false if there is not enough room.</summary>
    public static bool TryCreate(ulong firstBlock, uint blockCount, scoped ref WitnessArena arena, out BlockHashRing ring)
    {
        bool ok = arena.TryTake((int)Math.Min(blockCount, ProtocolConstants.BlockHashRing), out Span<Hash256> hashes);
        ring = new BlockHashRing(hashes, firstBlock);
        return ok;
    }

    /// <summary>Adds the next block's hash.</summary>
    public void Add(in Hash256 hash) => _hashes[(int)(_count++ % (ulong)_hashes.Length)] = hash;

    /// <summary>The hash of a block of this batch; false if it is none of the newest.</summary>
    public readonly bool TryGet(ulong number, out Hash256 hash)
    {
        ulong position = number - _firstBlock;
        bool isKept = number >= _firstBlock && position < _count && _count - position <= (ulong)_hashes.Length;
        hash = isKept ? _hashes[(int)(position % (ulong)_hashes.Length)] : default;
        return isKept;
    }
}

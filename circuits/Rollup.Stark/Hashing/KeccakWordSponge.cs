using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rollup.Stark.Hashing;

/// <summary>
/// Keccak-256 (rate 136, the original padding 0x01 … 0x80) of <c>T.Count</c> messages of equal length at once, fed with big-endian 32-bit words.
/// </summary>
internal ref struct KeccakWordSponge<T>
    where T : unmanaged, IKeccakLanes<T>
{
    /// <summary>136 bytes.</summary>
    public const int RateWords = 34;

    private readonly Span<T> _state;

    /// <summary>The state as 32-bit halves: half h of lane l of message m is at (l·Count + m)·2 + h.</summary>
    private readonly Span<uint> _halves;

    private int _position;

    /// <summary>Starts over <paramref name="state"/>, a buffer of 25 vectors.</summary>
    public KeccakWordSponge(Span<T> state)
    {
        _state = state;
        _state.Clear();
        _halves = MemoryMarshal.Cast<T, uint>(state);
    }

    /// <summary>Appends one word to every message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Absorb(scoped ReadOnlySpan<uint> words)
    {
        Span<uint> target = _halves[(((_position >> 1) * T.Count * 2) + (_position & 1))..];
        for (int i = 0; i < T.Count; i++)
            target[2 * i] ^= BinaryPrimitives.ReverseEndianness(words[i]);
        if (++_position == RateWords)
        {
            PackedKeccak.Permute(_state);
            _position = 0;
        }
    }

    /// <summary>
    /// Appends up to a block of words to every message, which so far are whole blocks: word i of message m is words[i·<paramref name="stride"/> + m].
    /// </summary>
    public void AbsorbBlock(scoped ReadOnlySpan<uint> words, int stride, int count)
    {
        int lane = 0;
        for (; 2 * lane + 1 < count; lane++)
            _state[lane] ^= T.ReverseBytesOfHalves(T.Interleave(words[(2 * lane * stride)..], words[((2 * lane + 1) * stride)..]));
        _position = 2 * lane;
        if (_position < count)
            Absorb(words[(_position * stride)..]);
        if (_position == RateWords)
        {
            PackedKeccak.Permute(_state);
            _position = 0;
        }
    }

    /// <summary>Pads and writes the digest of every message. A <paramref name="domain"/> is a last byte before the padding.</summary>
    public readonly void Finish(scoped Span<Digest> digests, HashDomain domain = default)
    {
        uint end = domain == default ? 0x01u : (uint)domain | 0x0100;
        for (int message = 0; message < T.Count; message++)
        {
            _halves[((((_position >> 1) * T.Count) + message) * 2) + (_position & 1)] ^= end;
            _halves[(((((RateWords - 1) >> 1) * T.Count) + message) * 2) + 1] ^= 0x8000_0000;
        }

        PackedKeccak.Permute(_state);
        ReadOnlySpan<ulong> lanes = MemoryMarshal.Cast<T, ulong>(_state);
        Span<ulong> target = MemoryMarshal.Cast<Digest, ulong>(digests);
        for (int i = 0; i < Digest.Length / 2; i++)
        {
            _state[i] = T.ReverseBytesOfHalves(_state[i]);
            for (int message = 0; message < T.Count; message++)
                target[(message * (Digest.Length / 2)) + i] = lanes[(i * T.Count) + message];
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Hashing;

/// <summary>
/// Incremental Keccak-256: start from <c>default</c>, feed any number of pieces with <see cref="Update"/>, end with <see cref="Finish"/>,
/// after which the hasher is ready for the next message. The host permutes.
/// </summary>
public unsafe ref struct Keccak256Hasher
{
    private fixed ulong _state[KeccakF1600.Lanes];
    private int _filled;

    [UnscopedRef]
    private Span<ulong> State => MemoryMarshal.CreateSpan(ref _state[0], KeccakF1600.Lanes);

    /// <summary>Absorbs <paramref name="data"/>.</summary>
    public void Update<THost>(ref THost host, scoped ReadOnlySpan<byte> data)
        where THost : struct, IHost, allows ref struct
    {
        while (data.Length >= Keccak256.Rate - _filled)
        {
            int taken = Keccak256.Rate - _filled;
            Absorb(data[..taken]);
            data = data[taken..];
            host.KeccakF1600(State);
            _filled = 0;
        }

        Absorb(data);
    }

    /// <summary>Pads, and returns the hash of all that was absorbed.</summary>
    public Hash256 Finish<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(State);
        bytes[_filled] ^= 0x01;
        bytes[Keccak256.Rate - 1] ^= 0x80;
        host.KeccakF1600(State);
        Hash256 hash = Hash256.FromSpan(bytes);
        State.Clear();
        _filled = 0;
        return hash;
    }

    /// <summary>Adds less than a block, or exactly its rest, to the state.</summary>
    private void Absorb(scoped ReadOnlySpan<byte> data)
    {
        Span<byte> room = MemoryMarshal.AsBytes(State)[_filled..];
        _filled += data.Length;
        if (((_filled - data.Length) & 7) == 0)
        {
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
            Span<ulong> lanes = MemoryMarshal.Cast<byte, ulong>(room);
            for (int i = 0; i < words.Length; i++)
                lanes[i] ^= words[i];
            data = data[(words.Length * 8)..];
            room = room[(words.Length * 8)..];
        }

        for (int i = 0; i < data.Length; i++)
            room[i] ^= data[i];
    }
}

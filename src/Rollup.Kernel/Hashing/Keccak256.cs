using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Hashing;

/// <summary>Keccak-256 as Ethereum uses it: rate 136 bytes, padding 0x01 … 0x80 (the submission, not FIPS 202's SHA3-256).</summary>
public static class Keccak256
{
    /// <summary>The number of input bytes absorbed per permutation.</summary>
    public const int Rate = 136;

    /// <summary>The hash of <paramref name="data"/>, by the kernel's own permutation.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        var host = default(SoftwareKeccak);
        return Hash(ref host, data);
    }

    /// <summary>The hash of <paramref name="data"/>, by the host's permutation.</summary>
    public static Hash256 Hash<THost>(ref THost host, scoped ReadOnlySpan<byte> data)
        where THost : struct, IKeccakHost, allows ref struct
    {
        var hasher = default(Keccak256Hasher);
        hasher.Update(ref host, data);
        return hasher.Finish(ref host);
    }
}

/// <summary>Permutes for <see cref="Keccak256"/>: a host, or the kernel's own code.</summary>
public interface IKeccakHost
{
    /// <summary>Applies Keccak-f[1600] to each state of 25 lanes in <paramref name="states"/>, whose length is a multiple of 25.</summary>
    void KeccakF1600(scoped Span<ulong> states);
}

/// <summary>The permutation in software, for hashes that no host is at hand for.</summary>
public readonly struct SoftwareKeccak : IKeccakHost
{
    /// <inheritdoc/>
    public void KeccakF1600(scoped Span<ulong> states)
    {
        for (; states.Length >= Hashing.KeccakF1600.Lanes; states = states[Hashing.KeccakF1600.Lanes..])
            Hashing.KeccakF1600.Permute(states);
    }
}

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
        where THost : struct, IKeccakHost, allows ref struct
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
        where THost : struct, IKeccakHost, allows ref struct
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

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
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
/// Incremental Keccak-256: start from <c>default</c>, feed any number of pieces with <see cref="Update"/>, end with <see cref="Finish"/>, once.
/// The host permutes.
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
        int filled = _filled;
        while (data.Length >= Keccak256.Rate - filled)
        {
            Absorb(filled, data[..(Keccak256.Rate - filled)]);
            data = data[(Keccak256.Rate - filled)..];
            host.KeccakF1600(State);
            filled = 0;
        }

        Absorb(filled, data);
        _filled = filled + data.Length;
    }

    /// <summary>Pads, and returns the hash of all that was absorbed.</summary>
    public Hash256 Finish<THost>(ref THost host)
        where THost : struct, IKeccakHost, allows ref struct
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(State);
        bytes[_filled] ^= 0x01;
        bytes[Keccak256.Rate - 1] ^= 0x80;
        host.KeccakF1600(State);
        return Hash256.FromSpan(bytes);
    }

    /// <summary>
    /// Adds to the state, from byte <paramref name="position"/> on, what does not reach beyond the rate. By words wherever they lie: bytes of the message and of the
    /// state are in the same order on every machine that this runs on, all of them little-endian.
    /// </summary>
    private void Absorb(int position, scoped ReadOnlySpan<byte> data)
    {
        ref byte source = ref MemoryMarshal.GetReference(data);
        ref byte target = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(State).Slice(position, data.Length));
        int i = 0;
        for (; i <= data.Length - (4 * sizeof(ulong)); i += 4 * sizeof(ulong))
        {
            AddWord(ref target, ref source, i);
            AddWord(ref target, ref source, i + 8);
            AddWord(ref target, ref source, i + 16);
            AddWord(ref target, ref source, i + 24);
        }

        for (; i <= data.Length - sizeof(ulong); i += sizeof(ulong))
            AddWord(ref target, ref source, i);
        for (; i < data.Length; i++)
            Unsafe.Add(ref target, i) ^= Unsafe.Add(ref source, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWord(ref byte target, ref byte source, int offset)
    {
        ref byte place = ref Unsafe.Add(ref target, offset);
        Unsafe.WriteUnaligned(ref place, Unsafe.ReadUnaligned<ulong>(ref place) ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset)));
    }
}

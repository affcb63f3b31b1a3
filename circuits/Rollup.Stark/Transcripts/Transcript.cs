using Rollup.Kernel.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Transcripts;

/// <summary>
/// The Fiat–Shamir transcript. Its state is a digest s; what is absorbed waits in a list w. Each challenge replaces s by H(s ‖ w), empties
/// w and is read off the new s, so it depends on everything absorbed before. What is absorbed between two challenges has a
/// length that parameters, key and heights fix, and those are absorbed first.
/// </summary>
public sealed class Transcript<THash>
    where THash : struct, IHashSuite<THash>
{
    private readonly List<uint> _pending = [];
    private Digest _state;

    public void Absorb(KoalaBear element) => _pending.Add(THash.Word(element));

    /// <summary>A small number, below p.</summary>
    public void Absorb(int value) => Absorb(KoalaBear.FromCanonical((uint)value));

    public void Absorb(Extension element)
    {
        for (int i = 0; i < 5; i++)
            Absorb(element[i].Value);
    }

    public void Absorb(ReadOnlySpan<Extension> elements)
    {
        foreach (Extension element in elements)
            Absorb(element);
    }

    public void Absorb(in Digest digest) => _pending.AddRange(digest);

    public Extension SampleExtension()
    {
        Advance();
        return new(
            new(THash.Coordinate(_state, 0)), new(THash.Coordinate(_state, 1)), new(THash.Coordinate(_state, 2)),
            new(THash.Coordinate(_state, 3)), new(THash.Coordinate(_state, 4)));
    }

    /// <summary><paramref name="count"/> uniform numbers of <paramref name="bits"/> bits, at most 24; they may repeat.</summary>
    public int[] SampleIndices(int count, int bits)
    {
        int[] indices = new int[count];
        for (int i = 0; i < count; i++)
        {
            if (i % Digest.Length == 0)
                Advance();
            indices[i] = (int)(THash.Bits(_state, i % Digest.Length) & ((1u << bits) - 1));
        }

        return indices;
    }

    /// <summary>Finds and absorbs a nonce that makes the next digest start with <paramref name="bits"/> zero bits; no bits, no nonce.</summary>
    public uint Grind(int bits, int threads, CancellationToken cancellation)
    {
        if (bits == 0)
            return 0;
        Advance();
        uint nonce = THash.FindNonce(_state, bits, threads, cancellation) ?? throw new InvalidOperationException($"No nonce gives {bits} zero bits.");
        _ = CheckNonce(nonce, bits);
        return nonce;
    }

    /// <summary>Absorbs a nonce and says whether it is the work that <see cref="Grind"/> does. Without work the only nonce is zero.</summary>
    public bool VerifyNonce(uint nonce, int bits)
    {
        if (bits == 0)
            return nonce == 0;
        Advance();
        return CheckNonce(nonce, bits);
    }

    private bool CheckNonce(uint nonce, int bits)
    {
        if (nonce >= KoalaBear.Modulus)
            return false;
        Absorb(KoalaBear.FromCanonical(nonce));
        Advance();
        return (THash.Bits(_state, 0) & ((1u << bits) - 1)) == 0;
    }

    private void Advance()
    {
        _pending.InsertRange(0, (ReadOnlySpan<uint>)_state);
        _state = THash.HashWords(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending));
        _pending.Clear();
    }
}

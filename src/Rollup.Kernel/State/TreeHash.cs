using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>The tree's hash modes for many nodes at once, so that the host can permute their states side by side.</summary>
public static class TreeHash
{
    /// <summary>Elements of an account leaf: path (8), index (2), nonce (3), balance (9), code hash (9), code commitment (8), code size (1).</summary>
    public const int AccountLeafLength = 40;

    /// <summary>Elements of a slot leaf: path (8), index (2), value (9).</summary>
    public const int SlotLeafLength = 19;

    /// <summary>Indices are below this.</summary>
    public const ulong IndexLimit = 1ul << (2 * FieldPacking.LimbBits);

    /// <summary>Code sizes are below this.</summary>
    public const uint CodeSizeLimit = 1u << FieldPacking.LimbBits;

    private const int IndexAt = Digest.Length;
    private const int BodyAt = IndexAt + 2;
    private const int BalanceAt = BodyAt + FieldPacking.U64Limbs;
    private const int CodeHashAt = BalanceAt + FieldPacking.U256Limbs;
    private const int CommitmentAt = CodeHashAt + FieldPacking.U256Limbs;
    private const int CodeSizeAt = CommitmentAt + Digest.Length;

    /// <summary>Writes the <see cref="AccountLeafLength"/> elements that an account's leaf hashes.</summary>
    public static void WriteAccountLeaf(in TreeKey path, ulong index, in AccountState account, Span<KoalaBear> leaf)
    {
        path.WriteElements(leaf);
        FieldPacking.Write(index, leaf.Slice(IndexAt, 2));
        FieldPacking.Write(account.Nonce, leaf.Slice(BodyAt, FieldPacking.U64Limbs));
        FieldPacking.Write(account.Balance, leaf[BalanceAt..]);
        FieldPacking.Write(account.CodeHash.ToU256(), leaf[CodeHashAt..]);
        Digest commitment = account.CodeCommitment;
        commitment.AsSpan().CopyTo(leaf[CommitmentAt..]);
        leaf[CodeSizeAt] = KoalaBear.FromMontgomeryWord(account.CodeSize);
    }

    /// <summary>Writes the <see cref="SlotLeafLength"/> elements that a slot's leaf hashes.</summary>
    public static void WriteSlotLeaf(in TreeKey path, ulong index, in U256 value, Span<KoalaBear> leaf)
    {
        path.WriteElements(leaf);
        FieldPacking.Write(index, leaf.Slice(IndexAt, 2));
        FieldPacking.Write(in value, leaf[BodyAt..]);
    }

    /// <summary>
    /// The sponge digests of messages of one length, one after the other in <paramref name="messages"/>.
    /// <paramref name="scratch"/> holds 24 elements per message.
    /// </summary>
    public static void HashMessages<THost>(
        scoped ref THost host, uint domain, int length, ReadOnlySpan<KoalaBear> messages, Span<Digest> digests, Span<KoalaBear> scratch)
        where THost : struct, IHost, allows ref struct
    {
        Span<KoalaBear> states = scratch[..(digests.Length * Poseidon2Width24.Width)];
        states.Clear();
        for (int i = 0; i < digests.Length; i++)
            Poseidon2Hash.InitialiseCapacity(domain, length, states.Slice(i * Poseidon2Width24.Width, Poseidon2Width24.Width));
        for (int absorbed = 0; absorbed < length; absorbed += Poseidon2Hash.SpongeRate)
        {
            int count = Math.Min(length - absorbed, Poseidon2Hash.SpongeRate);
            for (int i = 0; i < digests.Length; i++)
                messages.Slice((i * length) + absorbed, count).CopyTo(states[(i * Poseidon2Width24.Width)..]);
            host.Poseidon2W24(states);
        }

        for (int i = 0; i < digests.Length; i++)
            digests[i] = Digest.FromElements(states[(i * Poseidon2Width24.Width)..]);
    }

    /// <summary>
    /// The digests of inner nodes: <paramref name="parents"/>[i] of the children 2i and 2i + 1.
    /// <paramref name="scratch"/> holds 16 elements per parent.
    /// </summary>
    public static void HashPairs<THost>(scoped ref THost host, ReadOnlySpan<Digest> children, Span<Digest> parents, Span<KoalaBear> scratch)
        where THost : struct, IHost, allows ref struct
    {
        Span<KoalaBear> states = scratch[..(parents.Length * Poseidon2Width16.Width)];
        MemoryMarshal.Cast<Digest, KoalaBear>(children)[..states.Length].CopyTo(states);
        host.Poseidon2W16(states);
        Span<KoalaBear> outputs = MemoryMarshal.Cast<Digest, KoalaBear>(parents);
        for (int i = 0; i < parents.Length; i++)
        {
            ReadOnlySpan<KoalaBear> left = children[2 * i].AsSpan();
            Span<KoalaBear> permuted = states.Slice(i * Poseidon2Width16.Width, Digest.Length);
            Span<KoalaBear> output = outputs.Slice(i * Digest.Length, Digest.Length);
            for (int j = 0; j < Digest.Length; j++)
                output[j] = permuted[j] + left[j];
        }
    }
}

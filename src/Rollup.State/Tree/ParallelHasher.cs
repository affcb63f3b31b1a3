using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.State;

namespace Rollup.State.Tree;

/// <summary>Hashes keys and leaves in chunks that fill the host's vector lanes, on all cores.</summary>
internal static class ParallelHasher<THost>
    where THost : struct, IHost
{
    /// <summary>States per chunk: small enough for the cache, large enough for every vector width.</summary>
    public const int Chunk = 256;

    /// <summary>The paths of <paramref name="keys"/>.</summary>
    public static TreeKey[] Paths(StateKey[] keys)
    {
        TreeKey[] paths = new TreeKey[keys.Length];
        ForChunks(keys.Length, (first, count) =>
        {
            THost host = default;
            KoalaBear[] states = new KoalaBear[count * Poseidon2Width24.Width];
            for (int i = 0; i < count; i++)
                keys[first + i].WriteSpongeState(states.AsSpan(i * Poseidon2Width24.Width, Poseidon2Width24.Width));
            host.Poseidon2W24(states);
            for (int i = 0; i < count; i++)
                paths[first + i] = TreeKey.FromElements(states.AsSpan(i * Poseidon2Width24.Width));
        });
        return paths;
    }

    /// <summary>The digests of leaves; that of an absent value is the empty one.</summary>
    public static Digest[] Leaves(TreeLeaf[] leaves)
    {
        Digest[] digests = new Digest[leaves.Length];
        HashKind(leaves, digests, isAccount: true);
        HashKind(leaves, digests, isAccount: false);
        return digests;
    }

    /// <summary>Runs <paramref name="chunk"/>(first, count) over [0, total), in parallel when there is more than one.</summary>
    public static void ForChunks(int total, Action<int, int> chunk)
    {
        if (total <= Chunk)
        {
            if (total > 0)
                chunk(0, total);
            return;
        }

        _ = Parallel.For(0, (total + Chunk - 1) / Chunk, i => chunk(i * Chunk, Math.Min(Chunk, total - (i * Chunk))));
    }

    private static void HashKind(TreeLeaf[] leaves, Digest[] digests, bool isAccount)
    {
        int[] chosen = [.. Enumerable.Range(0, leaves.Length).Where(i => leaves[i].Key.IsAccount == isAccount && !leaves[i].IsAbsent)];
        uint domain = isAccount ? StateDomain.AccountLeaf : StateDomain.SlotLeaf;
        int length = isAccount ? TreeHash.AccountLeafLength : TreeHash.SlotLeafLength;
        ForChunks(chosen.Length, (first, count) =>
        {
            THost host = default;
            KoalaBear[] messages = new KoalaBear[count * length];
            KoalaBear[] scratch = new KoalaBear[count * Poseidon2Width24.Width];
            Digest[] chunk = new Digest[count];
            for (int i = 0; i < count; i++)
            {
                ref readonly TreeLeaf leaf = ref leaves[chosen[first + i]];
                Span<KoalaBear> message = messages.AsSpan(i * length, length);
                if (isAccount)
                    TreeHash.WriteAccountLeaf(in leaf.Path, leaf.Index, leaf.Value.Account, message);
                else
                    TreeHash.WriteSlotLeaf(in leaf.Path, leaf.Index, leaf.Value.Word, message);
            }

            TreeHash.HashMessages(ref host, domain, length, messages, chunk, scratch);
            for (int i = 0; i < count; i++)
                digests[chosen[first + i]] = chunk[i];
        });
    }
}

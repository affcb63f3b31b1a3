using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;
using Rollup.State.Tree;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Storage.StateData;

namespace Rollup.Rpc.Proofs;

/// <summary>
/// <c>rollup_getProof(address, slots[], block?)</c>: an account and slots of it, each with the proof that connects it with the state root in the header of the newest
/// batch. Only that batch's tree is kept, so the block, if one is given, has to be the last one of it (<c>latest</c> is taken for it).
/// </summary>
/// <remarks>
/// <para>A proof has the <c>path</c> of its key (31 bytes, the first bit first), the <c>leaf</c> at which that path ends or null, and <c>siblings</c>, from the leaf up, 32 bytes
/// each, zero for an empty subtree. If the leaf's own path is the key's, the leaf is its entry; otherwise, or without a leaf, the key has no entry.</para>
/// <para>To verify: the digest d is that of the leaf (of zeros without one), whose path must agree with the key's in as many first bits as there are siblings. For each sibling s,
/// counted from 0, with bit number (siblings − 1 − i) of the path: d = compress(d, s) if that bit is 0, else compress(s, d). At the end d is the state root.</para>
/// <para>Hashes are Poseidon2 over KoalaBear (see <see cref="Kernel.Poseidon2.Poseidon2Hash"/>): compress is the first 8 elements of P16(l ‖ r) + (l ‖ r); path and leaf are the
/// width-24 sponge with domain and length in the capacity: domain 1 over (kind, address in 6 limbs, slot in 9) for paths, 2 over (path, index in 2 limbs, nonce in 3, balance in 9,
/// code hash in 9, code commitment, code size) for accounts, 3 over (path, index in 2, value in 9) for slots. Limbs have 29 bits, the lowest first; 32 bytes of a digest are
/// 8 canonical elements of 4 bytes. A limb or number enters the hash as the element whose Montgomery word it is (x·2^32 mod p), and the 248 bits of a path are the Montgomery words of 8
/// elements, 31 bits each.</para>
/// </remarks>
public sealed class ProofMethods(ChainReader chain, IStateStore store, RpcLimits limits)
{
    private static readonly RpcError OtherTree = RpcError.NotSupported(
        "eth_getProof is not supported: the state is a binary tree of Poseidon2 hashes, not a Merkle-Patricia trie; use rollup_getProof(address, slots, block)");

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All => [new("rollup_getProof", GetAsync), new("eth_getProof", (_, _, _) => ValueTask.FromResult<RpcError?>(OtherTree))];

    private ValueTask<RpcError?> GetAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Address address = reader.Address("address");
        U256[] slots = reader.Slots("slots", limits.MaxProofSlots);
        BlockSelector block = reader.BlockOrLatest();
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteAsync(address, slots, block, result, cancellationToken);
    }

    private async ValueTask<RpcError?> WriteAsync(Address address, U256[] slots, BlockSelector selector, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        BlockRow? block = await chain.FindBlockAsync(selector, cancellationToken);
        if (block is null)
            return RpcError.Refused("header not found: there is no such block");
        StateKey[] keys = [StateKey.Account(in address), .. slots.Select(slot => StateKey.StorageSlot(in address, in slot))];
        (Checkpoint checkpoint, IReadOnlyList<StateProof> proofs) = await Task.Run(() => StateProver.Prove(store, keys), cancellationToken);
        if (selector.Tag is not (BlockTag.Latest or BlockTag.Pending) && block.Number != checkpoint.LastBlock)
            return RpcError.Refused($"the tree of block {block.Number} is not kept: only that of batch {checkpoint.Batch}, which ends with block {checkpoint.LastBlock}; ask for that block, or for latest");
        ProofJson.Write(result, in address, slots, checkpoint, proofs);
        return null;
    }
}

using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.State;

/// <summary>A state witness written by hand, true or not: keys and nodes as a malicious prover could write them.</summary>
internal sealed class ForgedWitness
{
    private readonly List<byte> _keys = [];
    private readonly List<byte> _nodes = [];
    private int _keyCount;

    /// <summary>The announced number of nodes, by default the true one.</summary>
    public int NodeCount { get; set; }

    /// <summary>The announced number of leaves, by default the true one.</summary>
    public int LeafCount { get; set; }

    /// <summary>The digest of a slot's leaf, with the path of whatever key.</summary>
    public static Digest SlotLeafDigest(TreeKey path, ulong index, U256 value)
    {
        var leaf = new KoalaBear[TreeHash.SlotLeafLength];
        TreeHash.WriteSlotLeaf(in path, index, in value, leaf);
        var digest = new KoalaBear[Digest.Length];
        Poseidon2Hash.Hash(StateDomain.SlotLeaf, leaf, digest);
        return Digest.FromElements(digest);
    }

    public ForgedWitness Key(StateKey key) => RawKey(key.Kind, key.Address, key.IsAccount ? null : key.Slot);

    public ForgedWitness RawKey(byte kind, Address address, U256? slot)
    {
        _keyCount++;
        _keys.Add(kind);
        _keys.AddRange(address.AsSpan());
        if (slot is { } position)
            _keys.AddRange(Hash256.FromU256(position).AsSpan());
        return this;
    }

    public ForgedWitness Node(params byte[] node)
    {
        NodeCount++;
        _nodes.AddRange(node);
        return this;
    }

    public ForgedWitness Stub(params uint[] words) => Node([(byte)NodeKind.Stub, .. words.SelectMany(BitConverter.GetBytes)]);

    public ForgedWitness SlotLeaf(TreeKey path, ulong index, U256 value)
    {
        var bytes = new byte[TreeKey.Size];
        path.WriteTo(bytes);
        return RawSlotLeaf(bytes, index, value);
    }

    public ForgedWitness RawSlotLeaf(byte[] path, ulong index, U256 value)
    {
        LeafCount++;
        return Node([(byte)NodeKind.SlotLeaf, .. path, .. BitConverter.GetBytes(index), .. Hash256.FromU256(value).AsSpan()]);
    }

    /// <summary>What the kernel says to it as a witness of the tree with <paramref name="root"/>.</summary>
    public StateFailure Open(Digest root)
    {
        byte[] witness =
        [
            .. BitConverter.GetBytes(_keyCount), .. BitConverter.GetBytes(NodeCount), .. BitConverter.GetBytes(LeafCount), .. _keys, .. _nodes,
        ];
        SoftwareHost host = default;
        WitnessArena arena = new(new byte[1 << 20]);
        return WitnessState.Open(ref host, witness, in root, ref arena, out _);
    }
}

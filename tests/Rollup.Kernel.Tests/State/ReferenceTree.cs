using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.State;

/// <summary>
/// The state tree, slowly: a sorted map of leaves, from which root and witness are computed anew by recursion, with limbs from BigInteger
/// and one permutation at a time.
/// </summary>
public sealed class ReferenceTree
{
    private readonly SortedDictionary<TreeKey, Leaf> _leaves = [];

    public ulong NextIndex { get; private set; }

    public int Count => _leaves.Count;

    public Digest Root => Hash([.. _leaves.Values], 0);

    public static TreeKey PathOf(StateKey key)
    {
        KoalaBear[] message = [KoalaBear.FromMontgomeryWord(key.Kind), .. Limbs(Integer(key.Address.AsSpan()), 6), .. Limbs(Integer(key.Slot), 9)];
        KoalaBear[] digest = new KoalaBear[8];
        Poseidon2Hash.Hash(1, message, digest);
        return TreeKey.FromElements(digest);
    }

    public ulong? IndexOf(StateKey key) => _leaves.TryGetValue(PathOf(key), out Leaf? leaf) ? leaf.Index : null;

    public StateValue ValueOf(StateKey key) => _leaves.TryGetValue(PathOf(key), out Leaf? leaf) ? leaf.Value : StateValue.Absent(key);

    /// <summary>Applies a batch: new leaves get indices in path order.</summary>
    public void Update(IReadOnlyDictionary<StateKey, StateValue> values)
    {
        foreach ((StateKey key, StateValue value) in values.OrderBy(entry => PathOf(entry.Key)))
        {
            TreeKey path = PathOf(key);
            if (value.IsAbsent(key))
                _ = _leaves.Remove(path);
            else
                _leaves[path] = new Leaf(key, _leaves.TryGetValue(path, out Leaf? old) ? old.Index : NextIndex++, value);
        }
    }

    /// <summary>A witness of the touched keys, with siblings opened wherever one of the deleted keys could collapse a node.</summary>
    public byte[] Witness(IReadOnlyCollection<StateKey> touched, IReadOnlySet<StateKey> deleted)
    {
        List<(TreeKey Path, bool Deleted)> paths = [.. touched.Select(key => (PathOf(key), deleted.Contains(key))).OrderBy(entry => entry.Item1)];
        using MemoryStream nodes = new();
        Counter counter = new();
        Emit(new BinaryWriter(nodes), counter, [.. _leaves.Values], paths, 0, open: false);

        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(touched.Count);
        writer.Write(counter.Nodes);
        writer.Write(counter.Leaves);
        foreach (StateKey key in touched.OrderBy(PathOf))
        {
            writer.Write(key.Kind);
            writer.Write(key.Address.AsSpan());
            if (!key.IsAccount)
                writer.Write(Hash256.FromU256(key.Slot).AsSpan());
        }

        writer.Write(nodes.ToArray());
        return stream.ToArray();
    }

    private static void Emit(BinaryWriter writer, Counter counter, List<Leaf> leaves, List<(TreeKey Path, bool Deleted)> touched, int depth, bool open)
    {
        counter.Nodes++;
        if (leaves.Count == 0)
        {
            writer.Write((byte)NodeKind.Empty);
        }
        else if (touched.Count == 0 && !open)
        {
            writer.Write((byte)NodeKind.Stub);
            WriteRaw(writer, Hash(leaves, depth));
        }
        else if (leaves.Count == 1)
        {
            counter.Leaves++;
            WriteLeaf(writer, leaves[0]);
        }
        else
        {
            writer.Write((byte)NodeKind.Inner);
            List<(TreeKey Path, bool Deleted)> left = touched.FindAll(entry => !entry.Path.Bit(depth));
            List<(TreeKey Path, bool Deleted)> right = touched.FindAll(entry => entry.Path.Bit(depth));
            Emit(writer, counter, leaves.FindAll(leaf => !leaf.Path.Bit(depth)), left, depth + 1, right.Exists(entry => entry.Deleted));
            Emit(writer, counter, leaves.FindAll(leaf => leaf.Path.Bit(depth)), right, depth + 1, left.Exists(entry => entry.Deleted));
        }
    }

    private static void WriteLeaf(BinaryWriter writer, Leaf leaf)
    {
        byte[] path = new byte[TreeKey.Size];
        leaf.Path.WriteTo(path);
        writer.Write((byte)(leaf.Key.IsAccount ? NodeKind.AccountLeaf : NodeKind.SlotLeaf));
        writer.Write(path);
        writer.Write(leaf.Index);
        if (!leaf.Key.IsAccount)
        {
            writer.Write(Hash256.FromU256(leaf.Value.Word).AsSpan());
            return;
        }

        AccountState account = leaf.Value.Account;
        writer.Write(account.Nonce);
        writer.Write(Hash256.FromU256(account.Balance).AsSpan());
        writer.Write(account.CodeHash.AsSpan());
        WriteRaw(writer, account.CodeCommitment);
        writer.Write(account.CodeSize);
    }

    private static void WriteRaw(BinaryWriter writer, Digest digest)
    {
        foreach (KoalaBear element in digest.AsSpan())
            writer.Write(element.MontgomeryWord);
    }

    private static Digest Hash(List<Leaf> leaves, int depth)
    {
        if (leaves.Count == 0)
            return default;
        if (leaves.Count == 1)
            return leaves[0].Hash();
        Digest left = Hash(leaves.FindAll(leaf => !leaf.Path.Bit(depth)), depth + 1);
        Digest right = Hash(leaves.FindAll(leaf => leaf.Path.Bit(depth)), depth + 1);
        KoalaBear[] digest = new KoalaBear[8];
        Poseidon2Hash.Compress(left.AsSpan(), right.AsSpan(), digest);
        return Digest.FromElements(digest);
    }

    private static BigInteger Integer(ReadOnlySpan<byte> bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);

    private static BigInteger Integer(U256 value) => Integer(Hash256.FromU256(value).AsSpan());

    private static KoalaBear[] Limbs(BigInteger value, int count) =>
        [.. Enumerable.Range(0, count).Select(i => KoalaBear.FromMontgomeryWord((uint)((value >> (29 * i)) & ((1 << 29) - 1))))];

    private sealed record Leaf(StateKey Key, ulong Index, StateValue Value)
    {
        public TreeKey Path { get; } = PathOf(Key);

        public Digest Hash()
        {
            KoalaBear[] path = new KoalaBear[8];
            Path.WriteElements(path);
            AccountState account = Value.Account;
            KoalaBear[] body = Key.IsAccount
                ? [
                    .. Limbs(account.Nonce, 3), .. Limbs(Integer(account.Balance), 9), .. Limbs(Integer(account.CodeHash.AsSpan()), 9),
                    .. account.CodeCommitment.AsSpan(), KoalaBear.FromMontgomeryWord(account.CodeSize),
                ]
                : Limbs(Integer(Value.Word), 9);
            KoalaBear[] digest = new KoalaBear[8];
            Poseidon2Hash.Hash(Key.IsAccount ? 2u : 3u, [.. path, .. Limbs(Index, 2), .. body], digest);
            return Digest.FromElements(digest);
        }
    }

    private sealed class Counter
    {
        public int Nodes { get; set; }

        public int Leaves { get; set; }
    }
}

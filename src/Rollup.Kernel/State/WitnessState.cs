using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>
/// The state as a verified witness shows it. Bytes: number of touched entries (4), of nodes (4), of leaves (4); the touched keys in
/// path order, each its kind (1), address (20), and for a slot its position (32); the nodes (<see cref="PrunedTree"/>). Any bytes
/// give either a state under the expected root or a <see cref="StateFailure"/>.
/// </summary>
public ref struct WitnessState : IStateAccess
{
    /// <summary>Bytes before the touched keys.</summary>
    public const int HeaderSize = 12;

    private const int KeyBatch = 64;

    private readonly Span<WitnessEntry> _entries;
    private readonly Span<uint> _buckets;
    private ulong _seed;
    private PrunedTree _tree;

    private WitnessState(Span<WitnessEntry> entries, Span<uint> buckets)
        : this()
    {
        _entries = entries;
        _buckets = buckets;
    }

    /// <summary>Depends on everything that the batch touches, so that nobody knows it who can choose keys.</summary>
    public readonly ulong Seed => _seed;

    /// <summary>The touched entries, in path order.</summary>
    public readonly ReadOnlySpan<WitnessEntry> Entries => _entries;

    /// <summary>Reads and verifies <paramref name="witness"/> against the parent batch's <paramref name="root"/>.</summary>
    public static StateFailure Open<THost>(
        scoped ref THost host, ReadOnlySpan<byte> witness, scoped in Digest root, scoped ref WitnessArena arena, out WitnessState state)
        where THost : struct, IHost, allows ref struct
    {
        state = default;
        WitnessReader reader = new(witness);
        uint entryCount = reader.ReadUInt32();
        uint nodeCount = reader.ReadUInt32();
        uint leafCount = reader.ReadUInt32();

        // A key is at least 21 bytes, which bounds what an announced number can cost.
        if (entryCount > (uint)reader.Remaining / (1 + Address.Size))
            return StateFailure.CountMismatch;
        int bucketCount = 1;
        while (bucketCount < (int)entryCount)
            bucketCount <<= 1;
        if (!arena.TryTake((int)entryCount, out Span<WitnessEntry> entries) || !arena.TryTake(bucketCount, out Span<uint> buckets))
            return StateFailure.ArenaExhausted;
        entries.Clear();
        buckets.Clear();

        WitnessState opened = new(entries, buckets);
        StateFailure failure = opened.ReadKeys(ref host, ref reader, ref arena);
        if (failure == StateFailure.None)
            failure = PrunedTree.Read(ref host, ref reader, nodeCount, leafCount, entries, ref arena, out opened._tree);
        if (failure != StateFailure.None)
            return failure;
        opened.FillBuckets();
        if (reader.Remaining != 0)
            return StateFailure.TrailingBytes;
        if (opened._tree.Root != root)
            return StateFailure.RootMismatch;
        state = opened;
        return StateFailure.None;
    }

    /// <summary>
    /// The root of the tree that holds the entries' current values. New leaves get indices from <paramref name="nextIndex"/> upward in path order.
    /// To be called once, when execution is over.
    /// </summary>
    public StateFailure Update<THost>(scoped ref THost host, ref ulong nextIndex, scoped ref WitnessArena arena, out Digest root)
        where THost : struct, IHost, allows ref struct
    {
        StateFailure failure = _tree.Update(ref host, ref nextIndex, ref arena);
        root = failure == StateFailure.None ? _tree.Root : default;
        return failure;
    }

    /// <inheritdoc/>
    public readonly bool TryGetAccount(in Address address, out AccountState account)
    {
        int entry = Find(StateKey.Account(in address));
        account = entry < 0 ? default : _entries[entry].Current.Account;
        return entry >= 0;
    }

    /// <inheritdoc/>
    public readonly bool TrySetAccount(in Address address, in AccountState account)
    {
        int entry = Find(StateKey.Account(in address));
        if (entry >= 0)
            _entries[entry].Current = StateValue.OfAccount(in account);
        return entry >= 0;
    }

    /// <inheritdoc/>
    public readonly bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        int entry = Find(StateKey.StorageSlot(in address, in slot));
        value = entry < 0 ? default : _entries[entry].Current.Word;
        return entry >= 0;
    }

    /// <inheritdoc/>
    public readonly bool TrySetSlot(in Address address, in U256 slot, in U256 value)
    {
        int entry = Find(StateKey.StorageSlot(in address, in slot));
        if (entry >= 0)
            _entries[entry].Current = StateValue.OfSlot(in value);
        return entry >= 0;
    }

    /// <summary>Reads the touched keys and hashes them to paths.</summary>
    private readonly StateFailure ReadKeys<THost>(scoped ref THost host, scoped ref WitnessReader reader, scoped ref WitnessArena arena)
        where THost : struct, IHost, allows ref struct
    {
        if (!arena.TryTake(KeyBatch * Poseidon2Width24.Width, out Span<KoalaBear> states))
            return StateFailure.ArenaExhausted;
        for (int first = 0; first < _entries.Length; first += KeyBatch)
        {
            int count = Math.Min(KeyBatch, _entries.Length - first);
            for (int i = 0; i < count; i++)
            {
                StateKey key = reader.ReadKey();
                key.WriteSpongeState(states.Slice(i * Poseidon2Width24.Width, Poseidon2Width24.Width));
                _entries[first + i].Key = key;
            }

            if (reader.Failure != StateFailure.None)
                return reader.Failure;
            host.Poseidon2W24(states[..(count * Poseidon2Width24.Width)]);
            for (int i = 0; i < count; i++)
            {
                ref WitnessEntry entry = ref _entries[first + i];
                entry.Path = TreeKey.FromElements(states[(i * Poseidon2Width24.Width)..]);
                entry.Original = StateValue.Absent(entry.Key);
                entry.Current = entry.Original;
                if (first + i > 0 && !(_entries[first + i - 1].Path < entry.Path))
                    return StateFailure.KeysNotAscending;
            }
        }

        return StateFailure.None;
    }

    /// <summary>
    /// Makes the entries findable. The seed comes from all paths of the batch: users choose addresses and slots, and would fill one bucket
    /// if they knew the seed when they choose.
    /// </summary>
    private void FillBuckets()
    {
        for (int i = 0; i < _entries.Length; i++)
            _seed = Mix(_seed ^ _entries[i].Path.Head, (ulong)i);
        for (int i = 0; i < _entries.Length; i++)
        {
            ref WitnessEntry entry = ref _entries[i];
            ref uint bucket = ref Bucket(entry.Key);
            entry.NextInBucket = bucket;
            bucket = (uint)i + 1;
        }
    }

    /// <summary>The number of the entry with this key; −1 if there is none.</summary>
    private readonly int Find(in StateKey key)
    {
        if (_entries.IsEmpty)
            return -1;
        uint next = Bucket(in key);
        while (next != 0)
        {
            ref WitnessEntry entry = ref _entries[(int)next - 1];
            if (entry.Key == key)
                return (int)next - 1;
            next = entry.NextInBucket;
        }

        return -1;
    }

    private readonly ref uint Bucket(in StateKey key)
    {
        U256 address = key.Address.ToU256();
        U256 slot = key.Slot;
        ulong hash = Mix(_seed ^ address.L0, address.L1 ^ (address.L2 << 32) ^ key.Kind);
        hash = Mix(hash ^ slot.L0, slot.L1);
        hash = Mix(hash ^ slot.L2, slot.L3);
        return ref _buckets[(int)(hash & (uint)(_buckets.Length - 1))];
    }

    /// <summary>Both halves of a 128-bit product, folded; the constants keep a zero operand from erasing the other.</summary>
    private static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a ^ 0x9E37_79B9_7F4A_7C15, b ^ 0xC2B2_AE3D_27D4_EB4F, out ulong low);
        return high ^ low;
    }
}

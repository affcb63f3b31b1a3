using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State.Codes;

namespace Rollup.State;

/// <summary>
/// Writes held above an underlying state, which stays as it is: a block being built, or a simulated call. Remembers every entry that was
/// read or written and every code that was read, because the batch's witness must hold all of them; peeking does not count. For one thread at a
/// time, but any number may peek while nobody does anything else.
/// </summary>
public sealed class StateOverlay(IStateReader below) : IStateReader
{
    private readonly Dictionary<StateKey, EntryChange> _entries = new(StateKeyComparer.Instance);
    private readonly Dictionary<Hash256, ContractCode> _codesRead = new(CodeHashComparer.Instance);
    private readonly Dictionary<Hash256, ContractCode> _codesCreated = new(CodeHashComparer.Instance);

    /// <summary>Every entry read or written, with its value below and its value here; the two are equal for one that was only read.</summary>
    public IReadOnlyDictionary<StateKey, EntryChange> Entries => _entries;

    /// <summary>The Keccak hashes of code read from below.</summary>
    public IReadOnlyCollection<Hash256> CodesRead => _codesRead.Keys;

    /// <summary>The code added here, by Keccak hash.</summary>
    public IReadOnlyDictionary<Hash256, ContractCode> CodesCreated => _codesCreated;

    /// <summary>This overlay as the kernel's state access.</summary>
    public OverlayAccess Access => new(this);

    /// <inheritdoc/>
    public StateValue Read(in StateKey key) => Entry(in key).After;

    /// <summary>The value of an entry, which is not touched by that.</summary>
    public StateValue Peek(in StateKey key) => TryPeek(in key, out StateValue value) ? value : below.Read(in key);

    /// <summary>The value of an entry that has been read or written here.</summary>
    public bool TryPeek(in StateKey key, out StateValue value)
    {
        bool isHere = _entries.TryGetValue(key, out EntryChange entry);
        value = entry.After;
        return isHere;
    }

    /// <summary>Replaces the value of an entry.</summary>
    public void Write(in StateKey key, in StateValue value)
    {
        ref EntryChange entry = ref Entry(in key);
        entry = entry with { After = value };
    }

    /// <inheritdoc/>
    public ContractCode ReadCode(in Hash256 codeHash)
    {
        ContractCode code = PeekCode(in codeHash);
        if (!_codesCreated.ContainsKey(codeHash))
            _codesRead[codeHash] = code;
        return code;
    }

    /// <summary>The code, which does not count as read by that.</summary>
    public ContractCode PeekCode(in Hash256 codeHash) =>
        _codesCreated.TryGetValue(codeHash, out ContractCode? code) || _codesRead.TryGetValue(codeHash, out code) ? code : below.ReadCode(in codeHash);

    /// <summary>Adds code, which accounts written here may then have.</summary>
    public void AddCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        if (!_codesCreated.ContainsKey(codeHash))
            _codesCreated.Add(codeHash, new ContractCode(code));
    }

    /// <inheritdoc/>
    public Hash256? FindBlockHash(ulong number) => below.FindBlockHash(number);

    /// <summary>The hash of one of the last 256 blocks. Touches its place in the ring, where the kernel looks for it unless the open batch holds the block.</summary>
    public Hash256 ReadBlockHash(ulong number)
    {
        _ = Read(RingSlot(number));
        return PeekBlockHash(number);
    }

    /// <summary>The hash of one of the last 256 blocks, without touching the ring.</summary>
    public Hash256 PeekBlockHash(ulong number) => FindBlockHash(number) ?? Hash256.FromU256(Peek(RingSlot(number)).Word);

    private static StateKey RingSlot(ulong number) => StateKey.StorageSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing);

    private ref EntryChange Entry(in StateKey key)
    {
        ref EntryChange known = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
        if (!Unsafe.IsNullRef(ref known))
            return ref known;

        StateValue value = below.Read(in key);
        ref EntryChange added = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out _);
        added = new EntryChange(value, value);
        return ref added;
    }
}

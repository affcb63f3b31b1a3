using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>The state that a batch executes on: the touched entries and the codes of its witness, and the hashes of its own blocks.</summary>
internal ref struct BatchState : IEvmState
{
    private WitnessState _entries;
    private WitnessCodes _codes;
    private BlockHashRing _blockHashes;
    private WitnessArena _arena;

    /// <summary>A state that takes what it needs from <paramref name="arena"/>, which is <see cref="Arena"/> from then on.</summary>
    public BatchState(WitnessState entries, WitnessCodes codes, BlockHashRing blockHashes, WitnessArena arena)
    {
        _entries = entries;
        _codes = codes;
        _blockHashes = blockHashes;
        _arena = arena;
        IsExhausted = false;
    }

    /// <summary>The touched entries.</summary>
    public readonly WitnessState Entries => _entries;

    /// <summary>The codes.</summary>
    public readonly WitnessCodes Codes => _codes;

    /// <summary>The rest of the arena.</summary>
    public readonly WitnessArena Arena => _arena;

    /// <summary>Whether a new code did not fit the arena, and so an access failed.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>How many hashes of the batch's own blocks are kept in the end.</summary>
    public readonly int BlockHashCount => _blockHashes.Capacity;

    /// <summary>Adds the hash of the block that has been executed.</summary>
    public void AddBlockHash(in Hash256 hash) => _blockHashes.Add(in hash);

    /// <inheritdoc/>
    public readonly bool TryGetAccount(in Address address, out AccountState account) => _entries.TryGetAccount(in address, out account);

    /// <inheritdoc/>
    public readonly bool TrySetAccount(in Address address, in AccountState account) => _entries.TrySetAccount(in address, in account);

    /// <inheritdoc/>
    public readonly bool TryGetSlot(in Address address, in U256 slot, out U256 value) => _entries.TryGetSlot(in address, in slot, out value);

    /// <inheritdoc/>
    public readonly bool TrySetSlot(in Address address, in U256 slot, in U256 value) => _entries.TrySetSlot(in address, in slot, in value);

    /// <inheritdoc/>
    public readonly bool TryGetCode(in Hash256 codeHash, out CodeView code) => _codes.TryGet(in codeHash, out code);

    /// <inheritdoc/>
    public bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        bool isKept = _codes.TryAdd(in codeHash, code, ref _arena);
        IsExhausted |= !isKept;
        return isKept;
    }

    /// <summary>The hash of a block: of this batch, or what the ring of <see cref="ProtocolConstants.BlockHashes"/> holds.</summary>
    public readonly bool TryGetBlockHash(ulong number, out Hash256 hash)
    {
        if (_blockHashes.TryGet(number, out hash))
            return true;
        bool isKnown = _entries.TryGetSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing, out U256 word);
        hash = Hash256.FromU256(in word);
        return isKnown;
    }

    /// <inheritdoc/>
    public readonly bool TryHasCode(in Address address, out bool hasCode)
    {
        bool isKnown = _entries.TryGetAccount(in address, out AccountState account);
        hasCode = account.HasCode;
        return isKnown;
    }

    /// <summary>Adds to the balance, which cannot exceed what was ever deposited on L1, far below 2^256; should it, it stays at the maximum.</summary>
    public readonly bool TryCredit(in Address address, in U256 amount)
    {
        if (!_entries.TryGetAccount(in address, out AccountState account))
            return false;
        U256 balance = U256.AddOverflows(account.Balance, in amount, out U256 sum) ? U256.MaxValue : sum;
        return _entries.TrySetAccount(in address, account.WithBalance(in balance));
    }

    /// <inheritdoc/>
    public readonly bool TryHasStorage(in Address address, out bool hasStorage)
    {
        hasStorage = false;
        return true;
    }
}

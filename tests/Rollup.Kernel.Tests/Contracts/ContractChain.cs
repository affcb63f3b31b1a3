using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Batches;
using Rollup.Kernel.Tests.Protocol;
using Rollup.Kernel.Tests.State;
using Rollup.Kernel.Transactions;
using Rollup.State;
using Rollup.State.Codes;
using Rollup.State.Witness;

namespace Rollup.Kernel.Tests.Contracts;

/// <summary>
/// A chain in dictionaries, whose blocks are executed as a sequencer does, one transaction after the other on a <see cref="StateOverlay"/>, and again by
/// the executors. It records what each of the two ways says that the batch touches, for a witness of exactly that.
/// </summary>
internal sealed class ContractChain : IStateReader, IBaseState, IDisposable
{
    private readonly Dictionary<StateKey, StateValue> _values = [];
    private readonly Dictionary<Hash256, ContractCode> _codes = [];
    private readonly Dictionary<ulong, Hash256> _ownBlocks = [];
    private readonly List<(ulong Timestamp, List<(PendingItem Item, ulong Index)> Items, List<byte[]> Transactions)> _blocks = [];
    private readonly EvmMemory _evm = new();
    private readonly CodeCache _cache = new(1 << 20);
    private readonly SequentialExecutor<RollupOsaka, NativeHost> _sequential;
    private readonly ParallelExecutor<RollupOsaka, NativeHost, NoPerturbation> _parallel;
    private readonly HashSet<StateKey> _changed = [];
    private readonly HashSet<Hash256> _createdCodes = [];
    private BatchHeader _parent;
    private BlockHeader _parentBlock;

    public ContractChain(ChainConfig config, ulong lastBlock)
    {
        Config = config;
        _sequential = new(default, _cache);
        _parallel = new(default, _cache, 3, default);
        LastBlock = new BlockHeader { Number = lastBlock, Beneficiary = config.FeeVault, GasLimit = config.BlockGasLimit, Timestamp = 1_800_000_000, BaseFeePerGas = config.MinimumBaseFee };
    }

    public ChainConfig Config { get; }

    public ReferenceTree Tree { get; } = new();

    public BlockHeader LastBlock { get; private set; }

    public ulong QueuePosition { get; private set; }

    /// <summary>What the open batch's transactions and items may put on L1, as they were measured.</summary>
    public ulong DataBytes { get; private set; }

    public Recording ByOverlay { get; } = new();

    public Recording ByExecutor { get; } = new();

    public Dictionary<string, int> Outcomes { get; } = [];

    public void Dispose()
    {
        _evm.Dispose();
        _cache.Dispose();
        _sequential.Dispose();
        _parallel.Dispose();
    }

    /// <summary>Puts an account into the state before the first batch.</summary>
    public void Fund(Address address, U256 balance, ulong nonce = 0, byte[]? code = null)
    {
        var host = default(SoftwareHost);
        code ??= [];
        Hash256 hash = Keccak256.Hash(code);
        if (code.Length != 0)
            _codes[hash] = new ContractCode(code);
        _values[StateKey.Account(in address)] = StateValue.OfAccount(
            new AccountState(nonce, in balance, in hash, CodeCommitment.Compute(ref host, code), (uint)code.Length));
    }

    /// <summary>Makes the state as it is that of the parent batch, with a ring of hashes of the blocks before.</summary>
    public void Begin()
    {
        var host = default(SoftwareHost);
        for (ulong number = LastBlock.Number; number > 0 && LastBlock.Number - number < ProtocolConstants.BlockHashRing; number--)
        {
            Hash256 hash = number == LastBlock.Number ? LastBlock.Hash(ref host) : TestValues.HashOf($"block {number}");
            _values[BatchScenario.RingSlot(number)] = StateValue.OfSlot(hash.ToU256());
        }

        Tree.Update(_values);
        _parentBlock = LastBlock;
        _parent = BatchHeader.Genesis(ref host, Config, LastBlock.Timestamp, Tree.Root.ToHash256(), Tree.NextIndex, LastBlock.Hash(ref host)) with
        {
            FirstBlock = LastBlock.Number, LastBlock = LastBlock.Number,
        };
    }

    /// <summary>
    /// Executes a block of items and transactions, each made on the state in front of it; a transaction that is invalid there is not in the block.
    /// </summary>
    public void AddBlock(ulong timestamp, IEnumerable<PendingItem> items, IEnumerable<SignedTransactionMaker> transactions)
    {
        var context = BlockContext.After(Config, LastBlock, timestamp);
        EvmBlock block = context.ToEvmBlock();
        var overlay = new StateOverlay(this);
        OverlayAccess state = overlay.Access;
        NativeHost host = default;
        NoTracer tracer = default;
        LogBuffer logs = _evm.NewLogBuffer();
        var accumulator = default(BlockAccumulator);
        List<BlockTransaction> candidates = [];
        List<(TransactionResult Result, byte[] Logs)> results = [];
        List<(PendingItem, ulong)> includedItems = [];
        List<byte[]> included = [];
        foreach (PendingItem pending in items)
        {
            QueueItem item = pending.At(QueuePosition++);
            byte[] encoded = new byte[item.MaxEncodedLength];
            encoded = encoded[..item.Encode(encoded)];
            candidates.Add(BlockTransaction.FromQueue(encoded, item.From));
            TransactionProcessor.ExecuteItem<RollupOsaka, NativeHost, OverlayAccess, NoTracer>(
                ref _evm.Machine, ref host, ref state, ref tracer, in block, in item, ref logs, out TransactionResult result).ShouldBe(TransactionOutcome.Executed);
            includedItems.Add((pending, item.Index));
            Include(item.TransactionHash(ref host), QueueItem.TransactionType, in result, ref accumulator, ref logs);
        }

        foreach (SignedTransactionMaker next in transactions)
        {
            (byte[] encoded, Address sender) = next(Peek);
            candidates.Add(new BlockTransaction(encoded, sender));
            TransactionDecoder.Decode(encoded, out SignedTransaction signed).ShouldBe(TransactionError.None);
            Transaction transaction = signed.Transaction;
            TransactionOutcome outcome = TransactionProcessor.Execute<RollupOsaka, NativeHost, OverlayAccess, NoTracer>(
                ref _evm.Machine, ref host, ref state, ref tracer, in block, in transaction, in sender, ref logs, out TransactionResult result);
            if (outcome == TransactionOutcome.Invalid)
            {
                Count($"invalid {result.Reason}");
                results.Add((result, []));
                continue;
            }

            outcome.ShouldBe(TransactionOutcome.Executed);
            included.Add(encoded);
            Include(Keccak256.Hash(encoded), (byte)transaction.Type, in result, ref accumulator, ref logs);
        }

        BlockTransaction[] all = [.. candidates];
        BlockResult sequential = _sequential.Execute(this, in block, all);
        ShouldAgree(sequential, results, overlay);
        BlockResult parallel = _parallel.Execute(this, in block, all);
        ShouldAgree(parallel, results, overlay);
        ByExecutor.Add(parallel.Touched, parallel.CodesRead);
        ByOverlay.Add(overlay.Entries.Keys, overlay.CodesRead);
        foreach ((StateKey key, EntryChange change) in overlay.Entries)
        {
            _values[key] = change.After;
            if (change.Before != change.After)
                _changed.Add(key);
        }

        foreach ((Hash256 hash, ContractCode code) in overlay.CodesCreated)
        {
            if (_codes.TryAdd(hash, code))
                _createdCodes.Add(hash);
        }

        Hash256 parentHash = LastBlock.Hash(ref host);
        LastBlock = accumulator.Finish(ref host, in context, in parentHash, _parent.StateRoot);
        _ownBlocks[LastBlock.Number] = LastBlock.Hash(ref host);
        _blocks.Add((timestamp, includedItems, included));

        // Does not count as touching.
        AccountState Peek(Address address) =>
            (overlay.Entries.TryGetValue(StateKey.Account(in address), out EntryChange change) ? change.After : Read(StateKey.Account(in address))).Account;

        void Include(Hash256 hash, byte type, in TransactionResult result, ref BlockAccumulator accumulator, ref LogBuffer logs)
        {
            Count($"type {type} {(result.Succeeded ? "succeeded" : "failed")}");
            DataBytes += result.DataBytes;
            results.Add((result, logs.Written.ToArray()));
            _ = accumulator.Add(ref host, in hash, type, in result, logs.Written);
        }
    }

    /// <summary>The witness of the batch, with the touched entries and codes of <paramref name="recording"/> only.</summary>
    public byte[] Witness(Recording recording)
    {
        var writer = new BatchWitnessWriter(Config, _parent, _parentBlock, LastBlock.Timestamp);
        foreach ((ulong timestamp, List<(PendingItem Item, ulong Index)> items, List<byte[]> transactions) in _blocks)
        {
            writer.AddBlock(timestamp, items.Count, transactions.Count);
            foreach ((PendingItem item, ulong index) in items)
                writer.AddQueueItem(item.At(index));
            foreach (byte[] transaction in transactions)
                writer.AddTransaction(transaction);
        }

        foreach (Hash256 hash in recording.Codes.Except(_createdCodes))
            writer.AddCode(_codes[hash].Bytes.Span);
        HashSet<StateKey> touched = [.. recording.Keys, .. _ownBlocks.Keys.Select(BatchScenario.RingSlot)];
        return writer.Finish(Tree.Witness(touched, touched.Where(key => Read(in key).IsAbsent(key)).ToHashSet()));
    }

    /// <summary>Takes the batch's state over; the next batch follows the one with this header.</summary>
    public void Seal(in BatchHeader header)
    {
        foreach ((ulong number, Hash256 hash) in _ownBlocks)
        {
            _changed.Add(BatchScenario.RingSlot(number));
            _values[BatchScenario.RingSlot(number)] = StateValue.OfSlot(hash.ToU256());
        }

        Tree.Update(_changed.ToDictionary(key => key, key => Read(in key)));
        _changed.Clear();
        _createdCodes.Clear();
        _ownBlocks.Clear();
        _blocks.Clear();
        ByOverlay.Clear();
        ByExecutor.Clear();
        DataBytes = 0;
        _parent = header;
        _parentBlock = LastBlock;
    }

    /// <inheritdoc/>
    public StateValue Read(in StateKey key) => _values.TryGetValue(key, out StateValue value) ? value : StateValue.Absent(key);

    /// <inheritdoc/>
    public ContractCode ReadCode(in Hash256 codeHash) => _codes[codeHash];

    /// <inheritdoc/>
    public Hash256? FindBlockHash(ulong number) => _ownBlocks.TryGetValue(number, out Hash256 hash) ? hash : null;

    AccountState IBaseState.GetAccount(in Address address) => Read(StateKey.Account(in address)).Account;

    U256 IBaseState.GetSlot(in Address address, in U256 slot) => Read(StateKey.StorageSlot(in address, in slot)).Word;

    ReadOnlySpan<byte> IBaseState.GetCode(in Hash256 codeHash) => _codes[codeHash].Bytes.Span;

    Hash256 IBaseState.GetBlockHash(ulong number) => FindBlockHash(number) ?? Hash256.FromU256(Read(BatchScenario.RingSlot(number)).Word);

    bool IBaseState.HasStorage(in Address address) => false;

    private static void ShouldAgree(BlockResult block, List<(TransactionResult Result, byte[] Logs)> results, StateOverlay overlay)
    {
        block.Transactions.Count.ShouldBe(results.Count);
        for (int i = 0; i < results.Count; i++)
        {
            block.Transactions[i].Result.ShouldBe(results[i].Result);
            block.Transactions[i].Logs.ToArray().ShouldBe(results[i].Logs);
        }

        Dictionary<StateKey, StateValue> changes = block.Changes.Accounts.ToDictionary(entry => StateKey.Account(entry.Key), entry => StateValue.OfAccount(entry.Value));
        foreach ((StateKey key, U256 value) in block.Changes.Slots)
            changes.Add(key, StateValue.OfSlot(in value));
        changes.ShouldBe(overlay.Entries.Where(entry => entry.Value.Before != entry.Value.After).ToDictionary(entry => entry.Key, entry => entry.Value.After), ignoreOrder: true);
    }

    private void Count(string outcome) => Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;

    /// <summary>What a way to execute says that the batch touches.</summary>
    public sealed class Recording
    {
        private readonly HashSet<StateKey> _keys = [];
        private readonly HashSet<Hash256> _codes = [];

        public IReadOnlyCollection<StateKey> Keys => _keys;

        public IReadOnlyCollection<Hash256> Codes => _codes;

        public void Add(IEnumerable<StateKey> keys, IEnumerable<Hash256> codes)
        {
            _keys.UnionWith(keys);
            _codes.UnionWith(codes);
        }

        public void Clear()
        {
            _keys.Clear();
            _codes.Clear();
        }
    }
}

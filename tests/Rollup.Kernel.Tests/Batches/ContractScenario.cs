using Rollup.Kernel.Messages;
using System.Numerics;
using System.Runtime.InteropServices;
using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Blocks;
using Rollup.Kernel.Tests.Protocol;
using Rollup.Kernel.Tests.State;
using Rollup.Kernel.Transactions;
using Rollup.State.Witness;

namespace Rollup.Kernel.Tests.Batches;

/// <summary>
/// A chain that runs contracts, over a state in dictionaries, one transaction after another; what that comes to is compared with the batch's own run on its
/// witness. The witness has what the dictionaries were asked for.
/// </summary>
internal sealed class ContractScenario : IDisposable
{
    public const ulong GenesisTime = 1_790_000_000;

    private readonly EvmMemory _evm = new();
    private readonly List<Hash256> _messages = [];
    private readonly List<(ulong Timestamp, List<byte[]> Items, List<byte[]> Transactions)> _blocks = [];
    private readonly List<Hash256> _blockHashes = [];
    private readonly Dictionary<ulong, StateKey> _names = [];
    private readonly ReferenceTree _follower = new();
    private MemoryState _state = new();
    private BatchHeader _parent;
    private BlockHeader _parentBlock;
    private BlockHeader _lastBlock;
    private HashSet<Hash256> _codesBefore = [];
    private ulong _queuePosition;
    private Hash256 _queueRollingHash;
    private ulong _dataBytes;

    public ContractScenario(ChainConfig? config = null, IReadOnlyDictionary<Address, AccountState>? more = null)
    {
        Config = config ?? TestValues.DevConfig;
        foreach (Signer signer in Signers)
            _state[signer.Address] = new AccountState(0, BigInteger.Pow(10, 20).ToU256());
        _state[ProtocolConstants.Messenger] = _state.WithCode(1, 0, [ProtocolConstants.SystemAccountCode]);
        _state[ProtocolConstants.BlockHashes] = _state.WithCode(1, 0, [ProtocolConstants.SystemAccountCode]);
        foreach ((Address address, AccountState account) in more ?? new Dictionary<Address, AccountState>())
            _state[address] = account;
        Dictionary<StateKey, StateValue> genesis = _state.Accounts.ToDictionary(a => StateKey.Account(a.Key), a => StateValue.OfAccount(a.Value));
        Tree.Update(genesis);
        _follower.Update(genesis);
        foreach (StateKey key in genesis.Keys)
            _names[Tree.IndexOf(key)!.Value] = key;

        var host = default(SoftwareHost);
        _parentBlock = BlockHeader.Genesis(ref host, Config, GenesisTime, Tree.Root.ToHash256());
        _parent = BatchHeader.Genesis(ref host, Config, GenesisTime, Tree.Root.ToHash256(), Tree.NextIndex, _parentBlock.Hash(ref host));
        _lastBlock = _parentBlock;
        _codesBefore = [.. _state.Codes.Keys];
    }

    public static Signer[] Signers { get; } = [new(10), new(11), new(12)];

    public ChainConfig Config { get; }

    public MemoryState State => _state;

    public ReferenceTree Tree { get; } = new();

    /// <summary>The number of the last block.</summary>
    public ulong BlockNumber => _lastBlock.Number;

    /// <summary>The keys of the batch's witness: those asked for, and the ring's slots.</summary>
    public HashSet<StateKey> Touched =>
        [.. _state.Touched, .. Enumerable.Range(0, Math.Min(_blockHashes.Count, 256)).Select(i => BatchScenario.RingSlot(_lastBlock.Number - (ulong)i))];

    /// <summary>The codes of the batch's witness: those asked for that were there before it.</summary>
    public IEnumerable<byte[]> Codes => _state.CodesRead.Where(_codesBefore.Contains).Select(hash => _state.Codes[hash].Bytes.ToArray());

    public void Dispose() => _evm.Dispose();

    /// <summary>Adds a block of what <paramref name="fill"/> sends.</summary>
    public void AddBlock(Action<Block> fill)
    {
        var host = default(SoftwareHost);
        BlockContext context = BlockContext.After(Config, in _lastBlock, _lastBlock.Timestamp + 1);
        var block = new Block(this, in context);
        fill(block);
        _lastBlock = block.Finish(_lastBlock.Hash(ref host), _parent.StateRoot);
        _blockHashes.Add(_lastBlock.Hash(ref host));
        _state.BlockHashes.Add(_lastBlock.Number, _blockHashes[^1]);
        _blocks.Add((context.Timestamp, block.Items, block.Transactions));
    }

    /// <summary>The address of the contract that a signer's next transaction creates.</summary>
    public Address NextContract(int signer)
    {
        Address sender = Signers[signer].Address;
        return Address.FromSpan(Keccak256.Hash(PlainRlp.Encode(new object[] { sender, _state[sender].Nonce })).AsSpan()[12..]);
    }

    public byte[] Witness(IReadOnlyCollection<StateKey>? touched = null, IEnumerable<byte[]>? codes = null)
    {
        var writer = new BatchWitnessWriter(Config, _parent, _parentBlock, _lastBlock.Timestamp);
        ulong index = _parent.QueuePosition;
        foreach ((ulong timestamp, List<byte[]> items, List<byte[]> transactions) in _blocks)
        {
            writer.AddBlock(timestamp, items.Count, transactions.Count);
            foreach (byte[] item in items)
                writer.AddQueueItem(Item.Read(item, index++));
            foreach (byte[] transaction in transactions)
                writer.AddTransaction(transaction);
        }

        foreach (byte[] code in codes ?? Codes)
            writer.AddCode(code);
        touched ??= Touched;
        return writer.Finish(Tree.Witness(touched, touched.Where(key => Tree.IndexOf(key) is not null && ValueOf(key).IsAbsent(key)).ToHashSet()));
    }

    /// <summary>
    /// Runs the batch on its witness, which has to agree in everything with the dictionaries, and rebuilds its state from its L1 data. The scenario
    /// goes on with the next batch.
    /// </summary>
    public BatchRun Seal()
    {
        BatchRun run = BatchRun.Of(Witness(), 16 << 20);
        run.Result.Failure.ShouldBe(BatchFailure.None, $"{run.Result.StateFailure} in block {run.Result.Block}, transaction {run.Result.Transaction}");
        Dictionary<StateKey, StateValue> values = Touched.ToDictionary(key => key, ValueOf);
        for (int i = Math.Max(0, _blockHashes.Count - 256); i < _blockHashes.Count; i++)
        {
            StateKey slot = BatchScenario.RingSlot(_parent.LastBlock + 1 + (ulong)i);
            values[slot] = StateValue.OfSlot(_blockHashes[i].ToU256());
            _ = _state.TrySetSlot(slot.Address, slot.Slot, _blockHashes[i].ToU256());
        }

        Tree.Update(values);
        run.Header.StateRoot.ShouldBe(Tree.Root.ToHash256());
        run.Header.NextIndex.ShouldBe(Tree.NextIndex);
        run.Header.LastBlockHash.ShouldBe(_blockHashes[^1]);
        run.Header.QueuePosition.ShouldBe(_queuePosition);
        run.Header.QueueRollingHash.ShouldBe(_queueRollingHash);
        run.MessageLeaves.ShouldBe(_messages);
        Follow(run);
        run.Data.Length.ShouldBeLessThanOrEqualTo((int)_dataBytes + 512 + (32 * _blockHashes.Count));

        _parent = run.Header;
        _parentBlock = _lastBlock;
        _codesBefore = [.. _state.Codes.Keys];
        _state.Touched.Clear();
        _state.CodesRead.Clear();
        _state.BlockHashes.Clear();
        _blocks.Clear();
        _blockHashes.Clear();
        _messages.Clear();
        _dataBytes = 0;
        return run;
    }

    /// <summary>What the dictionaries hold; of the ring what was there before the batch.</summary>
    private StateValue ValueOf(StateKey key) =>
        key.IsAccount ? StateValue.OfAccount(_state[key.Address]) : StateValue.OfSlot(_state.Slots.GetValueOrDefault((key.Address, key.Slot)));

    /// <summary>Rebuilds the batch's state from its data alone.</summary>
    private void Follow(BatchRun run)
    {
        BatchDataReader.TryOpen(run.Data, out BatchDataReader reader).ShouldBeTrue();
        RebuiltBatch.ReadMessages(ref reader, Config).Select(message => message.Leaf).ShouldBe(_messages);
        Dictionary<StateKey, StateValue> values = RebuiltBatch.Read(ref reader, _names, _follower.ValueOf);
        ulong number = run.Header.LastBlock;
        values[BatchScenario.RingSlot(number)] = StateValue.OfSlot(run.Header.LastBlockHash.ToU256());
        for (int end = reader.BlockHashes.Length; end > 0; end -= 32)
            values[BatchScenario.RingSlot(--number)] = StateValue.OfSlot(U256.ReadBigEndian(reader.BlockHashes[(end - 32)..]));
        _follower.Update(values);
        _follower.Root.ShouldBe(Tree.Root);
        _follower.NextIndex.ShouldBe(Tree.NextIndex);
        foreach (StateKey key in values.Keys.Where(key => _follower.IndexOf(key) is not null))
            _names[_follower.IndexOf(key)!.Value] = key;
    }

    /// <summary>A queue item, kept as its fields' bytes because it is itself only a view.</summary>
    private static class Item
    {
        public static byte[] Write(scoped in QueueItem item) =>
        [
            .. item.From.AsSpan(), .. item.To.AsSpan(), item.IsCreation ? (byte)1 : (byte)0, .. PlainRollup.Word(item.Mint.ToBigInteger()),
            .. PlainRollup.Word(item.Value.ToBigInteger()), .. BitConverter.GetBytes(item.GasLimit), .. item.RefundAddress.AsSpan(), .. item.Data,
        ];

        public static QueueItem Read(byte[] bytes, ulong index) => new()
        {
            Index = index,
            From = Address.FromSpan(bytes),
            To = Address.FromSpan(bytes.AsSpan(20)),
            IsCreation = bytes[40] == 1,
            Mint = U256.ReadBigEndian(bytes.AsSpan(41)),
            Value = U256.ReadBigEndian(bytes.AsSpan(73)),
            GasLimit = BitConverter.ToUInt64(bytes, 105),
            RefundAddress = Address.FromSpan(bytes.AsSpan(113)),
            Data = bytes.AsSpan(133),
        };
    }

    /// <summary>A block in the making.</summary>
    public sealed class Block
    {
        private readonly ContractScenario _chain;
        private readonly BlockContext _context;
        private readonly EvmBlock _block;
        private readonly List<byte> _hashes = [];
        private readonly List<byte> _receipts = [];
        private ulong _gasUsed;
        private ulong _provingCost;
        private LogsBloom _bloom;

        public Block(ContractScenario chain, in BlockContext context)
        {
            _chain = chain;
            _context = context;
            _block = context.ToEvmBlock();
        }

        public List<byte[]> Items { get; } = [];

        public List<byte[]> Transactions { get; } = [];

        public TransactionResult Create(int signer, byte[] initCode, ulong value = 0, ulong gas = 5_000_000) =>
            Send(signer, new Transaction { IsCreation = true, Data = initCode, Value = value, GasLimit = gas });

        public TransactionResult Call(int signer, Address to, byte[] data, ulong value = 0, ulong gas = 5_000_000) =>
            Send(signer, new Transaction { To = to, Data = data, Value = value, GasLimit = gas });

        /// <summary>A set-code transaction to <paramref name="to"/> with these authorizations.</summary>
        public TransactionResult Delegate(int signer, Address to, byte[] data, params byte[][] authorizations)
        {
            byte[] content = [.. authorizations.SelectMany(a => a)];
            object prefix = PlainRlp.Encode(content);
            byte[] list = (byte[])prefix;
            list[0] += 0x40; // a list has the prefix of a string, 0x40 higher
            var reader = new RlpReader(list);
            AuthorizationList.Read(ref reader, out AuthorizationList authorizationList).ShouldBe(RlpError.None);
            return Send(signer, new Transaction { Type = TransactionType.SetCode, To = to, Data = data, GasLimit = 1_000_000, AuthorizationList = authorizationList });
        }

        public TransactionResult Send(int signer, Transaction transaction)
        {
            Address sender = Signers[signer].Address;
            transaction = transaction with
            {
                Type = transaction.Type == TransactionType.SetCode ? TransactionType.SetCode : TransactionType.DynamicFee,
                HasChainId = true,
                ChainId = _chain.Config.L2ChainId,
                Nonce = _chain._state[sender].Nonce,
                MaxFeePerGas = 5_000_000_000,
                MaxPriorityFeePerGas = 7,
            };
            byte[] encoded = Signers[signer].Sign(transaction);
            var host = default(SoftwareHost);
            var tracer = default(NoTracer);
            LogBuffer logs = _chain._evm.NewLogBuffer();
            TransactionProcessor.Execute<RollupOsaka, SoftwareHost, MemoryState, NoTracer>(
                ref _chain._evm.Machine, ref host, ref _chain._state, ref tracer, in _block, in transaction, in sender, ref logs, out TransactionResult result)
                .ShouldBe(TransactionOutcome.Executed, result.Reason.ToString());
            Transactions.Add(encoded);
            Include(Keccak256.Hash(encoded), (byte)transaction.Type, in result, logs.Written);
            return result;
        }

        public TransactionResult Take(QueueItem item)
        {
            byte[] bytes = Item.Write(in item);
            Items.Add(bytes);
            item = Item.Read(bytes, _chain._queuePosition++);
            var host = default(SoftwareHost);
            var tracer = default(NoTracer);
            LogBuffer logs = _chain._evm.NewLogBuffer();
            TransactionProcessor.ExecuteItem<RollupOsaka, SoftwareHost, MemoryState, NoTracer>(
                ref _chain._evm.Machine, ref host, ref _chain._state, ref tracer, in _block, in item, ref logs, out TransactionResult result)
                .ShouldBe(TransactionOutcome.Executed);
            _chain._queueRollingHash = item.RollingHash(ref host, in _chain._queueRollingHash);
            Include(item.TransactionHash(ref host), QueueItem.TransactionType, in result, logs.Written);
            return result;
        }

        /// <summary>The header, put together without the accumulator that the kernel uses.</summary>
        public BlockHeader Finish(in Hash256 parentHash, in Hash256 stateRoot) => new()
        {
            ParentHash = parentHash,
            Beneficiary = _context.Config.FeeVault,
            StateRoot = stateRoot,
            TransactionsRoot = Keccak256.Hash(CollectionsMarshal.AsSpan(_hashes)),
            ReceiptsRoot = Keccak256.Hash(CollectionsMarshal.AsSpan(_receipts)),
            LogsBloom = _bloom,
            Number = _context.Number,
            GasLimit = _context.Config.BlockGasLimit,
            GasUsed = _gasUsed,
            Timestamp = _context.Timestamp,
            SecondUsage = new SecondUsage { Gas = _context.UsedBefore.Gas + _gasUsed, ProvingCost = _context.UsedBefore.ProvingCost + _provingCost },
            BaseFeePerGas = _context.BaseFee,
        };

        private void Include(in Hash256 hash, byte type, in TransactionResult result, ReadOnlySpan<byte> logs)
        {
            var host = default(SoftwareHost);
            _gasUsed += result.GasUsed;
            _provingCost += result.ProvingCost;
            _chain._dataBytes += result.DataBytes;
            _hashes.AddRange(hash.AsSpan());
            Bloom.AddLogs(ref host, logs, _bloom.Bytes);
            LogsBloom added = _bloom;
            _receipts.AddRange(Receipt.Hash(ref host, type, result.Succeeded, _gasUsed, logs, ref added).AsSpan());
            var reader = new LogReader(logs);
            while (reader.TryRead(out Log log))
            {
                if (MessageSent.TryRead(in log, out SentMessage message))
                    _chain._messages.Add(message.Leaf);
            }
        }
    }
}

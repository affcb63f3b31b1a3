using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Rollup.Ethereum.Hex;
using Rollup.Execution.Blocks;
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
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Accounts;
using Rollup.Rpc.Batches;
using Rollup.Rpc.Blocks;
using Rollup.Rpc.Calls;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Fees;
using Rollup.Rpc.Filters;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Pool;
using Rollup.Rpc.Receipts;
using Rollup.Rpc.Subscriptions;
using Rollup.Rpc.Tracing;
using Rollup.Rpc.Transactions;
using Rollup.Sequencer.Chain;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.State.Codes;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Chain;
using Rollup.Storage.Lease;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.Rpc.Tests;

/// <summary>A chain in a real ledger whose blocks a test makes one by one, and the JSON-RPC methods that read it.</summary>
internal sealed class TestChain : IAsyncDisposable, IChainView
{
    private readonly TestDatabase _test;
    private readonly Database _database;
    private readonly SequencerLease _lease;
    private readonly InMemoryStateStore _store;
    private readonly ChainState _state;
    private BlockHeader _head;
    private CallPool _calls = null!;
    private long _nextId = 1;
    private byte[] _openLeaves = [];
    private ulong _sealedBatches;
    private readonly CancellationTokenSource _stop = new();
    private Task _feeds = Task.CompletedTask;

    private TestChain(TestDatabase test, Database database, SequencerLease lease, InMemoryStateStore store, ChainState state, BlockRow genesis, BlockHeader header)
    {
        _test = test;
        _database = database;
        _lease = lease;
        _store = store;
        _state = state;
        _head = header;
        Latest = genesis;
    }

    public static ChainConfig Config { get; } = new()
    {
        L1ChainId = 31337,
        Rollup = Address.FromU256(0x1001),
        Bridge = Address.FromU256(0x1002),
        L2ChainId = TestAccount.ChainId,
        FeeVault = Address.FromU256(0xFEE),
        BlockGasLimit = 60_000_000,
        MinimumBaseFee = 1_000_000,
        GasTargetPerSecond = 150_000_000,
        GasLimitPerSecond = 300_000_000,
        ProvingTargetPerSecond = 600_000_000_000,
        ProvingLimitPerSecond = 1_200_000_000_000,
        TransactionProvingLimit = 200_000_000_000,
        BaseFeeChangeDenominator = 50,
        MaxDataBytes = 120_000,
        MaxForcedGas = 6_000_000,
        MaxItemGas = 2_000_000,
        ForkId = 1,
    };

    public static ulong GenesisTime => 1_800_000_000;

    public event EventHandler? LatestChanged;

    public BlockRow Latest { get; private set; }

    public ulong Safe { get; set; }

    public ulong ProvenBatch { get; set; }

    public ulong Finalized { get; set; }

    public RpcTestServer Server { get; private set; } = null!;

    /// <summary>Where a test says that transactions have been accepted.</summary>
    public PendingFeed Pending { get; } = new(new RpcMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()));

    /// <summary>The first block after genesis whose state is at hand.</summary>
    public ulong OldestState { get; set; }

    public IStateReader? StateAt(ulong block) => block > 0 && block < OldestState ? null : _state.At(block);

    public static Task<TestChain> StartAsync(params (Address Address, U256 Balance)[] allocation) => StartAsync(new RpcLimits(), allocation);

    public static Task<TestChain> StartAsync(RpcLimits limits, params (Address Address, U256 Balance)[] allocation) => StartAsync(limits, [], allocation);

    public static async Task<TestChain> StartAsync(RpcLimits limits, IReadOnlyCollection<TestContract> contracts, params (Address Address, U256 Balance)[] allocation)
    {
        TestDatabase test = await TestDatabase.CreateAsync();
        Database database = new(test.ConnectionString);
        SequencerLease lease = await SequencerLease.AcquireAsync(database, new LeaseHolder("test", ""), TimeProvider.System, default);
        SoftwareHost host = default;
        ReadOnlySpan<byte> code = [ProtocolConstants.SystemAccountCode];
        AccountState system = new(1, default, Keccak256.Hash(code), CodeCommitment.Compute(ref host, code), 1);
        IEnumerable<(StateKey, StateValue)> entries = allocation.Select(entry => (StateKey.Account(entry.Address), StateValue.OfAccount(new AccountState(0, entry.Balance))))
            .Append((StateKey.Account(ProtocolConstants.Messenger), StateValue.OfAccount(system)))
            .Concat(contracts.SelectMany(contract => contract.Entries()));
        InMemoryStateStore store = new(entries, contracts.Select(contract => contract.Code).Append(code.ToArray()));
        ChainState state = ChainState.Open(store, new ChainStateOptions(), []);

        BlockHeader header = BlockHeader.Genesis(ref host, Config, GenesisTime, Hash256.FromU256(0x5007));
        BlockRow genesis = Row(header, []);
        BatchHeader batch = BatchHeader.Genesis(ref host, Config, GenesisTime, Hash256.FromU256(0x5007), 2, genesis.Hash);
        await using (FencedTransaction transaction = await lease.BeginTransactionAsync(default))
        {
            BlockCommit commit = new() { Row = genesis, TransactionIds = [], Receipts = [], StateDiff = Array.Empty<byte>() };
            await ChainLedger.WriteGenesisAsync(transaction.Connection, new ChainIdentity(Config.L2ChainId, batch.ConfigHash, genesis.Hash), commit, Row(batch, []), default);
            await transaction.CommitAsync(default);
        }

        TestChain chain = new(test, database, lease, store, state, genesis, header);
        ChainReader reader = new(Config, database, chain);
        ChainFeed feed = new(reader, TimeProvider.System, NullLogger<ChainFeed>.Instance);
        chain._feeds = Task.WhenAll(feed.RunAsync(chain._stop.Token), chain.Pending.RunAsync(chain._stop.Token));
        FixedNonces nonces = new();
        ReceiptMethods receipts = new(reader);
        LogQuery logs = new(reader, limits, TimeProvider.System);
        chain._calls = new CallPool(limits.Calls, TimeProvider.System);
        chain.Server = await RpcTestServer.StartAsync(
        [
            .. new ChainMethods(reader, limits, "0.1").All,
            .. new BlockMethods(reader, TimeProvider.System).All,
            .. new TransactionMethods(reader).All,
            .. receipts.All,
            .. new LogMethods(logs).All,
            .. new FilterMethods(new FilterStore(feed, chain.Pending, limits.Filters, TimeProvider.System), logs).All,
            .. new SubscriptionMethods(feed, chain.Pending, logs).All,
            .. new SyncSubmissionMethods(chain.SubmitAsync, nonces, new InclusionWatch(feed, receipts, limits), reader, new MempoolOptions(), limits, TimeProvider.System).All,
            .. new AccountMethods(reader, nonces).All,
            .. new FeeMethods(reader, new FeeStatistics(reader), limits).All,
            .. new CallMethods(reader, chain._calls, TimeProvider.System).All,
            .. new TracingMethods(reader, chain._calls).All,
            .. new BatchMethods(reader).All,
            .. new MessageMethods(reader).All,
        ],
        limits);
        return chain;
    }

    /// <summary>Executes queue items and signed transactions into the next block and stores it.</summary>
    public async Task<BlockRow> AddBlockAsync(IReadOnlyList<byte[]> transactions, ulong secondsLater = 1)
    {
        BlockContext context = BlockContext.After(Config, in _head, _head.Timestamp + secondsLater);
        StateOverlay overlay = _state.BeginBlock();
        List<TransactionRow> rows = [];
        List<StoredReceipt> receipts = [];
        List<LogRow> logs = [];
        List<byte> leaves = [];
        BlockHeader header = Execute(context, transactions, overlay, rows, receipts, logs, leaves);
        BlockRow block = Row(header, [.. rows.Select(row => row.Hash)]);
        foreach ((Hash256 codeHash, ContractCode code) in overlay.CodesCreated)
            _store.AddCode(in codeHash, code.Bytes.ToArray());
        BlockDiff diff = _state.Commit(block.Number, block.Hash, overlay);

        await using (TransactionIntake intake = new(_lease, 1000, 1000))
            await intake.AppendAsync([.. rows.Where(row => row.Raw.Span[0] != QueueItem.TransactionType)], [], default);
        await BlockWriter.WriteAsync(
            _lease,
            new BlockCommit
            {
                Row = block,
                TransactionIds = [.. rows.Select(row => row.Id)],
                Receipts = receipts,
                Logs = logs,
                StateDiff = diff.Encode(),
                MessageLeaves = leaves.ToArray(),
                QueueItems = [.. rows.Where(row => row.Raw.Span[0] == QueueItem.TransactionType)],
            },
            default);
        _head = header;
        _openLeaves = [.. _openLeaves, .. leaves];
        Show(block);
        return block;
    }

    /// <summary>Takes all blocks back, as the sequencer does when L1 contradicts them.</summary>
    public async Task RollbackAsync()
    {
        await using (FencedTransaction transaction = await _lease.BeginTransactionAsync(default))
        {
            await ChainLedger.RollbackAsync(transaction, (await new BatchReader(_database).GetAsync(0, default))!, "test", DateTimeOffset.UnixEpoch, default);
            await transaction.CommitAsync(default);
        }

        SoftwareHost host = default;
        _head = BlockHeader.Genesis(ref host, Config, GenesisTime, Hash256.FromU256(0x5007));
        _state.Reopen([]);
        Show(Row(_head, []));
    }

    /// <summary>Accepts a transaction that no block holds yet.</summary>
    public async Task<Hash256> AddPendingAsync(byte[] transaction, Address sender)
    {
        await using TransactionIntake intake = new(_lease, 1000, 1000);
        TransactionRow row = new(_nextId++, Keccak256.Hash(transaction), sender, transaction, DateTimeOffset.UnixEpoch);
        await intake.AppendAsync([row], [], default);
        return row.Hash;
    }

    /// <summary>Seals the blocks since the last batch.</summary>
    public async Task<BatchHeader> SealAsync()
    {
        BatchHeader header = Header();
        await using FencedTransaction transaction = await _lease.BeginTransactionAsync(default);
        await BatchWriter.WriteAsync(transaction, Row(header, _openLeaves), new byte[777], ReadOnlyMemory<byte>.Empty, default);
        await transaction.CommitAsync(default);
        _sealedBatches++;
        _openLeaves = [];
        return header;

        BatchHeader Header()
        {
            SoftwareHost host = default;
            MessageTree tree = default;
            for (int i = 0; i < _openLeaves.Length; i += Hash256.Size)
                tree.TryAppend(ref host, Hash256.FromSpan(_openLeaves.AsSpan(i))).ShouldBeTrue();
            return new BatchHeader
            {
                Version = 1,
                Number = _sealedBatches + 1,
                FirstBlock = 1,
                LastBlock = Latest.Number,
                MessageRoot = tree.Root(ref host),
                MessageCount = (ulong)_openLeaves.Length / Hash256.Size,
            };
        }
    }

    /// <summary>Calls a method and returns its result.</summary>
    public async Task<JsonElement> CallAsync(string method, params string[] parameters)
    {
        JsonElement response = await SendAsync(method, parameters);
        response.TryGetProperty("error", out JsonElement error).ShouldBeFalse(error.ToString());
        return response.GetProperty("result");
    }

    /// <summary>Calls a method that refuses, and returns the error's code and message.</summary>
    public async Task<(int Code, string Message)> RefusedAsync(string method, params string[] parameters)
    {
        JsonElement response = await SendAsync(method, parameters);
        response.TryGetProperty("result", out JsonElement result).ShouldBeFalse(result.ToString());
        JsonElement error = response.GetProperty("error");
        return (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!);
    }

    public static string Quoted(Address address) => $"\"{address.ToHex()}\"";

    public static string Quoted(Hash256 hash) => $"\"{hash.ToHex()}\"";

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _calls.Dispose();
        await _stop.CancelAsync();
        await _feeds.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
        await _lease.DisposeAsync();
        await _database.DisposeAsync();
        await _test.DisposeAsync();
    }

    private void Show(BlockRow block)
    {
        Latest = block;
        LatestChanged?.Invoke(this, EventArgs.Empty);
    }

    private async ValueTask<(Hash256 Hash, Address? Sender, RpcError? Error)> SubmitAsync(byte[] transaction, CancellationToken cancellationToken)
    {
        SoftwareHost host = default;
        if (TransactionDecoder.Decode(transaction, out SignedTransaction signed) != TransactionError.None)
            return (default, null, RpcError.Refused("not a transaction"));
        signed.RecoverSender(ref host, out Address sender).ShouldBe(TransactionError.None);
        return (await AddPendingAsync(transaction, sender), sender, null);
    }

    /// <summary>Calls a method and returns the response.</summary>
    public Task<JsonElement> SendAsync(string method, params string[] parameters) =>
        Server.PostAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":[{{string.Join(',', parameters)}}]}""");

    private BlockHeader Execute(
        BlockContext context, IReadOnlyList<byte[]> transactions, StateOverlay overlay, List<TransactionRow> rows, List<StoredReceipt> receipts, List<LogRow> logs, List<byte> leaves)
    {
        SoftwareHost host = default;
        OverlayAccess access = overlay.Access;
        BlockAccumulator accumulator = default;
        NoTracer tracer = default;
        EvmBlock evmBlock = context.ToEvmBlock();
        using EvmMemory evm = new();
        LogBuffer buffer = evm.NewLogBuffer();
        foreach (byte[] encoded in transactions)
        {
            bool isItem = encoded[0] == QueueItem.TransactionType;
            Address sender;
            TransactionOutcome outcome;
            TransactionResult result;
            if (isItem)
            {
                QueueItem item = QueueItemCodec.Decode(encoded);
                sender = item.From;
                outcome = TransactionProcessor.ExecuteItem<RollupOsaka, SoftwareHost, OverlayAccess, NoTracer>(
                    ref evm.Machine, ref host, ref access, ref tracer, in evmBlock, in item, ref buffer, out result);
            }
            else
            {
                TransactionDecoder.Decode(encoded, out SignedTransaction signed).ShouldBe(TransactionError.None);
                signed.RecoverSender(ref host, out sender).ShouldBe(TransactionError.None);
                Transaction transaction = signed.Transaction;
                outcome = TransactionProcessor.Execute<RollupOsaka, SoftwareHost, OverlayAccess, NoTracer>(
                    ref evm.Machine, ref host, ref access, ref tracer, in evmBlock, in transaction, in sender, ref buffer, out result);
            }

            outcome.ShouldBe(TransactionOutcome.Executed, $"{result.Reason} {result.RuleError}");
            Hash256 hash = Keccak256.Hash(encoded);
            byte type = encoded[0] >= 0xC0 ? (byte)0 : encoded[0];
            accumulator.Add(ref host, in hash, type, in result, buffer.Written);
            int firstLog = logs.Count;
            Kernel.Logs.LogReader reader = new(buffer.Written);
            while (reader.TryRead(out Log log))
            {
                List<Hash256> topics = [];
                for (int i = 0; i < log.Topics.Length; i += Hash256.Size)
                    topics.Add(Hash256.FromSpan(log.Topics[i..]));
                logs.Add(new LogRow(context.Number, logs.Count, rows.Count, log.Address, topics, log.Data.ToArray()));
                if (MessageSent.TryRead(in log, out SentMessage message))
                    leaves.AddRange(message.Leaf.AsSpan());
            }

            rows.Add(new TransactionRow(_nextId++, hash, sender, encoded, DateTimeOffset.UnixEpoch));
            receipts.Add(new StoredReceipt(type, result.Succeeded, result.GasUsed, accumulator.GasUsed, result.EffectiveGasPrice, firstLog, logs.Count - firstLog, result.Created));
        }

        return accumulator.Finish(ref host, in context, Latest.Hash, Hash256.FromU256(0x5007));
    }

    private static BlockRow Row(BlockHeader header, Hash256[] transactions)
    {
        SoftwareHost host = default;
        byte[] encoded = new byte[BlockHeader.MaxEncodedLength];
        int length = header.Encode(encoded);
        return new BlockRow
        {
            Number = header.Number,
            Hash = header.Hash(ref host),
            Header = encoded.AsMemory(0, length),
            Timestamp = header.Timestamp,
            GasUsed = header.GasUsed,
            GasLimit = header.GasLimit,
            BaseFee = header.BaseFeePerGas,
            TransactionHashes = transactions.SelectMany(hash => hash.AsSpan().ToArray()).ToArray(),
            QueuePosition = 0,
            QueueRollingHash = default,
            PendingFloor = 1,
        };
    }

    private static BatchRow Row(BatchHeader header, byte[] leaves)
    {
        SoftwareHost host = default;
        byte[] encoded = new byte[BatchHeader.EncodedSize];
        header.Encode(encoded);
        return new BatchRow(header.Number, header.Hash(ref host), encoded, header.FirstBlock, header.LastBlock, leaves, DateTimeOffset.UnixEpoch);
    }

    private sealed class FixedNonces : IPendingNonces
    {
        public ValueTask<(ulong Nonce, RpcError? Error)> GetAsync(Address address, CancellationToken cancellationToken) => ValueTask.FromResult<(ulong, RpcError?)>((77, null));
    }
}

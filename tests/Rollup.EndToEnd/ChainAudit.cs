using System.Text.Json;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.Node.Configuration;
using Rollup.Settlement.Reconstruction;
using Rollup.State;
using Rollup.State.Reconstruction;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>
/// Holds a chain against everything that its users were promised: the acknowledgements they got, the ledger, a clean replay of every block, the commitments on L1,
/// the state rebuilt from L1 alone, and the node's own answers.
/// </summary>
internal sealed class ChainAudit : IAsyncDisposable
{
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromMinutes(3);

    private readonly RollupStack _stack;
    private readonly Database _database;
    private readonly BlockReader _blocks;
    private readonly BatchReader _batches;
    private readonly TransactionReader _transactions;
    private readonly Deployment _deployment;

    public ChainAudit(RollupStack stack)
    {
        _stack = stack;
        _database = new Database(stack.ConnectionString);
        _blocks = new BlockReader(_database);
        _batches = new BatchReader(_database);
        _transactions = new TransactionReader(_database);
        _deployment = Deployment.Read(stack.DeploymentFile);
    }

    /// <summary>Waits until every transaction is in a block and every block on L1, and checks all.</summary>
    public async Task CheckAsync(IReadOnlyCollection<Hash256> acknowledged)
    {
        await SettleAsync();
        List<(BlockRow Block, IReadOnlyList<TransactionRow> Transactions)> chain = await ReadChainAsync();
        await CheckAcknowledgedAsync(acknowledged, chain);
        CheckNonces(chain);
        await CheckCommitsAsync();
        FlatState replayed = await ReplayAsync(chain, afterBatch: 0);
        await CheckAnswersAsync(replayed);
    }

    /// <summary>Waits until the pool is empty and the newest block is committed on L1.</summary>
    public async Task SettleAsync()
    {
        using var deadline = new CancellationTokenSource(SettleTimeout);
        while (true)
        {
            JsonElement status = await _stack.Node.Rpc.SendAsync("rollup_status", deadline.Token);
            status.GetProperty("haltedReason").ValueKind.ShouldBe(JsonValueKind.Null, status.ToString());
            JsonElement pool = status.GetProperty("pool");
            if (pool.GetProperty("pending").ToString() == "0x0" && pool.GetProperty("queued").ToString() == "0x0"
                && status.GetProperty("safeBlock").ToString() == status.GetProperty("latestBlock").ToString()
                && status.GetProperty("l1").GetProperty("queueLag").ToString() == "0x0")
                return;
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"The chain does not come to rest: {status}\n{_stack.Node.LogEnd()}");
            await Task.Delay(200);
        }
    }

    /// <summary>Continues from the state that L1's data alone gives for a batch: the later blocks come out as they are stored.</summary>
    public async Task CheckContinuationAsync(ulong batch) => _ = await ReplayAsync(await ReadChainAsync(), batch);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<List<(BlockRow Block, IReadOnlyList<TransactionRow> Transactions)>> ReadChainAsync()
    {
        BlockRow head = (await _blocks.GetHeadAsync(default))!;
        IReadOnlyList<BlockRow> rows = await _blocks.GetRangeAsync(1, head.Number, default);
        rows.Count.ShouldBe((int)head.Number, "block numbers have no gap");
        List<(BlockRow Block, IReadOnlyList<TransactionRow> Transactions)> chain = [];
        foreach (BlockRow row in rows)
            chain.Add((row, await _blocks.GetTransactionsAsync(row.Number, default)));
        return chain;
    }

    /// <summary>Nothing is in two blocks; what was acknowledged is in one, or out of the pool with a reason.</summary>
    private async Task CheckAcknowledgedAsync(IReadOnlyCollection<Hash256> acknowledged, List<(BlockRow Block, IReadOnlyList<TransactionRow> Transactions)> chain)
    {
        HashSet<Hash256> included = [];
        foreach (Hash256 hash in chain.SelectMany(block => block.Transactions).Select(transaction => transaction.Hash))
            included.Add(hash).ShouldBeTrue($"{hash.ToHex()} is included once");
        acknowledged.Count.ShouldBeGreaterThan(0);
        foreach (Hash256 hash in acknowledged.Where(hash => !included.Contains(hash)))
        {
            StoredTransaction? stored = await _transactions.GetAsync(hash, default);
            stored.ShouldNotBeNull($"{hash.ToHex()} was acknowledged and is lost").Removal.ShouldNotBeNull($"{hash.ToHex()} was acknowledged and is nowhere");
        }
    }

    /// <summary>An account's nonces follow each other; only its own authorizations (EIP-7702) take some of them.</summary>
    private static void CheckNonces(List<(BlockRow Block, IReadOnlyList<TransactionRow> Transactions)> chain)
    {
        Dictionary<Address, (ulong Next, ulong Authorizations)> accounts = [];
        foreach (TransactionRow row in chain.SelectMany(block => block.Transactions).Where(row => row.Raw.Span[0] != QueueItem.TransactionType))
        {
            TransactionDecoder.Decode(row.Raw.Span, out SignedTransaction signed).ShouldBe(TransactionError.None);
            (ulong next, ulong authorizations) = accounts.GetValueOrDefault(row.Sender);
            ulong nonce = signed.Transaction.Nonce;
            nonce.ShouldBeInRange(next, next + authorizations, "nonces follow each other");
            accounts[row.Sender] = (nonce + 1, authorizations - (nonce - next));
            foreach (Address authority in AuthoritiesOf(signed.Transaction.AuthorizationList))
            {
                (next, authorizations) = accounts.GetValueOrDefault(authority);
                accounts[authority] = (next, authorizations + 1);
            }
        }
    }

    private static List<Address> AuthoritiesOf(AuthorizationList list)
    {
        SoftwareHost host = default;
        List<Address> authorities = [];
        var entries = new RlpReader(list.Content);
        while (!entries.IsAtEnd && Authorization.Read(ref entries, out Authorization authorization) == RlpError.None)
        {
            if (authorization.TryRecoverAuthority(ref host, out Address authority))
                authorities.Add(authority);
        }

        return authorities;
    }

    /// <summary>Every batch is on L1 once, with the hash it has here.</summary>
    private async Task CheckCommitsAsync()
    {
        L1Block head = (await _stack.L1.Anvil.Client.GetBlockAsync(L1BlockTag.Latest, default))!;
        IReadOnlyList<BatchCommitted> commits = await _stack.L1.Contract.CommitsAsync(0, head.Number, default);
        commits.Select(commit => commit.Number).ShouldBeUnique();
        foreach (BatchCommitted commit in commits)
            commit.BatchHash.ShouldBe((await _batches.GetAsync(commit.Number, default))!.Hash);
    }

    /// <summary>
    /// Executes the blocks after a batch. At the end of each later batch the state is what L1's data alone gives, under the committed root.
    /// </summary>
    private async Task<FlatState> ReplayAsync(List<(BlockRow Block, IReadOnlyList<TransactionRow> Transactions)> chain, ulong afterBatch)
    {
        SealedBatch genesis = GenesisState.Create(_deployment.Genesis.Allocation);
        var reconstructor = new StateReconstructor(_deployment.Config, _deployment.CreateGenesis().Batch, genesis);
        List<CodeRow> codes = [.. genesis.Codes];
        var reconstruction = new ChainReconstruction(_stack.L1.Anvil.Client, _stack.L1.Contract);
        IReadOnlyList<QueueItemAdded> queue = await ReadQueueAsync();
        Replay? replay = null;
        BatchHeader parent = reconstructor.Header;
        if (afterBatch == 0)
            replay = StartReplay(reconstructor, codes, queue);
        await foreach (ReconstructedBatch batch in reconstruction.RunAsync(reconstructor, L1BlockTag.Latest, default))
        {
            BatchHeader header = batch.Published.Header;
            codes.AddRange(batch.State.Codes);
            if (replay is not null)
            {
                var blocks = chain.Where(block => block.Block.Number >= header.FirstBlock && block.Block.Number <= header.LastBlock).ToList();
                foreach ((BlockRow block, IReadOnlyList<TransactionRow> transactions) in blocks)
                    replay.Execute(block, transactions, parent.StateRoot);
                replay.EndBatch(blocks.Select(block => block.Block));
                ShouldBeSame(replay.State, StateOf(reconstructor, codes), header.Number);
            }
            else if (header.Number == afterBatch)
            {
                replay = StartReplay(reconstructor, codes, queue);
            }

            parent = header;
        }

        reconstructor.Header.LastBlock.ShouldBe(chain[^1].Block.Number, "every block is on L1");
        JsonElement own = await _stack.Node.Rpc.SendAsync("rollup_getBatch", default, reconstructor.Header.Number.ToQuantity());
        own.GetProperty("stateRoot").GetString().ShouldBe(reconstructor.Header.StateRoot.ToHex());
        return replay!.State;
    }

    /// <summary>The node answers with the replayed balances and nonces.</summary>
    private async Task CheckAnswersAsync(FlatState state)
    {
        foreach ((StateKey key, StateValue value) in state.Entries.Where(entry => entry.Key.IsAccount).Take(50))
        {
            JsonElement balance = await _stack.Node.Rpc.SendAsync("eth_getBalance", default, key.Address.ToHex(), "latest");
            balance.GetString().ShouldBe(value.Account.Balance.ToQuantity());
            JsonElement nonce = await _stack.Node.Rpc.SendAsync("eth_getTransactionCount", default, key.Address.ToHex(), "pending");
            nonce.GetString().ShouldBe(value.Account.Nonce.ToQuantity());
        }
    }

    private async Task<IReadOnlyList<QueueItemAdded>> ReadQueueAsync()
    {
        L1Block head = (await _stack.L1.Anvil.Client.GetBlockAsync(L1BlockTag.Latest, default))!;
        return [.. (await _stack.L1.Contract.QueueItemsAsync(0, head.Number, default)).Select(item => item.Item)];
    }

    private Replay StartReplay(StateReconstructor from, IEnumerable<CodeRow> codes, IReadOnlyList<QueueItemAdded> queue) =>
        new(_deployment.Config, StateOf(from, codes), from.LastBlock, queue, from.Header.QueuePosition);

    private static FlatState StateOf(StateReconstructor reconstructor, IEnumerable<CodeRow> codes) =>
        new(reconstructor.Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)), codes);

    private static void ShouldBeSame(FlatState actual, FlatState expected, ulong batch)
    {
        actual.Entries.Count.ShouldBe(expected.Entries.Count, $"entries after batch {batch}");
        foreach ((StateKey key, StateValue value) in expected.Entries)
            actual.Entries.GetValueOrDefault(key).ShouldBe(value, $"{key.Address.ToHex()} after batch {batch}");
    }
}

using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Logs;
using System.Numerics;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Blocks;
using Rollup.Kernel.Tests.Protocol;
using Rollup.Kernel.Tests.State;
using Rollup.Kernel.Transactions;
using Rollup.State.Witness;

namespace Rollup.Kernel.Tests.Batches;

/// <summary>
/// A chain with three funded signers, whose batches are put together by hand: the inputs of a witness, and after each block what the
/// plain rules say about it.
/// </summary>
internal sealed class BatchScenario
{
    public const ulong GenesisTime = 1_790_000_000;
    public const ulong Gwei = 1_000_000_000;

    private readonly List<(ulong Timestamp, List<PlainItem> Items, List<byte[]> Transactions)> _blocks = [];
    private readonly List<byte[]> _messages = [];
    private readonly List<Hash256> _blockHashes = [];

    public BatchScenario(ChainConfig? config = null)
    {
        Config = config ?? TestValues.DevConfig;
        Plain = new PlainRollup(Config);
        foreach (Signer signer in Signers)
            Plain.Accounts[signer.Address] = new PlainAccount { Balance = BigInteger.Pow(10, 19) };
        Plain.Accounts[RandomTraffic.ContractAddress] = new PlainAccount { Code = RandomTraffic.ContractCode, Nonce = 1 };
        Plain.Accounts[ProtocolConstants.Messenger] = new PlainAccount { Code = [ProtocolConstants.SystemAccountCode], Nonce = 1 };
        Plain.Accounts[ProtocolConstants.BlockHashes] = new PlainAccount { Code = [ProtocolConstants.SystemAccountCode], Nonce = 1 };
        Tree.Update(Plain.Accounts.ToDictionary(a => StateKey.Account(a.Key), a => StateValue.OfAccount(ToKernel(a.Value))));

        RestartAtGenesis();
    }

    public static Signer[] Signers { get; } = [new(0), new(1), new(2)];

    public ChainConfig Config { get; set; }

    public PlainRollup Plain { get; }

    public ReferenceTree Tree { get; } = new();

    public BatchHeader Parent { get; set; }

    public BlockHeader ParentBlock { get; set; }

    /// <summary>The last block executed by the plain rules.</summary>
    public BlockHeader LastBlock { get; private set; }

    public ulong Timestamp { get; set; }

    /// <summary>The touched keys; by default all accounts that the plain rules have looked at, the message nonce, and the ring's slots.</summary>
    public HashSet<StateKey>? Touched { get; set; }

    /// <summary>The witness's codes; by default those of the contract and the system accounts.</summary>
    public IReadOnlyList<byte[]> Codes { get; set; } =
        [RandomTraffic.ContractCode, [ProtocolConstants.SystemAccountCode]];

    public IReadOnlyList<byte[]> Messages => _messages;

    public IReadOnlyList<Hash256> BlockHashes => _blockHashes;

    public Hash256 QueueRollingHash { get; private set; }

    public ulong QueuePosition { get; private set; }

    /// <summary>A transfer of 1000 wei that is valid as the next transaction of its sender.</summary>
    public PlainTransaction Transfer(int from, Address to)
    {
        _ = Plain[to]; // counts as touched
        return new(2, Signers[from].Address, to, (ulong)Plain[Signers[from].Address].Nonce, 1000, 21_000, 5 * Gwei, 1 * Gwei, []);
    }

    public PlainItem Deposit(Address to)
    {
        _ = Plain[to];
        return new(QueuePosition, to, to, 5000, 5000, 21_000, to, []);
    }

    public byte[] Sign(PlainTransaction transaction) =>
        Signers.Single(s => s.Address == transaction.From).Sign(RandomTraffic.ToKernel(transaction, Config.L2ChainId));

    /// <summary>Adds a block without asking the plain rules.</summary>
    public void AddRawBlock(ulong timestamp, PlainItem[] items, params byte[][] transactions) => _blocks.Add((timestamp, [.. items], [.. transactions]));

    /// <summary>Adds a block of those items and of the transactions that the plain rules accept, and computes its header.</summary>
    public void AddBlock(ulong timestamp, int itemCount, Func<PlainItem> nextItem, int transactionCount, Func<PlainTransaction> nextTransaction)
    {
        var host = default(SoftwareHost);
        U256 baseFee = NextBaseFee(timestamp);
        LogsBloom bloom = default;
        List<PlainItem> items = [];
        List<byte[]> transactions = [];
        byte[] hashes = [];
        byte[] receipts = [];
        ulong gasUsed = 0;
        for (int i = 0; i < itemCount; i++)
        {
            PlainItem item = nextItem();
            items.Add(item);
            QueueItem kernel = RandomTraffic.ToKernel(item);
            QueueRollingHash = kernel.RollingHash(ref host, QueueRollingHash);
            QueuePosition++;
            Include(kernel.TransactionHash(ref host), QueueItem.TransactionType, Plain.Execute(item));
        }

        for (int i = 0; i < transactionCount; i++)
        {
            PlainTransaction transaction = nextTransaction();
            PlainResult? result = Plain.Execute(transaction, baseFee.ToBigInteger());
            if (result is null)
                continue;
            byte[] encoded = Sign(transaction);
            transactions.Add(encoded);
            Include(Keccak256.Hash(encoded), transaction.Type, result);
        }

        _blocks.Add((timestamp, items, transactions));
        LastBlock = new BlockHeader
        {
            ParentHash = LastBlock.Hash(ref host),
            Beneficiary = Config.FeeVault,
            StateRoot = Parent.StateRoot,
            TransactionsRoot = Keccak256.Hash(hashes),
            ReceiptsRoot = Keccak256.Hash(receipts),
            LogsBloom = bloom,
            Number = LastBlock.Number + 1,
            GasLimit = Config.BlockGasLimit,
            GasUsed = gasUsed,
            Timestamp = timestamp,
            SecondUsage = UsageWith(timestamp, gasUsed),
            BaseFeePerGas = baseFee,
        };
        _blockHashes.Add(LastBlock.Hash(ref host));

        void Include(Hash256 hash, byte type, PlainResult result)
        {
            gasUsed += result.GasUsed;
            hashes = [.. hashes, .. hash.AsSpan()];
            receipts = [.. receipts, .. PlainRollup.ReceiptHash(type, result, gasUsed)];
            byte[] bits = PlainRollup.BloomOf(result);
            for (int i = 0; i < bits.Length; i++)
                bloom.Bytes[i] |= bits[i];
            if (result.Message is not null)
                _messages.Add(result.Message);
        }
    }

    /// <summary>The base fee of the next block: once per second the rule of EIP-1559, its denominator apart.</summary>
    public U256 NextBaseFee(ulong timestamp) => BaseFee.Next(Config, LastBlock, timestamp);

    /// <summary>What the blocks of a second have used with one more; no transaction here runs precompiles or gets refunds.</summary>
    private SecondUsage UsageWith(ulong timestamp, ulong gasUsed)
    {
        SecondUsage before = timestamp == LastBlock.Timestamp ? LastBlock.SecondUsage : default;
        return new SecondUsage { Gas = before.Gas + gasUsed, ProvingCost = before.ProvingCost + (gasUsed * ProvingCost.CellsPerGas) };
    }

    /// <summary>The witness of the batch.</summary>
    public byte[] Witness()
    {
        var writer = new BatchWitnessWriter(Config, Parent, ParentBlock, Timestamp);
        foreach ((ulong timestamp, List<PlainItem> items, List<byte[]> transactions) in _blocks)
        {
            writer.AddBlock(timestamp, items.Count, transactions.Count);
            foreach (PlainItem item in items)
                writer.AddQueueItem(RandomTraffic.ToKernel(item));
            foreach (byte[] transaction in transactions)
                writer.AddTransaction(transaction);
        }

        foreach (byte[] code in Codes)
            writer.AddCode(code);
        return writer.Finish(Tree.Witness(Touched ?? AllTouched(), new HashSet<StateKey>()));
    }

    public HashSet<StateKey> AllTouched() =>
    [
        .. Plain.Accounts.Keys.Append(Config.FeeVault).Select(a => StateKey.Account(a)),
        StateKey.StorageSlot(ProtocolConstants.Messenger, Messenger.NonceSlot),
        .. Enumerable.Range(1, _blocks.Count).Select(i => RingSlot(Parent.LastBlock + (ulong)i)),
    ];

    public static StateKey RingSlot(ulong number) => StateKey.StorageSlot(ProtocolConstants.BlockHashes, number % 256);

    /// <summary>Takes the plain rules' state over into the tree.</summary>
    public void UpdateTree()
    {
        Dictionary<StateKey, StateValue> values = Plain.Accounts.ToDictionary(
            a => StateKey.Account(a.Key), a => StateValue.OfAccount(ToKernel(a.Value)));
        values[StateKey.StorageSlot(ProtocolConstants.Messenger, Messenger.NonceSlot)] = StateValue.OfSlot(Plain.MessageNonce.ToU256());
        for (int i = Math.Max(0, _blockHashes.Count - 256); i < _blockHashes.Count; i++)
            values[RingSlot(Parent.LastBlock + 1 + (ulong)i)] = StateValue.OfSlot(_blockHashes[i].ToU256());
        Tree.Update(values);
    }

    /// <summary>Makes the tree as it is the genesis state.</summary>
    public void RestartAtGenesis()
    {
        var host = default(SoftwareHost);
        ParentBlock = BlockHeader.Genesis(ref host, Config, GenesisTime, Tree.Root.ToHash256());
        Parent = BatchHeader.Genesis(ref host, Config, GenesisTime, Tree.Root.ToHash256(), Tree.NextIndex, ParentBlock.Hash(ref host));
        LastBlock = ParentBlock;
        Timestamp = GenesisTime + 1000;
    }

    /// <summary>Goes on to the next batch.</summary>
    public void Continue(BatchHeader parent)
    {
        Parent = parent;
        ParentBlock = LastBlock;
        Timestamp = parent.Timestamp + 1000;
        _blocks.Clear();
        _messages.Clear();
        _blockHashes.Clear();
    }

    private static AccountState ToKernel(PlainAccount account)
    {
        var host = default(SoftwareHost);
        Hash256 codeHash = Keccak256.Hash(account.Code);
        return new AccountState(
            (ulong)account.Nonce, account.Balance.ToU256(), in codeHash, CodeCommitment.Compute(ref host, account.Code), (uint)account.Code.Length);
    }
}

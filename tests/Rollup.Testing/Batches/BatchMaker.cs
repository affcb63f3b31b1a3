using Rollup.Execution.Native;
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
using Rollup.Kernel.Transactions;
using Rollup.State;
using Rollup.State.Witness;
using Rollup.Storage.StateData;

namespace Rollup.Testing.Batches;

/// <summary>
/// Makes the first batches of a chain with the node's own state and witness code, without database, clock or chance: the same calls give the same bytes.
/// The state before them is put together freely, block after block is executed on it, and a batch's witness taken at its end.
/// </summary>
public sealed class BatchMaker : IDisposable
{
    private const ulong GenesisTime = 1_790_000_000;
    private const int ArenaSize = 64 << 20;

    private readonly MemoryStateStore _store = new();
    private readonly EvmMemory _evm = new();
    private readonly List<(BlockHeader Header, Hash256 Hash)> _blocks = [];
    private readonly List<byte[][]> _transactions = [];
    private readonly ChainState _state;
    private BatchHeader _parent;
    private BlockHeader _parentBlock;

    /// <param name="funded">Accounts that have enough ether for everything.</param>
    /// <param name="prepare">Writes the rest of the state before the batch; it is given a way to add codes too.</param>
    public BatchMaker(IEnumerable<Address> funded, Action<OverlayAccess, Func<byte[], AccountState>> prepare)
    {
        _store.Write(GenesisState.Create(funded.ToDictionary(address => address, _ => U256.One << 80)));
        _state = ChainState.Open(_store, new ChainStateOptions(), []);
        StateOverlay overlay = _state.BeginBlock();
        prepare(overlay.Access, AddCode);
        _ = _state.Commit(1, default, overlay);
        SealedBatch before = _state.Seal(1, _state.BeginBlock());
        _store.Write(before);
        _state.Complete(before);

        // The chain begins here: what went before was only to have a state.
        var host = default(SoftwareHost);
        ChainConfig config = Config;
        _parentBlock = BlockHeader.Genesis(ref host, in config, GenesisTime, before.Checkpoint.Root.ToHash256());
        _parent = BatchHeader.Genesis(ref host, in config, GenesisTime, before.Checkpoint.Root.ToHash256(), before.Checkpoint.NextIndex, _parentBlock.Hash(ref host));
    }

    /// <summary>The chain's configuration.</summary>
    public static ChainConfig Config { get; } = new()
    {
        L1ChainId = 31_337,
        Rollup = Address.FromU256(0x10_0001),
        Bridge = Address.FromU256(0x10_0002),
        L2ChainId = TestAccount.ChainId,
        FeeVault = Address.FromU256(0x10_0003),
        BlockGasLimit = 60_000_000,
        GasTargetPerSecond = 150_000_000,
        GasLimitPerSecond = 300_000_000,
        ProvingTargetPerSecond = 600_000_000_000,
        ProvingLimitPerSecond = 1_200_000_000_000,
        TransactionProvingLimit = 200_000_000_000,
        MinimumBaseFee = 1_000_000,
        BaseFeeChangeDenominator = 50,
        MaxDataBytes = 120_000,
        MaxForcedGas = 6_000_000,
        MaxItemGas = 2_000_000,
        ForkId = 1,
    };

    /// <summary>Executes a block of signed transactions, each of which has to succeed; of none at all, it is an empty block.</summary>
    public void AddBlock(params byte[][] transactions)
    {
        (TransactionOutcome outcome, TransactionResult result) = Execute(transactions, mustSucceed: true);
        if (outcome != TransactionOutcome.Executed || (transactions.Length > 0 && !result.Succeeded))
            throw new ArgumentException($"A transaction fails: {outcome}, {result.Reason}.", nameof(transactions));
    }

    /// <summary>Executes a block of one signed transaction, which may fail; without a block, and null, if it is invalid.</summary>
    public TransactionResult? TryAddBlock(byte[] transaction)
    {
        (TransactionOutcome outcome, TransactionResult result) = Execute([transaction], mustSucceed: false);
        return outcome == TransactionOutcome.Executed ? result : null;
    }

    private (TransactionOutcome Outcome, TransactionResult Result) Execute(byte[][] transactions, bool mustSucceed)
    {
        TransactionResult result = default;
        var host = default(SoftwareHost);
        var tracer = default(NoTracer);
        BlockHeader parent = _blocks.Count == 0 ? _parentBlock : _blocks[^1].Header;
        Hash256 parentHash = _blocks.Count == 0 ? _parent.LastBlockHash : _blocks[^1].Hash;
        ChainConfig config = Config;
        BlockContext context = BlockContext.After(in config, in parent, parent.Timestamp + 1);
        EvmBlock evmBlock = context.ToEvmBlock();
        var block = default(BlockAccumulator);
        StateOverlay overlay = _state.BeginBlock();
        OverlayAccess access = overlay.Access;
        foreach (byte[] encoded in transactions)
        {
            if (TransactionDecoder.Decode(encoded, out SignedTransaction signed) != TransactionError.None
                || signed.RecoverSender(ref host, out Address sender) != TransactionError.None)
                throw new ArgumentException("A transaction is not well-formed.", nameof(transactions));
            Transaction transaction = signed.Transaction;
            LogBuffer logs = _evm.NewLogBuffer();
            TransactionOutcome outcome = TransactionProcessor.Execute<RollupOsaka, SoftwareHost, OverlayAccess, NoTracer>(
                ref _evm.Machine, ref host, ref access, ref tracer, in evmBlock, in transaction, in sender, ref logs, out result);
            if (outcome != TransactionOutcome.Executed || (mustSucceed && !result.Succeeded))
                return (outcome, result);
            _ = block.Add(ref host, Keccak256.Hash(encoded), (byte)transaction.Type, in result, logs.Written);
        }

        BlockHeader header = block.Finish(ref host, in context, in parentHash, _parent.StateRoot);
        Hash256 hash = header.Hash(ref host);
        _blocks.Add((header, hash));
        _transactions.Add(transactions);
        _ = _state.Commit(1 + header.Number, in hash, overlay);
        return (TransactionOutcome.Executed, result);
    }

    /// <summary>Ends the batch, takes its witness, and runs the transition on it. Blocks that follow belong to the next batch.</summary>
    public MadeBatch Finish()
    {
        ChainConfig config = Config;
        var writer = new BatchWitnessWriter(in config, in _parent, in _parentBlock, _blocks[^1].Header.Timestamp);
        StateOverlay ring = _state.BeginBlock();
        OverlayAccess access = ring.Access;
        for (int i = 0; i < _blocks.Count; i++)
        {
            BlockHeader header = _blocks[i].Header;
            writer.AddBlock(header.Timestamp, 0, _transactions[i].Length);
            foreach (byte[] transaction in _transactions[i])
                writer.AddTransaction(transaction);
            _ = access.TrySetSlot(ProtocolConstants.BlockHashes, header.Number % ProtocolConstants.BlockHashRing, _blocks[i].Hash.ToU256());
        }

        SealedBatch batch = _state.Seal(_state.Sealed.Batch + 1, ring);
        foreach (Hash256 hash in batch.CodesRead)
            writer.AddCode(_state.ReadCode(in hash).Bytes.Span);
        byte[] witness = writer.Finish(batch.Witness);

        var host = default(SoftwareHost);
        ulong[] arena = GC.AllocateArray<ulong>(ArenaSize / sizeof(ulong), pinned: true);
        BatchResult result = BatchTransition.Run(ref host, ref _evm.Machine, witness, System.Runtime.InteropServices.MemoryMarshal.AsBytes(arena.AsSpan()), out BatchOutput output);
        if (!result.IsSuccess)
            throw new InvalidOperationException($"The transition refuses the witness: {result.Failure} in block {result.Block}, transaction {result.Transaction} ({result.StateFailure}).");
        _store.Write(batch);
        _state.Complete(batch);
        (_parent, _parentBlock) = (output.Header, output.LastBlock);
        _blocks.Clear();
        _transactions.Clear();
        return new MadeBatch(witness, output.PublicInput);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state.Dispose();
        _evm.Dispose();
    }

    /// <summary>Stores a code, and gives an account that has it.</summary>
    private AccountState AddCode(byte[] code)
    {
        var host = default(NativeHost);
        _store.WriteCode(code);
        return new AccountState(1, 0, Keccak256.Hash(code), CodeCommitment.Compute(ref host, code), (uint)code.Length);
    }
}

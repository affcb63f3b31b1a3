using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;

namespace Rollup.Sequencer.Blocks;

/// <summary>Executes parts of a block on its overlay, on one thread or several: nothing but the time it takes depends on how many.</summary>
internal sealed class BlockExecutor : IDisposable
{
    private const long CachedCodeBytes = 128L << 20;

    /// <summary>Entries that are loaded one by one before all that is missing is loaded together.</summary>
    private const int Patience = 64;

    /// <summary>How often a part is executed to see what it reads: where one read leads to the next, each time shows more of them.</summary>
    private const int Attempts = 8;

    /// <summary>After that, what is still missing is waited for: executing again would take longer.</summary>
    private static readonly TimeSpan Hurry = TimeSpan.FromMilliseconds(100);

    private readonly ChainState _chain;
    private readonly TimeProvider _time;
    private readonly CodeCache _codes = new(CachedCodeBytes);
    private readonly SequentialExecutor<RollupOsaka, NativeHost>? _sequential;
    private readonly ParallelExecutor<RollupOsaka, NativeHost, NoPerturbation>? _parallel;

    /// <param name="chain">The state below the overlays.</param>
    /// <param name="memo">Signatures recovered before: those of authorizations.</param>
    /// <param name="threads">How many threads; at least 1.</param>
    /// <param name="time">Clock.</param>
    public BlockExecutor(ChainState chain, SenderMemo memo, int threads, TimeProvider time)
    {
        _chain = chain;
        _time = time;
        var host = new NativeHost(memo);
        if (threads == 1) _sequential = new SequentialExecutor<RollupOsaka, NativeHost>(host, _codes);
        else _parallel = new ParallelExecutor<RollupOsaka, NativeHost, NoPerturbation>(host, _codes, threads, default);
    }

    /// <summary>
    /// Executes <paramref name="transactions"/>, up to the first valid one without room, as the next part of the block; <paramref name="overlay"/> takes
    /// over what they changed and looked at. The result is valid until the next call. With nearly everything in memory they are executed once; else what
    /// was missing is loaded in one query, and they are executed again.
    /// </summary>
    public BlockResult Execute(StateOverlay overlay, in EvmBlock block, ReadOnlyMemory<BlockTransaction> transactions, BlockRoom room)
    {
        BlockResult result;
        IReadOnlyCollection<StateKey> missing;
        long started = _time.GetTimestamp();
        int attempts = 0;
        do
        {
            bool isLast = ++attempts > Attempts || _time.GetElapsedTime(started) > Hurry;
            var state = new ExecutionBase(overlay, _chain, isLast ? int.MaxValue : Patience);
            result = _parallel?.Execute(state, in block, transactions, room) ?? _sequential!.Execute(state, in block, transactions.Span, room);
            missing = state.Missing;
            if (missing.Count > 0)
                _chain.Prefetch(missing);
        }
        while (missing.Count > 0);

        Take(result, overlay);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parallel?.Dispose();
        _sequential?.Dispose();
        _codes.Dispose();
    }

    private static void Take(BlockResult result, StateOverlay overlay)
    {
        // Code that nobody had before is not for the witness to give, although it may have been run after its creation.
        HashSet<Hash256> codes = [];
        foreach (StateKey key in result.Touched)
        {
            StateValue before = overlay.Read(in key);
            if (key.IsAccount && before.Account.HasCode)
                _ = codes.Add(before.Account.CodeHash);
        }

        foreach (Hash256 codeHash in result.CodesRead)
        {
            if (codes.Contains(codeHash))
                _ = overlay.ReadCode(in codeHash);
        }

        foreach ((Hash256 codeHash, ReadOnlyMemory<byte> code) in result.Changes.Codes)
            overlay.AddCode(in codeHash, code.Span);
        foreach ((Address address, AccountState account) in result.Changes.Accounts)
            overlay.Write(StateKey.Account(in address), StateValue.OfAccount(in account));
        foreach ((StateKey key, U256 word) in result.Changes.Slots)
            overlay.Write(in key, StateValue.OfSlot(in word));
    }
}

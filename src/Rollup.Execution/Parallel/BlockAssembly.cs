using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>Puts the results of a block together once all of its transactions are executed and validated.</summary>
internal sealed class BlockAssembly
{
    private readonly Lock _merging = new();
    private readonly List<ExecutedTransaction> _executed = [];
    private readonly List<Hash256> _createdCodes = [];
    private readonly List<KeyValuePair<Address, AccountState>> _accounts = [];
    private readonly List<KeyValuePair<StateKey, U256>> _slots = [];
    private readonly List<StateKey> _touched = [];
    private readonly HashSet<Hash256> _readCodes = [];
    private ulong _gasUsed;

    /// <summary>How many transactions the block takes, left out ones included.</summary>
    public int Count => _executed.Count;

    /// <summary>Takes the transactions in order, up to the first one that does not fit what is left of the block.</summary>
    public void Take(ReadOnlySpan<SpeculativeResult> results, ulong gasLimit)
    {
        _executed.EnsureCapacity(results.Length);
        foreach (ref readonly SpeculativeResult result in results)
        {
            if (result.Executed.GasLimit > gasLimit - _gasUsed)
                break;
            _executed.Add(result.Executed);
            _createdCodes.AddRange(result.CreatedCodes);
            if (result.Executed.IsIncluded)
                _readCodes.UnionWith(result.ReadCodes);
            _gasUsed += result.Executed.Result.GasUsed;
        }
    }

    /// <summary>Adds a part of the changes. By any thread.</summary>
    public void Add(List<KeyValuePair<Address, AccountState>> accounts, List<KeyValuePair<StateKey, U256>> slots, List<StateKey> touched)
    {
        lock (_merging)
        {
            _accounts.AddRange(accounts);
            _slots.AddRange(slots);
            _touched.AddRange(touched);
        }
    }

    /// <summary>The whole.</summary>
    public BlockResult ToResult(CodeCache codes, int reexecutions) => new()
    {
        Transactions = _executed,
        GasUsed = _gasUsed,
        Changes = new StateChanges { Accounts = _accounts, Slots = _slots, Codes = codes.Collect(_createdCodes) },
        Touched = _touched,
        CodesRead = [.. _readCodes],
        Reexecutions = reexecutions,
    };
}

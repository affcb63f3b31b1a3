using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Parallel;

/// <summary>
/// What the last execution of a transaction read and wrote, in arenas; unchanged once the transaction counts as executed, so that any thread
/// can validate it. In native memory, two cache lines each.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal unsafe struct TransactionRecord
{
    public ReadRecord* Reads;
    public WriteRecord* Writes;
    public int ReadCount;
    public int WriteCount;

    /// <summary>The credit to the fee vault: not among the writes, as every transaction has one and all would wait for the same location's lock.</summary>
    public U256 Tip;

    /// <summary>The sum of the tips up to and with this transaction, once it is committed.</summary>
    public U256 TipsUpTo;
}

using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Versions;

/// <summary>What the execution of one transaction that is not committed, or was not a short while ago, wrote to a location.</summary>
internal unsafe struct VersionEntry
{
    /// <summary>The writer's index in the block.</summary>
    public int Transaction;

    /// <summary>Whether <see cref="Value"/> is a credit to add to what is below rather than the whole content.</summary>
    public bool IsCredit;

    /// <summary>
    /// ESTIMATE (Block-STM, section 3): the execution that wrote this was aborted, and the next one will probably write here again.
    /// A reader waits for that instead of reading.
    /// </summary>
    public bool IsEstimate;

    /// <summary>
    /// An <c>AccountState</c>, a slot's <c>U256</c>, or the credit's <c>U256</c>. What it points to never changes while the block executes: two reads
    /// that found the same pointer found the same version.
    /// </summary>
    public void* Value;
}

/// <summary>What an execution has looked at.</summary>
internal enum ReadKind
{
    /// <summary>All of an account, the balance with all credits included.</summary>
    Account,

    /// <summary>Whether an account has code: credits do not matter.</summary>
    HasCode,

    /// <summary>The value of a slot.</summary>
    Slot,

    /// <summary>Nothing: a stateless execution needs the entry all the same.</summary>
    Presence,

    /// <summary>Code, by its hash: it is never another one.</summary>
    Code,

    /// <summary>Not read but created: code, by its hash.</summary>
    CreatedCode,
}

/// <summary>What an execution found where it looked.</summary>
internal unsafe struct ReadRecord
{
    /// <summary>Where; null for code.</summary>
    public Location* Location;

    /// <summary>
    /// The version, as the pointer to its unchanging value: an entry's, that of the base, a copy with credits added; for code its first byte.
    /// </summary>
    public void* Value;

    public ReadKind Kind;

    /// <summary>The last transaction that wrote it, or −1 for the base.</summary>
    public int Writer;
}

/// <summary>What an execution writes to a location.</summary>
internal unsafe struct WriteRecord
{
    public Location* Location;

    /// <summary>See <see cref="VersionEntry.IsCredit"/>.</summary>
    public bool IsCredit;

    /// <summary>See <see cref="VersionEntry.Value"/>.</summary>
    public void* Value;
}

/// <summary>
/// What the last execution of a transaction read and wrote, in arenas; unchanged once the transaction counts as executed, so that any thread
/// can validate it. In native memory, two cache lines each.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal unsafe struct AccessRecord
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

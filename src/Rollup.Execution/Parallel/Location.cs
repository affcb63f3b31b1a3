using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>
/// An account or slot in <see cref="MultiVersionMemory"/>, with what the block's transactions wrote to it. Lives in an arena until the block
/// is done. Fields from <see cref="Lock"/> on, except <see cref="Base"/>, change only under the lock.
/// </summary>
internal unsafe struct Location
{
    /// <summary>The full key; a hash never stands for it.</summary>
    public StateKey Key;

    /// <summary>The next location in the bucket, or null.</summary>
    public Location* Next;

    /// <summary>The value in the base state (<c>AccountState</c> or <c>U256</c>), or null if nobody has needed it so far.</summary>
    public void* Base;

    /// <summary>1 while a thread holds it.</summary>
    public int Lock;

    /// <summary>Whether an included transaction read or wrote here; set when the block is done.</summary>
    public bool IsTouched;

    /// <summary>How many entries there are; read without the lock, 0 says that there is none.</summary>
    public int Count;

    public int Capacity;

    /// <summary>How many entries are not credits: with none, who asks only for the code need not walk past thousands of credits.</summary>
    public int WholeCount;

    /// <summary>The entries, in the order of their transactions, at most one for each.</summary>
    public VersionEntry* Entries;

    /// <summary>The number of entries of transactions below <paramref name="transaction"/>: the index of its own entry, if it has one.</summary>
    public readonly int CountBelow(int transaction)
    {
        int low = 0;
        int high = Count;

        // Transactions start in order, so that the searched position is mostly the end.
        if (high > 0 && Entries[high - 1].Transaction < transaction)
            return high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Entries[middle].Transaction < transaction)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    public static void Acquire(Location* location)
    {
        if (Interlocked.CompareExchange(ref location->Lock, 1, 0) == 0)
            return;
        var spinner = default(SpinWait);
        do
            spinner.SpinOnce(sleep1Threshold: -1);
        while (Volatile.Read(ref location->Lock) != 0 || Interlocked.CompareExchange(ref location->Lock, 1, 0) != 0);
    }

    public static void Release(Location* location) => Volatile.Write(ref location->Lock, 0);
}

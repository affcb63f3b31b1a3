using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.State;

namespace Rollup.Execution.Versions;

/// <summary>
/// An account or slot in <see cref="MultiVersionMemory"/>: its value before the block, the one that committed transactions left, and
/// what the others have written so far. Lives in an arena until the block is done; two cache lines, the key in the first one. The fields from
/// <see cref="Settled"/> on change only under the lock.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal unsafe struct Location
{
    /// <summary>Bytes: two cache lines.</summary>
    public const int Size = 128;

    /// <summary>The full key; a hash never stands for it.</summary>
    public StateKey Key;

    /// <summary>The next location in the bucket, or null.</summary>
    public Location* Next;

    /// <summary>The value in the base state (<c>AccountState</c> or <c>U256</c>), or null if nobody has needed it so far.</summary>
    public void* Base;

    /// <summary>1 while a thread holds it.</summary>
    public int Lock;

    /// <summary>Whether an included transaction looked at this or changed it. Set by the committing thread.</summary>
    public bool IsTouched;

    /// <summary>The whole content that committed transactions left, if it no longer lies in an entry, or null: the base then.</summary>
    public void* Settled;

    /// <summary>The last transaction whose write is part of <see cref="Settled"/>.</summary>
    public int SettledBy;

    /// <summary>How many entries there are; read without the lock, 0 says that there is none.</summary>
    public int Count;

    public int Capacity;

    /// <summary>How many entries are not credits: with none, who asks only for the code need not walk past the credits.</summary>
    public int WholeCount;

    /// <summary>The entries, in the order of their transactions, at most one for each; at first <see cref="First"/> alone.</summary>
    public VersionEntry* Entries;

    /// <summary>Room for one entry: most locations are written once.</summary>
    public VersionEntry First;

    /// <summary>The value after the committed transactions that have no entry, or null if nobody has needed the base so far.</summary>
    public readonly void* Bottom => Settled != null ? Settled : Base;

    /// <summary>The number of entries of transactions below <paramref name="transaction"/>: the index of its own entry, if it has one.</summary>
    public readonly int CountBelow(int transaction)
    {
        // Transactions start in order, so that the searched position is mostly the end; and lists are short, as committed entries are settled.
        int index = Count;
        while (index > 0 && Entries[index - 1].Transaction >= transaction)
            index--;
        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Acquire(Location* location)
    {
        if (Interlocked.CompareExchange(ref location->Lock, 1, 0) != 0)
            Await(location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Release(Location* location) => Volatile.Write(ref location->Lock, 0);

    private static void Await(Location* location)
    {
        var spinner = default(SpinWait);
        do
            spinner.SpinOnce(sleep1Threshold: -1);
        while (Volatile.Read(ref location->Lock) != 0 || Interlocked.CompareExchange(ref location->Lock, 1, 0) != 0);
    }
}

using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Frames;

/// <summary>
/// One message call or creation in progress. Frames, their stacks and their memories lie behind one another in three regions, so a
/// child starts where its parent ends, and a parent's memory does not move or grow while a child runs.
/// Invariants: Stack ≤ Top ≤ Stack + 1024; Code ≤ Next ≤ Code + Length + padding; Memory is zeroed up to MemorySize, a multiple of 32.
/// </summary>
internal unsafe struct Frame
{
    /// <summary>The next instruction.</summary>
    public byte* Next;

    /// <summary>The first free stack item.</summary>
    public U256* Top;

    public long Gas;

    public CodeView Code;
    public U256* Stack;
    public byte* Memory;

    /// <summary>Bytes of memory in use.</summary>
    public ulong MemorySize;

    /// <summary>What the memory in use has cost so far.</summary>
    public long MemoryGas;

    public byte* Input;
    public int InputLength;

    /// <summary>What RETURN or REVERT gave: in this frame's memory.</summary>
    public byte* Output;
    public int OutputLength;

    /// <summary>Where the parent wants the output, in its memory, and at most how much.</summary>
    public ulong ReturnOffset;
    public ulong ReturnLength;

    /// <summary>Journal index of the account whose storage and balance the code works on.</summary>
    public int Self;

    public Address SelfAddress;
    public Address Caller;
    public U256 Value;
    public bool IsStatic;

    /// <summary>Runs init code: the output becomes the code of <see cref="Self"/>.</summary>
    public bool IsCreation;

    public JournalCheckpoint Checkpoint;
}

using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>An account that the transaction has loaded: what it was, and what it is now.</summary>
internal struct AccountEntry
{
    public Address Address;
    public AccountFlags Flags;
    public ulong Nonce;
    public U256 Balance;
    public Hash256 CodeHash;

    /// <summary>Bytes of code; the code itself is in <see cref="Code"/> once loaded or created.</summary>
    public uint CodeSize;

    public CodeView Code;
    public AccountState Original;

    /// <summary>EIP-161: nonce 0, balance 0, no code; an absent account reads so too.</summary>
    public readonly bool IsDead => Nonce == 0 && Balance.IsZero && CodeSize == 0;

    /// <summary>Whether the account and its storage go when the transaction ends, because it destroyed itself (EIP-6780).</summary>
    public readonly bool IsDestroyed => (Flags & AccountFlags.Destroyed) != AccountFlags.None;

    /// <summary>Whether the account goes when the transaction ends: destroyed, or dead and touched (EIP-161).</summary>
    public readonly bool IsRemoved => IsDestroyed || (IsDead && (Flags & AccountFlags.Touched) != AccountFlags.None);

    /// <summary>Whether the code is to be stored.</summary>
    public readonly bool IsCodeChanged => (Flags & AccountFlags.CodeChanged) != AccountFlags.None;

    /// <summary>Whether an account that stays is another one than before.</summary>
    public readonly bool IsChanged => Nonce != Original.Nonce || Balance != Original.Balance || IsCodeChanged;
}

/// <summary>What has happened to an account in this transaction; all but <see cref="CodeLoaded"/> are undone by a revert.</summary>
[Flags]
internal enum AccountFlags : uint
{
    None = 0,

    /// <summary>Accessed (EIP-2929).</summary>
    Warm = 1,

    /// <summary>Touched (EIP-161): deleted at the end if dead.</summary>
    Touched = 2,

    /// <summary>Created as a contract by this transaction (EIP-6780).</summary>
    Created = 4,

    /// <summary>Self-destructed after having been created by this transaction.</summary>
    Destroyed = 8,

    /// <summary>The code was changed, so that it must be stored.</summary>
    CodeChanged = 16,

    /// <summary>The code view is filled.</summary>
    CodeLoaded = 32,
}

/// <summary>A storage slot that the transaction has loaded, or a transient one (which has no original).</summary>
internal struct SlotEntry
{
    /// <summary>Index of the account in the journal.</summary>
    public int Account;

    /// <summary>Accessed (EIP-2929).</summary>
    public bool IsWarm;

    public U256 Slot;

    /// <summary>The value before the transaction (EIP-2200).</summary>
    public U256 Original;

    public U256 Value;
}

/// <summary>A log that the transaction has emitted so far; its data lies in the journal's arena.</summary>
public unsafe struct LogEntry
{
    /// <summary>The contract that emitted it.</summary>
    public Address Address;

    /// <summary>0 to 4.</summary>
    public int TopicCount;

    /// <summary>The topics; those from <see cref="TopicCount"/> on are unspecified.</summary>
    public Hash256 Topic0, Topic1, Topic2, Topic3;

    /// <summary>The first byte of the data.</summary>
    public byte* Data;

    /// <summary>Bytes of data.</summary>
    public int DataLength;

    /// <summary>The data in place.</summary>
    public readonly ReadOnlySpan<byte> DataSpan => new(Data, DataLength);

    /// <summary>Topic <paramref name="index"/>, below <see cref="TopicCount"/>.</summary>
    public readonly Hash256 Topic(int index) => index switch { 0 => Topic0, 1 => Topic1, 2 => Topic2, _ => Topic3 };
}

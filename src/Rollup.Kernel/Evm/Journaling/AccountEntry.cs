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

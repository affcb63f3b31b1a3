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
}

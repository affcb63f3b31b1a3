using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>
/// What the tree holds of an account. The code has two hashes: Keccak for the EVM, Poseidon2 for cheap proofs; storage slots
/// are leaves of their own. An account equal to <see cref="Empty"/> is absent from the tree (EIP-161).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct AccountState : IEquatable<AccountState>
{
    /// <summary>The account with every field given.</summary>
    public AccountState(ulong nonce, in U256 balance, in Hash256 codeHash, in Digest codeCommitment, uint codeSize)
    {
        Nonce = nonce;
        Balance = balance;
        CodeHash = codeHash;
        CodeCommitment = codeCommitment;
        CodeSize = codeSize;
    }

    /// <summary>An account without code.</summary>
    public AccountState(ulong nonce, in U256 balance)
        : this(nonce, in balance, EmptyCodeHash, default, 0)
    {
    }

    /// <summary>Transactions sent, and for a contract creations too.</summary>
    public ulong Nonce { get; }

    /// <summary>In wei.</summary>
    public U256 Balance { get; }

    /// <summary>Keccak-256 of the code.</summary>
    public Hash256 CodeHash { get; }

    /// <summary>See <see cref="State.CodeCommitment"/>; zero without code.</summary>
    public Digest CodeCommitment { get; }

    /// <summary>Bytes of code, below 2^29.</summary>
    public uint CodeSize { get; }

    /// <summary>Nonce 0, balance 0, no code: what an absent account reads as.</summary>
    public static AccountState Empty => new(0, U256.Zero);

    /// <summary>Keccak-256 of no bytes.</summary>
    public static Hash256 EmptyCodeHash => Hash256.FromSpan(
    [
        0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d, 0xb2, 0xdc, 0xc7, 0x03, 0xc0,
        0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82, 0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70,
    ]);

    /// <summary>Whether the account is absent from the tree.</summary>
    public bool IsEmpty => Nonce == 0 && Balance.IsZero && !HasCode;

    /// <summary>Whether the account has code.</summary>
    public bool HasCode => CodeSize != 0;

    /// <summary>The account with another nonce.</summary>
    public AccountState WithNonce(ulong nonce) => new(nonce, Balance, CodeHash, CodeCommitment, CodeSize);

    /// <summary>The account with another balance.</summary>
    public AccountState WithBalance(in U256 balance) => new(Nonce, in balance, CodeHash, CodeCommitment, CodeSize);

    /// <summary>The account with another code.</summary>
    public AccountState WithCode(in Hash256 codeHash, in Digest codeCommitment, uint codeSize) => new(Nonce, Balance, in codeHash, in codeCommitment, codeSize);

    /// <inheritdoc/>
    public bool Equals(AccountState other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AccountState other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => Balance.GetHashCode() ^ (int)Nonce;

    /// <summary>Equality of all fields.</summary>
    public static bool operator ==(in AccountState a, in AccountState b) =>
        a.Nonce == b.Nonce && a.Balance == b.Balance && a.CodeHash == b.CodeHash
        && a.CodeCommitment == b.CodeCommitment && a.CodeSize == b.CodeSize;

    /// <summary>Inequality.</summary>
    public static bool operator !=(in AccountState a, in AccountState b) => !(a == b);
}

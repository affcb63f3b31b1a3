using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Batches;

/// <summary>What a batch did to a leaf that existed before it.</summary>
public readonly struct LeafUpdate
{
    /// <summary>Bit of the flags: the nonce has increased.</summary>
    internal const ulong NonceFlag = 1;

    /// <summary>Bit of the flags: the account's balance, or the slot's value, is another one.</summary>
    internal const ulong ValueFlag = 2;

    /// <summary>Bit of the flags: the account's code is another one.</summary>
    internal const ulong CodeFlag = 4;

    /// <summary>The number of flag bits below the index.</summary>
    internal const int FlagBits = 3;

    /// <summary>The leaf's index.</summary>
    public ulong Index { get; init; }

    /// <summary>By how much the account's nonce has increased; always 0 for a slot.</summary>
    public ulong NonceIncrement { get; init; }

    /// <summary>Whether <see cref="Value"/> is the account's new balance or the slot's new value; otherwise it has not changed.</summary>
    public bool HasValue { get; init; }

    /// <summary>The new balance in wei, or the slot's new value.</summary>
    public U256 Value { get; init; }

    /// <summary>Whether the account's code is another one; always false for a slot.</summary>
    public bool HasCode { get; init; }

    /// <summary>The place of the new code among the batch's codes, from 1; 0 if the account has none any more.</summary>
    public uint Code { get; init; }

    /// <summary>Whether the leaf is gone: an update that changes nothing means that.</summary>
    public bool IsDeletion => NonceIncrement == 0 && !HasValue && !HasCode;
}

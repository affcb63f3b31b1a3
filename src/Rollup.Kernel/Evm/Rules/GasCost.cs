namespace Rollup.Kernel.Evm.Rules;

/// <summary>Gas of the instructions whose cost is not constant (Yellow Paper, appendix G, as later EIPs changed it).</summary>
public static class GasCost
{
    /// <summary>An account or slot already accessed in this transaction (EIP-2929).</summary>
    public const long WarmAccess = 100;

    /// <summary>The first access to an account in this transaction (EIP-2929).</summary>
    public const long ColdAccount = 2600;

    /// <summary>The first access to a slot in this transaction (EIP-2929).</summary>
    public const long ColdSlot = 2100;

    /// <summary>A slot set from zero (EIP-2200).</summary>
    public const long SlotSet = 20_000;

    /// <summary>A slot changed for the first time, its cold access included (EIP-2200).</summary>
    public const long SlotReset = 5000;

    /// <summary>The gas that must be left for SSTORE to run at all (EIP-2200).</summary>
    public const long SlotSentry = 2300;

    /// <summary>The refund for a slot cleared (EIP-3529).</summary>
    public const long SlotClearRefund = 4800;

    /// <summary>Per byte of the exponent of EXP (EIP-160).</summary>
    public const long ExpByte = 50;

    /// <summary>Per word hashed.</summary>
    public const long Keccak256Word = 6;

    /// <summary>Per word copied.</summary>
    public const long CopyWord = 3;

    /// <summary>Per byte of log data.</summary>
    public const long LogByte = 8;

    /// <summary>A call that carries value.</summary>
    public const long CallValue = 9000;

    /// <summary>What the callee of a call with value gets for free.</summary>
    public const long CallStipend = 2300;

    /// <summary>A call with value, or a self-destruction, that brings an account into being (EIP-161).</summary>
    public const long NewAccount = 25_000;

    /// <summary>Per byte of code stored.</summary>
    public const long CodeByte = 200;

    /// <summary>Per word of init code (EIP-3860).</summary>
    public const long InitCodeWord = 2;

    /// <summary>Linear part of the memory's cost, per word.</summary>
    public const long MemoryWord = 3;

    /// <summary>Divisor of the quadratic part of the memory's cost.</summary>
    public const long MemoryQuadraticDivisor = 512;

    /// <summary>Parts of the used gas of which at most one is refunded (EIP-3529).</summary>
    public const long RefundQuotient = 5;

    /// <summary>The number of words that hold <paramref name="bytes"/>.</summary>
    public static long Words(ulong bytes) => (long)((bytes + 31) >> 5);
}

using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>An account of a test's state.</summary>
public sealed class TestAccount
{
    /// <summary>The nonce.</summary>
    public ulong Nonce { get; set; }

    /// <summary>In wei.</summary>
    public U256 Balance { get; set; }

    /// <summary>The code.</summary>
    public byte[] Code { get; set; } = [];

    /// <summary>The slots that are not zero.</summary>
    public Dictionary<U256, U256> Storage { get; } = [];

    /// <summary>An independent copy.</summary>
    public TestAccount Clone()
    {
        var copy = new TestAccount { Nonce = Nonce, Balance = Balance, Code = Code };
        foreach ((U256 slot, U256 value) in Storage)
            copy.Storage[slot] = value;
        return copy;
    }
}

namespace Rollup.Kernel.Blocks;

/// <summary>The result of a message call.</summary>
public readonly struct CallResult
{
    private CallResult(bool succeeded, ulong gasUsed)
    {
        Succeeded = succeeded;
        GasUsed = gasUsed;
    }

    /// <summary>Whether the call took effect; otherwise it changed nothing.</summary>
    public bool Succeeded { get; }

    /// <summary>The gas it used of what it was given.</summary>
    public ulong GasUsed { get; }

    /// <summary>The call took effect.</summary>
    public static CallResult Success(ulong gasUsed) => new(succeeded: true, gasUsed);

    /// <summary>The call was undone; unused gas is returned.</summary>
    public static CallResult Reverted(ulong gasUsed) => new(succeeded: false, gasUsed);

    /// <summary>The call was undone, and all gas is gone.</summary>
    public static CallResult OutOfGas(ulong gas) => new(succeeded: false, gas);
}

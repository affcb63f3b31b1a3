namespace Rollup.Execution.Parallel;

/// <summary>What of a location an execution has looked at.</summary>
internal enum ReadKind
{
    /// <summary>All of an account, the balance with all credits included.</summary>
    Account,

    /// <summary>Whether an account has code: credits do not matter.</summary>
    HasCode,

    /// <summary>The value of a slot.</summary>
    Slot,
}

namespace Rollup.Execution.Parallel;

/// <summary>What an execution has looked at.</summary>
internal enum ReadKind
{
    /// <summary>All of an account, the balance with all credits included.</summary>
    Account,

    /// <summary>Whether an account has code: credits do not matter.</summary>
    HasCode,

    /// <summary>The value of a slot.</summary>
    Slot,

    /// <summary>Nothing: a stateless execution needs the entry all the same.</summary>
    Presence,

    /// <summary>Code, by its hash: it is never another one.</summary>
    Code,

    /// <summary>Not read but created: code, by its hash.</summary>
    CreatedCode,
}

namespace Rollup.Execution.Parallel;

/// <summary>What a thread is to do next.</summary>
internal enum SchedulerTaskKind
{
    /// <summary>Nothing right now: ask again.</summary>
    None,

    /// <summary>Execute the transaction.</summary>
    Execution,

    /// <summary>Check that the transaction's execution read what it would read now.</summary>
    Validation,
}

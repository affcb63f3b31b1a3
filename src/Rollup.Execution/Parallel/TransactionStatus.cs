namespace Rollup.Execution.Parallel;

/// <summary>Where a transaction stands; see the drawing above <see cref="TransactionProgress"/>.</summary>
internal enum TransactionStatus
{
    Ready,
    Executing,
    Executed,
    Aborting,
}

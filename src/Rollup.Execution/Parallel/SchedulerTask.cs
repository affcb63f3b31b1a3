namespace Rollup.Execution.Parallel;

/// <summary>A piece of work on one execution (incarnation) of a transaction.</summary>
internal readonly record struct SchedulerTask(SchedulerTaskKind Kind, int Transaction, int Incarnation);

namespace Rollup.Execution.Parallel;

/// <summary>
/// Something that may happen wherever threads can overtake each other, as a struct type parameter: tests delay threads there to see
/// schedules that would be rare otherwise; with <see cref="NoPerturbation"/> nothing is left in the compiled code.
/// </summary>
public interface IPerturbation
{
    /// <summary>Called between two steps of the scheduler, or between an execution and the publication of its writes.</summary>
    void Pause();
}

namespace Rollup.Execution.Parallel;

/// <summary>Nothing happens.</summary>
public readonly struct NoPerturbation : IPerturbation
{
    /// <inheritdoc/>
    public void Pause()
    {
    }
}

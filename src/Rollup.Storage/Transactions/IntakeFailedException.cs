namespace Rollup.Storage;

/// <summary>The intake has ended; transactions given to it may or may not have been stored, and must not be acknowledged.</summary>
public sealed class IntakeFailedException : Exception
{
    /// <param name="inner">Why the intake ended; null when it was closed in order.</param>
    public IntakeFailedException(Exception? inner) : base("The transaction could not be stored: " + (inner?.Message ?? "the sequencer is stopping."), inner)
    {
    }
}

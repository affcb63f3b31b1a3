namespace Rollup.Sequencer;

/// <summary>The database holds another chain than the configured one.</summary>
public sealed class WrongChainException : Exception
{
    /// <param name="message">What differs.</param>
    public WrongChainException(string message) : base(message)
    {
    }
}

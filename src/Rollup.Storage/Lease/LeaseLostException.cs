namespace Rollup.Storage;

/// <summary>This process is no longer the leading sequencer: another one took the lease, or the connection that held it broke.</summary>
public sealed class LeaseLostException : Exception
{
    /// <param name="message">How the loss was noticed.</param>
    /// <param name="inner">The failure that ended the lease, if any.</param>
    public LeaseLostException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}

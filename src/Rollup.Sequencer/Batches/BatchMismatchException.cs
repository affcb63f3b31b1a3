namespace Rollup.Sequencer;

/// <summary>
/// The kernel's transition over a batch's witness does not arrive where the node did. One of them is wrong, so nothing may be posted and no further
/// block be built: an operator has to look.
/// </summary>
public sealed class BatchMismatchException : Exception
{
    /// <param name="message">The batch and both results.</param>
    public BatchMismatchException(string message) : base(message)
    {
    }
}

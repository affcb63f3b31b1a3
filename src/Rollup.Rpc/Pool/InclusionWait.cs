namespace Rollup.Rpc.Pool;

/// <summary>One wait for a transaction; disposing it ends the wait.</summary>
internal sealed class InclusionWait(Task included, Action end) : IDisposable
{
    /// <summary>Ends when a block holds the transaction.</summary>
    public Task Included => included;

    /// <inheritdoc/>
    public void Dispose() => end();
}

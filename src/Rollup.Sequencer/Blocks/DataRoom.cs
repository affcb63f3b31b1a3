using Rollup.State;

namespace Rollup.Sequencer;

/// <summary>
/// Tells whether one more transaction surely keeps the batch's L1 data within its limit. Counting every transaction at its worst is quick; when that says no,
/// the bound is taken from what really changed.
/// </summary>
internal sealed class DataRoom
{
    private readonly BatchDataEstimate _batch;
    private readonly StateOverlay _overlay;
    private readonly ulong _limit;
    private int _measured;
    private int _transactionsSince;

    /// <param name="batch">The open batch before the block.</param>
    /// <param name="overlay">The block's changes so far.</param>
    /// <param name="limit">Bytes.</param>
    public DataRoom(BatchDataEstimate batch, StateOverlay overlay, ulong limit)
    {
        _batch = batch;
        _overlay = overlay;
        _limit = limit;
        _measured = batch.BytesWith(overlay.Entries, messages: 0);
    }

    /// <summary>Counts an executed transaction.</summary>
    public void Count() => _transactionsSince++;

    /// <summary>Whether another transaction fits.</summary>
    /// <param name="messages">Messages in the block so far.</param>
    public bool HasRoom(int messages)
    {
        if (Fits()) return true;
        if (_transactionsSince == 0) return false;
        _measured = _batch.BytesWith(_overlay.Entries, messages);
        _transactionsSince = 0;
        return Fits();
    }

    private bool Fits() => (ulong)(_measured + ((_transactionsSince + 1) * BatchDataEstimate.MaxPerTransaction)) <= _limit;
}

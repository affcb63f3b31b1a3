using Rollup.Sequencer.Batches;
using Rollup.State;

namespace Rollup.Sequencer.Blocks;

/// <summary>
/// Tells what is left of the L1 data that the open batch may have. Adding up the bounds of single transactions is quick; measuring the block's
/// changes together gives more room, because transactions change the same entries.
/// </summary>
internal sealed class DataRoom
{
    private readonly BatchDataEstimate _batch;
    private readonly StateOverlay _overlay;
    private readonly ulong _limit;
    private ulong _measured;
    private ulong _addedSince;

    /// <param name="batch">The open batch before the block.</param>
    /// <param name="overlay">The block's changes so far.</param>
    /// <param name="limit">Bytes.</param>
    public DataRoom(BatchDataEstimate batch, StateOverlay overlay, ulong limit)
    {
        _batch = batch;
        _overlay = overlay;
        _limit = limit;
        Measure(messages: 0);
    }

    /// <summary>The bytes that are surely left.</summary>
    public ulong Left => _limit - Math.Min(_limit, _measured + _addedSince);

    /// <summary>Whether <see cref="Measure"/> may find more than <see cref="Left"/>.</summary>
    public bool CanMeasure => _addedSince > 0;

    /// <summary>Counts an executed transaction at its bound.</summary>
    public void Add(ulong dataBytes) => _addedSince += dataBytes;

    /// <summary>Measures what the block has changed so far.</summary>
    /// <param name="messages">Messages in the block so far.</param>
    public void Measure(int messages)
    {
        _measured = (ulong)_batch.BytesWith(_overlay.Entries, messages);
        _addedSince = 0;
    }
}

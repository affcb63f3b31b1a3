using Rollup.Execution.Blocks;
using Rollup.Execution.Scheduling;
using Rollup.Execution.Versions;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Parallel;

/// <summary>
/// Makes transactions final, in order. One thread commits at a time: whoever enters. A transaction is valid if it read what it would
/// read now that all below it are final, so that it is validated once; the rolling commit of later descriptions of Block-STM.
/// Decides also where the block ends, and keeps what its included transactions come to.
/// </summary>
internal sealed unsafe class OrderedCommit(MultiVersionMemory memory)
{
    /// <summary>After how much gas the clock is looked at: rarely enough to cost nothing, and about every ten milliseconds where gas buys the most time.</summary>
    private const ulong GasBetweenLooks = 300_000;

    private readonly List<Hash256> _readCodes = [];
    private readonly List<Hash256> _createdCodes = [];
    private int _count;
    private ulong _gasLeft;
    private ulong _dataBytesLeft;
    private ulong _provingLeft;
    private ulong _gasSinceLook;
    private Func<bool>? _isTimeUp;
    private ulong _block;
    private Location* _vault;

    // Alone on their cache lines: what is above changes with every commit.
    private PaddedCounter _isEntered;
    private PaddedCounter _isDone;

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsDone => _isDone.Value != 0;

    /// <summary>The gas of all included transactions.</summary>
    public ulong GasUsed { get; private set; }

    /// <summary>The bytes of L1 data of all included transactions.</summary>
    public ulong DataBytes { get; private set; }

    /// <summary>Whether the block ends in front of a transaction that costs more to prove than is left.</summary>
    public bool IsProvingExhausted { get; private set; }

    /// <summary>Whether the block ends because time is up.</summary>
    public bool IsTimeUp { get; private set; }

    /// <summary>The hashes of the code that included transactions read, each once.</summary>
    public IReadOnlyList<Hash256> ReadCodes => _readCodes;

    /// <summary>The hashes of the code that included transactions created, each once, in order.</summary>
    public IReadOnlyList<Hash256> CreatedCodes => _createdCodes;

    /// <summary>Forgets the last block. <paramref name="block"/> is the code cache's number of this one.</summary>
    public void Begin(int count, in BlockRoom room, ulong block, Location* vault)
    {
        _count = count;
        _gasLeft = room.Gas;
        _dataBytesLeft = room.DataBytes;
        _provingLeft = room.ProvingCost;
        _gasSinceLook = 0;
        _isTimeUp = room.IsTimeUp;
        _block = block;
        _vault = vault;
        GasUsed = 0;
        DataBytes = 0;
        IsProvingExhausted = false;
        IsTimeUp = false;
        _readCodes.Clear();
        _createdCodes.Clear();
        _isDone.Value = count == 0 ? 1 : 0;
    }

    /// <summary>Ends the block's execution early: a thread has failed.</summary>
    public void Stop() => _isDone.Value = 1;

    /// <summary>Whether the calling thread is the one to commit, until <see cref="Exit"/>.</summary>
    public bool TryEnter() => _isEntered.Value == 0 && _isEntered.CompareExchange(1, 0) == 0;

    /// <summary>Lets another thread commit.</summary>
    public void Exit() => _isEntered.Value = 0;

    /// <summary>
    /// Decides about the next transaction, whose execution is final, and takes down what it looked at. False if the block ends in front of it. Inside.
    /// </summary>
    public bool TryInclude(in ExecutedTransaction executed, bool isQueueItem, ReadOnlySpan<ReadRecord> reads, ReadOnlySpan<WriteRecord> writes)
    {
        if (!executed.IsIncluded)
            return true;
        if (_isTimeUp is not null && _gasSinceLook >= GasBetweenLooks)
        {
            _gasSinceLook = 0;
            IsTimeUp = _isTimeUp();
            if (IsTimeUp)
            {
                Stop();
                return false;
            }
        }

        bool isProvingExhausted = executed.Result.ProvingCost > _provingLeft;
        if (executed.GasLimit > _gasLeft || executed.Result.DataBytes > _dataBytesLeft || isProvingExhausted)
        {
            IsProvingExhausted = isProvingExhausted;
            Stop();
            return false;
        }

        _gasLeft -= executed.Result.GasUsed;
        _gasSinceLook += executed.Result.GasUsed;
        _dataBytesLeft -= executed.Result.DataBytes;
        _provingLeft -= executed.Result.ProvingCost;
        GasUsed += executed.Result.GasUsed;
        DataBytes += executed.Result.DataBytes;
        foreach (ref readonly ReadRecord read in reads)
        {
            if (read.Location == null)
                CountCode(in read);
            else if (!read.Location->IsTouched)
                read.Location->IsTouched = true;
        }

        foreach (ref readonly WriteRecord write in writes)
        {
            if (!write.Location->IsTouched)
                write.Location->IsTouched = true;
        }

        if (!isQueueItem)
            _vault->IsTouched = true;
        return true;
    }

    /// <summary>The next transaction is final. Inside.</summary>
    public void Advance()
    {
        memory.Commit();
        if (memory.Committed == _count)
            Stop();
    }

    private void CountCode(ref readonly ReadRecord read)
    {
        CodeEntry* entry = CodeCache.EntryOf(read.Value);
        bool isCreated = read.Kind == ReadKind.CreatedCode;
        if ((isCreated ? entry->CreatedIn : entry->ReadIn) == _block)
            return;
        if (isCreated)
            entry->CreatedIn = _block;
        else
            entry->ReadIn = _block;
        (isCreated ? _createdCodes : _readCodes).Add(entry->Hash);
    }
}

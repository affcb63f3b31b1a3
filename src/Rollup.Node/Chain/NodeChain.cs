using Microsoft.Extensions.Logging;
using Rollup.Rpc.Chain;
using Rollup.Sequencer;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;

namespace Rollup.Node.Chain;

/// <summary>
/// The chain as this process shows it. While the process leads that is the sequencer's own state, to which no other process adds; otherwise a copy that
/// follows the ledger. What L1 says comes from the settler's records, wherever it runs.
/// </summary>
internal sealed partial class NodeChain : IChainView
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private readonly ChainFollower _follower;
    private readonly SettlementStore _settlement;
    private readonly SequencerService? _sequencer;
    private readonly ChainState? _leading;
    private readonly TimeProvider _time;
    private readonly ILogger<NodeChain> _logger;
    private volatile BlockRow? _led; // The newest block of the current term; null while this process does not lead, or has added none yet.
    private volatile SettlementStatus? _status;

    /// <param name="follower">The copy.</param>
    /// <param name="settlement">The settler's records.</param>
    /// <param name="sequencer">The sequencer of this process, if it has one, and its state.</param>
    /// <param name="leading">The state of that sequencer.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public NodeChain(
        ChainFollower follower, SettlementStore settlement, SequencerService? sequencer, ChainState? leading, TimeProvider time, ILogger<NodeChain> logger)
    {
        _follower = follower;
        _settlement = settlement;
        _sequencer = sequencer;
        _leading = leading;
        _time = time;
        _logger = logger;
        if (sequencer is not null)
            sequencer.BlockAdded += OnBlockAdded;
    }

    /// <inheritdoc/>
    public event EventHandler? LatestChanged;

    /// <inheritdoc/>
    public BlockRow Latest => _led ?? _follower.Latest;

    /// <inheritdoc/>
    public ulong Safe => _status?.SafeBlock ?? 0;

    /// <inheritdoc/>
    public ulong ProvenBatch => _status?.ProvenBatch ?? 0;

    /// <inheritdoc/>
    public ulong Finalized => _status?.FinalizedBlock ?? 0;

    /// <summary>What the settler saw last; null before its first look.</summary>
    public SettlementStatus? Settlement => _status;

    /// <inheritdoc/>
    public IStateReader? StateAt(ulong block) => _led is not null ? _leading!.At(block) : _follower.StateAt(block);

    /// <summary>Keeps up with the ledger until cancelled, through outages of the database.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await PollAsync(cancellationToken);
            }
            catch (Exception exception) when (DatabaseFailure.Is(exception))
            {
                LogPollFailed(exception.Message);
            }

            await Task.Delay(PollInterval, _time, cancellationToken);
        }
    }

    /// <summary>Looks at the ledger once.</summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        BlockRow before = Latest;
        _status = await _settlement.ReadStatusAsync(cancellationToken);
        bool isOver = _sequencer?.Status.Phase != SequencerPhase.Leading || _leading!.LatestBlock < _led?.Number; // The term, perhaps behind a rollback.
        if (isOver || _led is null)
            await _follower.PollAsync(cancellationToken); // Before it is shown: the copy is as old as the term.
        if (isOver)
            _led = null;
        if (Latest.Hash != before.Hash)
            LatestChanged?.Invoke(this, EventArgs.Empty);
    }

    private void OnBlockAdded(object? sender, BlockAddedEventArgs added)
    {
        _led = added.Block;
        LatestChanged?.Invoke(this, EventArgs.Empty);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger cannot be read: {Reason}")]
    private partial void LogPollFailed(string reason);
}

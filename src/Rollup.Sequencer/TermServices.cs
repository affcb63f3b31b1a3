using Rollup.Execution.Native;
using Rollup.Kernel.Protocol;
using Rollup.State;
using Rollup.Storage;

namespace Rollup.Sequencer;

/// <summary>What every term works with.</summary>
internal sealed record TermServices(
    Database Database,
    ChainState State,
    PostgresStateStore Store,
    ChainConfig Config,
    SequencerOptions Options,
    SenderMemo Memo,
    SenderRecovery Recovery,
    TimeProvider Time);

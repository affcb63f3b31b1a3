using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Pool;
using Rollup.State;

namespace Rollup.Sequencer.Tests;

/// <summary>A sequencer that runs until it is disposed.</summary>
internal sealed class RunningSequencer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private bool _disposed;

    public RunningSequencer(SequencerService service, ChainState state)
    {
        Service = service;
        State = state;
        _run = Task.Run(() => service.RunAsync(_stop.Token));
    }

    public SequencerService Service { get; }

    public ChainState State { get; }

    public async Task<Hash256> AcceptAsync(byte[] raw)
    {
        SubmissionResult result = await Service.SubmitAsync(raw, default);
        result.Rejection.ShouldBeNull();
        return result.Hash!.Value;
    }

    public async Task<Rejection> RefuseAsync(byte[] raw)
    {
        SubmissionResult result = await Service.SubmitAsync(raw, default);
        result.Hash.ShouldBeNull();
        return result.Rejection!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _stop.CancelAsync();
        await _run;
        State.Dispose();
        _stop.Dispose();
    }
}

using Rollup.Ethereum.Chain;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Settlement.Reconstruction;
using Rollup.State;
using Rollup.State.Reconstruction;
using Rollup.Storage.StateData;

namespace Rollup.Settlement.Tests;

public sealed class ChainReconstructionTests : IAsyncLifetime
{
    private static readonly Address Alice = Address.FromU256(0xa11ce);
    private static readonly Address Bob = Address.FromU256(0xb0b);

    private SettlementFixture _fixture = null!;
    private L2Chain _chain = null!;

    public async Task InitializeAsync()
    {
        _fixture = await SettlementFixture.StartAsync(L2Chain.Genesis);
        _chain = new L2Chain(_fixture.Database);
        await _chain.StartAsync(_fixture.L1.Genesis);
    }

    public async Task DisposeAsync()
    {
        _chain.Dispose();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task The_state_rebuilt_from_L1_alone_is_the_one_that_was_committed()
    {
        await SealAndCommitAsync((Alice, 5UL), (Bob, 6UL));
        await SealAndCommitAsync((Alice, 0UL), (Bob, 7UL));
        BatchHeader last = await SealAndCommitAsync();

        StateReconstructor state = NewState();
        List<ReconstructedBatch> batches = await RunAsync(state);

        batches.Count.ShouldBe(3);
        state.Header.StateRoot.ShouldBe(last.StateRoot);
        state.Header.NextIndex.ShouldBe(last.NextIndex);
        state.Checkpoint.ShouldBe(_chain.Sealed);
        batches[^1].State.Checkpoint.ShouldBe(_chain.Sealed);
        foreach (StoredEntry entry in state.Entries.Where(entry => entry.Key.IsAccount))
            _chain.Read(entry.Key.Address).ShouldBe(entry.Value);
        state.Entries.Where(entry => entry.Key.IsAccount).Select(entry => entry.Key.Address).ShouldContain(Bob);
        state.Entries.Where(entry => entry.Key.IsAccount).Select(entry => entry.Key.Address).ShouldNotContain(Alice);
    }

    [Fact]
    public async Task A_committed_state_root_that_the_data_does_not_give_is_reported()
    {
        (BatchHeader header, byte[] data) = await _chain.NextBatchAsync((Alice, 5UL));
        await _fixture.SealAsync(header with { StateRoot = Hash256.FromU256(1) }, data);
        await CommitAsync(1);
        ReconstructionException error = await Should.ThrowAsync<ReconstructionException>(() => RunAsync(NewState()));
        error.Message.ShouldContain(nameof(ReconstructionFailure.StateMismatch));
    }

    [Fact]
    public async Task Another_genesis_than_that_of_the_contract_is_refused()
    {
        var other = new StateReconstructor(
            _fixture.L1.Config, _fixture.L1.Genesis, GenesisState.Create(new Dictionary<Address, U256> { [Bob] = 1_000 }));
        await SealAndCommitAsync((Alice, 5UL));
        await Should.ThrowAsync<ReconstructionException>(() => RunAsync(other));

        BatchHeader elsewhere = _fixture.L1.Genesis with { Timestamp = 3 };
        ReconstructionException error = await Should.ThrowAsync<ReconstructionException>(
            () => RunAsync(new StateReconstructor(_fixture.L1.Config, elsewhere, L2Chain.GenesisState)));
        error.Batch.ShouldBe(0UL);
    }

    private StateReconstructor NewState() => new(_fixture.L1.Config, _fixture.L1.Genesis, L2Chain.GenesisState);

    private async Task<List<ReconstructedBatch>> RunAsync(StateReconstructor state)
    {
        var batches = new List<ReconstructedBatch>();
        var reconstruction = new ChainReconstruction(_fixture.Anvil.Client, _fixture.L1.Contract);
        await foreach (ReconstructedBatch batch in reconstruction.RunAsync(state, L1BlockTag.Latest, CancellationToken.None))
            batches.Add(batch);
        return batches;
    }

    private async Task<BatchHeader> SealAndCommitAsync(params (Address Account, U256 Balance)[] balances)
    {
        (BatchHeader header, byte[] data) = await _chain.NextBatchAsync(balances);
        await _fixture.SealAsync(header, data);
        await CommitAsync(header.Number);
        return header;
    }

    private async Task CommitAsync(ulong last)
    {
        BatchCommitter committer = _fixture.NewCommitter();
        while (await _fixture.CommittedAsync() < last)
            await committer.StepAsync(CancellationToken.None);
    }
}

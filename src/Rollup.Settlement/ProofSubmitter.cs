using System.Globalization;
using Microsoft.Extensions.Logging;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Sending;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Proving.Provers;
using Rollup.Storage.Batches;
using Rollup.Storage.L1;
using Rollup.Storage.Proofs;

namespace Rollup.Settlement;

/// <summary>
/// Posts final proofs of committed batches, in order. Which batches are proven, and the proofs of which program count, is always read from the contract. A proof is verified natively before it costs gas; one
/// that is not valid is made again.
/// </summary>
public sealed partial class ProofSubmitter(
    RollupContract rollup, TransactionSender sender, L1TransactionStore transactions, BatchReader batches, ProofJobReader jobs, ProofPlans plans, FinalProofCheck check, SettlementOptions options,
    TimeProvider time, ILogger<ProofSubmitter> logger)
{
    private readonly RevertHistory _reverts = new(transactions, options.RetryAfterRevert, time);
    private volatile ProgramKeyBytes? _program;

    /// <summary>The program that this build proves, if L1 has batches of this version proven with it; null otherwise, and before the first look.</summary>
    public ProgramKeyBytes? Program => _program;

    /// <summary>Posts what can be posted now.</summary>
    /// <returns>What keeps the next batches from being proven on L1; null if nothing does, or there is no proof yet.</returns>
    public async Task<string?> StepAsync(L1State state, CancellationToken cancellation)
    {
        Hash256? key = await rollup.ProgramKeyAsync(ProtocolConstants.Version, L1BlockTag.Exactly(state.Head.Hash), cancellation);
        ProgramKeyBytes? asked = key is { } known ? new ProgramKeyBytes(known.AsSpan().ToArray()) : null;
        _program = asked == ProgramKeyBytes.Pinned ? asked : null;
        if (_program is null)
            return asked is null ? null : $"nothing is proven: L1 asks for proofs of the program {asked}, this build proves {ProgramKeyBytes.Pinned}";
        ulong from = state.ProvenBatch + 1;
        if (from > state.CommittedBatch)
            return null;
        IReadOnlyList<ProofJob> finals = await jobs.ListAsync(ProofKind.Final, _program.Bytes, from, cancellation);
        ProofJob? final = finals.LastOrDefault(job => job.Status == ProofStatus.Done && job.Range.From == from && job.Range.To <= state.CommittedBatch);
        if (final is null && finals.FirstOrDefault(job => job.Status == ProofStatus.Failed && job.Range.From == from) is { } stopped)
            return $"the final proof of batches {stopped.Range.From} to {stopped.Range.To} (job {stopped.Id}) was given up: {stopped.Error}";
        if (final is null || await jobs.GetResultAsync(final.Id, cancellation) is not { } proof)
            return null;
        Hash256? parent = (await batches.GetAsync(from - 1, cancellation))?.Hash;
        FinalVerdict verdict = await check.JudgeAsync(proof, parent, final.Range.ToHash, cancellation);
        switch (verdict.Kind)
        {
            case FinalVerdictKind.NotYet:
                return null; // Commits go on meanwhile.
            case FinalVerdictKind.NoKey:
                LogNoKey(verdict.Reason);
                return $"proofs cannot be verified before they are posted: {verdict.Reason}";
            case FinalVerdictKind.Invalid:
                LogFlaw(final.Id, verdict.Reason);
                _ = await plans.RejectResultAsync(final.Id, verdict.Reason, cancellation);
                return $"the final proof of batches {final.Range.From} to {final.Range.To} (job {final.Id}) is not valid and is made again: {verdict.Reason}";
        }

        string purpose = string.Create(CultureInfo.InvariantCulture, $"prove:{final.Range.From}-{final.Range.To}");
        byte[] calldata = RollupContract.ProveCalldata(final.Range.From, final.Range.To, FinalProofVerifier.Calldata(proof).Span);
        if (await _reverts.FindRecentAsync(purpose, calldata, cancellation) is { } reason)
            return $"the proof of batches {final.Range.From} to {final.Range.To} reverted: {reason}";
        try
        {
            await sender.SendAsync(purpose, rollup.Address, calldata, cancellation);
            return null;
        }
        catch (L1RpcException e)
        {
            string refusal = e.RevertData is { } data ? RollupErrors.Describe(data) : e.Message;
            LogRefused(final.Range.From, final.Range.To, refusal);
            return $"L1 refuses the proof of batches {final.Range.From} to {final.Range.To}: {refusal}";
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The final proof of job {Job} is not valid and is made again: {Flaw}")]
    private partial void LogFlaw(long job, string flaw);

    [LoggerMessage(Level = LogLevel.Error, Message = "The key that verifies final proofs could not be computed: {Reason}")]
    private partial void LogNoKey(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "L1 refuses the proof of batches {From} to {To}: {Reason}")]
    private partial void LogRefused(ulong from, ulong to, string reason);
}

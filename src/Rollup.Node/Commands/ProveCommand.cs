using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Sending;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Node.Configuration;
using Rollup.Proving.Provers;
using Rollup.Proving.Work;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.L1;
using Rollup.Storage.Lease;
using Rollup.Storage.Migrations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Commands;

/// <summary>
/// <c>rollup prove</c>: makes the proof of committed batches in this process and posts it. L1 takes a proof from anyone; the account is that of the settings. While a settler runs on the database it posts
/// proofs by itself, with the same account's nonces: the command refuses then.
/// </summary>
internal static class ProveCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private static readonly Option<ulong> From = new("--from") { Description = "The first batch: the one after the last that L1 has proven", Required = true };
    private static readonly Option<ulong> To = new("--to") { Description = "The last batch, which is committed", Required = true };

    private static readonly (Option<string?> Option, string Path)[] Shortcuts =
    [
        (new("--deployment") { Description = "The deployment script's deployment.json" }, "Deployment"),
        (new("--l1-url") { Description = "JSON-RPC URL of an L1 node" }, "L1:Url"),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("prove", "Prove committed batches here and post the proof on L1") { From, To, SettingOptions.ConfigFile, SettingOptions.Set };
        foreach ((Option<string?> option, _) in Shortcuts)
            command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => SettingOptions.RunAsync(async () =>
        {
            NodeSettings settings = NodeConfiguration.Check(SettingOptions.Load(parsed, Shortcuts) with { Roles = "settler", Operator = new OperatorOptions { Url = "" } });
            await RunAsync(settings, parsed.GetValue(From), parsed.GetValue(To), cancellationToken);
        }));
        return command;
    }

    private static async Task RunAsync(NodeSettings settings, ulong from, ulong to, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        await using Database database = new(settings.ConnectionString);
        await new MigrationRunner(database).VerifyAsync(cancellationToken);
        using JsonRpcClient rpc = new(new Uri(settings.Options.L1.Url));
        L1Client l1 = new(rpc);
        RollupContract rollup = new(l1, settings.Deployment.Config.Rollup, settings.Deployment.DeployedAtBlock);
        await using SessionLock sole = await SessionLock.TryAcquireSettlerAsync(database, time, cancellationToken)
            ?? throw new ConfigurationException("a settler runs on this database and posts proofs by itself: stop it first, or give workers to it");
        // Without the lock a settler may post from the same account.
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, sole.Lost);
        try
        {
            await ProveAndPostAsync(settings, l1, rollup, database, from, to, time, ends.Token);
        }
        catch (OperationCanceledException) when (sole.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RangeProofException("the connection to the database that kept settlers from posting broke: start again");
        }
    }

    private static async Task ProveAndPostAsync(
        NodeSettings settings, L1Client l1, RollupContract rollup, Database database, ulong from, ulong to, TimeProvider time, CancellationToken cancellationToken)
    {
        BatchReader batches = new(database);
        await RequireProvableAsync(rollup, batches, from, to, cancellationToken);

        List<ProvableBatch> provable = [];
        for (ulong number = from; number <= to; number++)
        {
            ReadOnlyMemory<byte> witness = await WitnessCommand.ReadAsync(batches, number, cancellationToken);
            provable.Add(new(new ProofRange(number, number, await HashOfAsync(batches, number, cancellationToken)), witness));
        }

        Hash256 parent = await HashOfAsync(batches, from - 1, cancellationToken);
        ReadOnlyMemory<byte> final = await Task.Run(() => Prove(settings.Options.Proving, provable, parent, time, cancellationToken), cancellationToken);
        await PostAsync(settings, l1, rollup, database, from, to, FinalProofVerifier.Calldata(final), time, cancellationToken);
        Console.WriteLine(new JsonObject { ["from"] = from, ["to"] = to, ["proofBytes"] = FinalProofVerifier.Calldata(final).Length }.ToJsonString());
    }

    private static async Task<Hash256> HashOfAsync(BatchReader batches, ulong number, CancellationToken cancellationToken) =>
        (await batches.GetAsync(number, cancellationToken))?.Hash ?? throw new ConfigurationException($"the database has no batch {number}");

    // Before minutes are spent: what L1 would refuse is refused here.
    private static async Task RequireProvableAsync(RollupContract rollup, BatchReader batches, ulong from, ulong to, CancellationToken cancellationToken)
    {
        ulong next = await rollup.LastFinalizedBatchAsync(L1BlockTag.Latest, cancellationToken) + 1, committed = await rollup.LastCommittedBatchAsync(L1BlockTag.Latest, cancellationToken);
        if (from != next || to < from || to > committed)
            throw new ConfigurationException($"L1 takes a proof of batches {next} to {committed} at most, from {next} on");
        if (await rollup.BatchHashAsync(to, L1BlockTag.Latest, cancellationToken) is var hash && hash != (await batches.GetAsync(to, cancellationToken))?.Hash)
            throw new ConfigurationException($"batch {to} is {hash.ToHex()} on L1, and another one or none in the database");
        Hash256? asked = await rollup.ProgramKeyAsync(ProtocolConstants.Version, L1BlockTag.Latest, cancellationToken);
        if (asked is not { } key || !key.AsSpan().SequenceEqual(ProgramKeyBytes.Pinned.Bytes.Span))
            throw new ConfigurationException($"L1 asks for proofs of the program {asked?.ToHex() ?? "of no build"}, this build proves {ProgramKeyBytes.Pinned}");
    }

    private static ReadOnlyMemory<byte> Prove(ProvingOptions options, IReadOnlyList<ProvableBatch> batches, Hash256 parent, TimeProvider time, CancellationToken cancellationToken)
    {
        int threads = options.ToWorkerOptions().Threads;
        Console.Error.WriteLine("computing the keys");
        BatchProver prover = BatchProver.Create(threads, options.MaxMemoryBytes, cancellationToken);
        RangeProver range = new(prover, threads, job => Console.Error.WriteLine($"{job.Kind} {job.Level}.{job.Position} of batches {job.Range.From} to {job.Range.To}"), time);
        ReadOnlyMemory<byte> final = range.Prove(batches, cancellationToken);
        return prover.Finals.FindFlaw(final.Span, parent, batches[^1].Range.ToHash) is { } flaw ? throw new RangeProofException($"the final proof is not valid: {flaw}") : final;
    }

    private static async Task PostAsync(
        NodeSettings settings, L1Client l1, RollupContract rollup, Database database, ulong from, ulong to, ReadOnlyMemory<byte> proof, TimeProvider time, CancellationToken cancellationToken)
    {
        L1TransactionStore transactions = new(database);
        TransactionSender sender = new(
            l1, NodeBuilder.CreateSigner(settings), transactions, settings.Options.Settlement.ToSenderOptions(), RollupErrors.Describe, time, NullLogger<TransactionSender>.Instance);
        byte[] calldata = RollupContract.ProveCalldata(from, to, proof.Span);
        string purpose = string.Create(CultureInfo.InvariantCulture, $"prove:{from}-{to}");
        await Console.Error.WriteLineAsync("posting the proof");
        try
        {
            await sender.SendAsync(purpose, rollup.Address, calldata, cancellationToken);
        }
        catch (L1RpcException exception) when (exception.RevertData is { } data)
        {
            throw new RangeProofException($"L1 refuses the proof: {RollupErrors.Describe(data)}");
        }

        string? told = null;
        while (await rollup.LastFinalizedBatchAsync(L1BlockTag.Latest, cancellationToken) < to)
        {
            await Task.Delay(PollInterval, time, cancellationToken);
            await sender.TrackAsync(cancellationToken);
            L1TransactionRecord newest = (await transactions.ReadByPurposeAsync(purpose, cancellationToken))[^1];
            if (newest.Status is L1TransactionStatus.Reverted or L1TransactionStatus.Displaced)
                throw new RangeProofException($"the transaction of the proof is lost, start again: {newest.Error}");
            if (sender.Problem is { } problem && problem != told)
                await Console.Error.WriteLineAsync(told = problem);
        }
    }
}

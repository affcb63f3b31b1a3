using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Sending;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Primitives;
using Rollup.Node.Chain;
using Rollup.Node.Configuration;
using Rollup.Node.Hosting;
using Rollup.Node.Metrics;
using Rollup.Node.Operations;
using Rollup.Node.Operator;
using Rollup.Node.Operator.Alarms;
using Rollup.Node.Operator.Figures;
using Rollup.Node.Operator.Recording;
using Rollup.Proving.Planning;
using Rollup.Proving.Provers;
using Rollup.Proving.Queue;
using Rollup.Proving.Work;
using Rollup.Rpc.Accounts;
using Rollup.Rpc.Batches;
using Rollup.Rpc.Blocks;
using Rollup.Rpc.Calls;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Fees;
using Rollup.Rpc.Filters;
using Rollup.Rpc.Forwarding;
using Rollup.Rpc.Http;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Pool;
using Rollup.Rpc.Proofs;
using Rollup.Rpc.Receipts;
using Rollup.Rpc.Status;
using Rollup.Rpc.Subscriptions;
using Rollup.Rpc.Tracing;
using Rollup.Rpc.Transactions;
using Rollup.Sequencer;
using Rollup.Sequencer.Chain;
using Rollup.Sequencer.L1;
using Rollup.Settlement;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;
using Rollup.Storage.Migrations;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;
using Rollup.Storage.StateData;

namespace Rollup.Node;

/// <summary>
/// How a node is put together. Read from top to bottom: the database and the chain in it; by role the sequencer, which makes blocks and batches,
/// and the settler, which commits and proves them on L1, with the planner of proofs; the copy of the chain that is shown; the methods; the operator's listener; the server.
/// </summary>
public static class NodeBuilder
{
    /// <summary>
    /// Brings the database up to date, writes the genesis to an empty one, loads the chain, and builds the server; starting it starts everything.
    /// </summary>
    /// <exception cref="WrongChainException">The database holds another chain than the deployment.</exception>
    public static async Task<WebApplication> BuildAsync(NodeSettings settings, CancellationToken cancellationToken)
    {
        NodeOptions options = settings.Options;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        ConfigureLogging(builder.Logging);
        builder.WebHost.UseUrls(options.Rpc.Url).ConfigureKestrel(server => server.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.Services.AddMetrics();
        TimeProvider time = TimeProvider.System;
        ILoggerFactory loggers = LoggerFactory.Create(ConfigureLogging);

        // The database, and the chain in it.
        Database database = new(settings.ConnectionString);
        MigrationRunner migrations = new(database);
        if (options.Database.Migrate)
            await migrations.RunAsync(cancellationToken);
        else
            await migrations.VerifyAsync(cancellationToken);
        PostgresStateStore stateStore = new(database);
        Deployment deployment = settings.Deployment;
        await deployment.CreateGenesis().EnsureAsync(database, time, cancellationToken);

        PartRegister parts = new(time);
        L1ItemStore queueItems = new(database);
        SettlementStore settlementStore = new(database);
        JsonRpcClient? l1Rpc = options.L1.Url.Length > 0 ? new JsonRpcClient(new Uri(options.L1.Url)) : null;
        L1Client? l1 = l1Rpc is null ? null : new L1Client(l1Rpc);
        RollupContract? rollup = l1 is null ? null : new RollupContract(l1, deployment.Config.Rollup, deployment.DeployedAtBlock);

        if (l1 is not null)
            await RequireRightL1Async(l1, deployment, cancellationToken);

        // The sequencer: L1 queue → blocks → batches.
        SequencerService? sequencer = null;
        L1Watcher? watcher = null;
        ChainState? leadingState = null;
        NodeChain? shown = null; // Made below; the sequencer asks it what L1 has proven.
        if (settings.Roles.HasFlag(NodeRoles.Sequencer))
        {
            LedgerGuard guard = new(
                l1!, rollup!, deployment.Config.L1ChainId, new BatchReader(database), new BlockReader(database), options.L1.ToGuardOptions(), time, loggers.CreateLogger<LedgerGuard>());
            watcher = new L1Watcher(l1!, rollup!, queueItems, options.L1.ToWatcherOptions(), time, loggers.CreateLogger<L1Watcher>(), guard,
                new BatchLagCheck(rollup!, new BatchReader(database), time));
            leadingState = ChainState.Open(stateStore, options.State, []);
            sequencer = new SequencerService(
                database, leadingState, stateStore, deployment.Config, options.ToSequencerOptions(deployment.InclusionDeadline), () => watcher.Divergence, time, loggers.CreateLogger<SequencerService>(), guard.FindObstacleAsync, () => watcher.Expired,
                () => shown?.ProvenBatch ?? 0);
            AddPart("the L1 watcher", watcher.RunAsync);
            AddPart("the sequencer", sequencer.RunAsync);
        }

        // The settler: batches → L1.
        Address? payer = null;
        if (settings.Roles.HasFlag(NodeRoles.Settler))
        {
            L1TransactionStore l1Transactions = new(database);
            ITransactionSigner signer = CreateSigner(settings);
            payer = signer.Address;
            TransactionSender sender = new(
                l1!, signer, l1Transactions, options.Settlement.ToSenderOptions(), RollupErrors.Describe, time, loggers.CreateLogger<TransactionSender>());
            ProofJobReader proofJobs = new(database);
            ProofPlans plans = new(database);
            ProofSubmitter proofs = new(
                rollup!, sender, l1Transactions, new BatchReader(database), proofJobs, plans, FinalProofCheck.OfPinnedProgram(), options.Settlement.ToSettlementOptions(), time, loggers.CreateLogger<ProofSubmitter>());
            BatchCommitter committer = new(
                database, l1!, rollup!, sender, l1Transactions, new BatchReader(database), settlementStore, proofs, options.Settlement.ToSettlementOptions() with { L1ChainId = deployment.Config.L1ChainId }, time, loggers.CreateLogger<BatchCommitter>());
            AddPart("the settler", committer.RunAsync);

            // What is to be proven; prover processes do the work.
            PlanningOptions planning = options.Proving.ToPlanningOptions();
            ProofDispatcher dispatcher = new(plans, new HangfireQueue(JobStorageFactory.Create(database)), planning.QueuePatience);
            ProofPlanner planner = new(plans, proofJobs, settlementStore, dispatcher, () => proofs.Program, planning, time, loggers.CreateLogger<ProofPlanner>());
            AddPart("the planner of proofs", planner.RunAsync);
        }

        // What only operators look at.
        if (payer is not null || sequencer is not null)
        {
            BatchProgressStore? progress = payer is null ? null : new BatchProgressStore(database);
            Recorder recorder = new(
                new SampleStore(database), progress, new L1CostStore(database), payer is null ? null : l1, payer ?? default, () => sequencer?.Pool?.Count, time, loggers.CreateLogger<Recorder>());
            AddPart("the operators' recorder", recorder.RunAsync);
        }

        // The chain as it is shown.
        ChainFollower follower = await ChainFollower.OpenAsync(database, stateStore, options.State, cancellationToken);
        NodeChain chain = shown = new NodeChain(follower, settlementStore, sequencer, leadingState, time, loggers.CreateLogger<NodeChain>());
        await chain.PollAsync(cancellationToken);
        LeaderDirectory leader = new(
            database, options.AdvertisedUrl, options.SequencerUrl.Length > 0 ? new Uri(options.SequencerUrl) : null, time);
        NodeStatusSource status = new(chain, sequencer, queueItems, time);
        AddPart("the follower", chain.RunAsync);
        SchemaWatch schema = new(migrations, time);
        AddPart("the watch on the schema", schema.RunAsync);

        // The methods, and the server.
        ChainReader reader = new(deployment.Config, database, chain);
        ChainFeed feed = new(reader, time, loggers.CreateLogger<ChainFeed>());
        AddPart("the feed of blocks", feed.RunAsync);
        builder.Services.AddSingleton(time);
        CallPool calls = new(options.Rpc.Limits.Calls, time);
        builder.Services.AddJsonRpc(options.Rpc.Limits, services => CreateMethods(reader, sequencer, leader, chain, feed, services.GetService<PendingFeed>(), calls, stateStore, status, options, time));
        if (sequencer is not null)
        {
            builder.Services.AddSingleton<PendingFeed>();
            builder.Services.AddSingleton<IHostedService>(services => NewPart("the feed of pending transactions", services.GetRequiredService<PendingFeed>().RunAsync));
        }

        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins(options.Rpc.CorsOrigins.Split(',')).AllowAnyHeader().WithMethods("GET", "POST")));

        // The operator's listener.
        MeterProvider? push = CreatePushExporter(options.Telemetry);
        ReadinessCheck readiness = new(database, chain, sequencer, watcher, parts, schema, time);
        AlarmRules rules = new(options.Operator.ToThresholds(), deployment.InclusionDeadline, deployment.FallbackPeriod, ProgramKeyBytes.Pinned.Bytes);
        OverviewReader overview = new(database, chain, status, readiness, deployment, rules, time);
        if (push is not null)
            AddPart("the figures that are pushed", overview.RunAsync);
        if (settings.Operator is { } site)
        {
            builder.Services.AddSingleton<IHostedService>(services =>
                OperatorSite.Create(site, database, chain, readiness, overview, new PrometheusExporter(services.GetRequiredService<IMeterFactory>()), time, ConfigureLogging));
        }

        WebApplication app = builder.Build();
        if (sequencer is not null)
        {
            PendingFeed pending = app.Services.GetRequiredService<PendingFeed>();
            sequencer.TransactionsAccepted += (_, accepted) => pending.Publish(accepted.Transactions);
        }

        _ = new NodeMetrics(app.Services.GetRequiredService<IMeterFactory>(), chain, sequencer, () => status.HaltedReason, parts, readiness);
        _ = new ChainMetrics(app.Services.GetRequiredService<IMeterFactory>(), overview, deployment.InclusionDeadline);
        app.UseCors();
        app.MapHealth(readiness);
        if (settings.Roles.HasFlag(NodeRoles.Rpc) || settings.Roles.HasFlag(NodeRoles.Sequencer))
        {
            app.MapJsonRpc("/"); // Of a sequencer alone, the RPC nodes in front of it are the clients.
            app.UseJsonRpcWebSockets("/", options.Rpc.CorsOrigins.Split(','));
        }

        app.Lifetime.ApplicationStopped.Register(() =>
        {
            calls.Dispose();
            push?.Dispose();
            follower.Dispose();
            leadingState?.Dispose();
            l1Rpc?.Dispose();
            database.DataSource.Dispose();
            loggers.Dispose();
        });
        return app;

        void AddPart(string name, Func<CancellationToken, Task> run) => builder.Services.AddSingleton<IHostedService>(NewPart(name, run));

        Worker NewPart(string name, Func<CancellationToken, Task> run) => new(name, run, parts, time, loggers.CreateLogger<Worker>());

        void ConfigureLogging(ILoggingBuilder logging) => ConfigureNodeLogging(logging, options.Telemetry);
    }

    /// <summary>Refuses another chain at L1's URL. A chain that does not answer is checked by those who ask it later.</summary>
    private static async Task RequireRightL1Async(L1Client l1, Deployment deployment, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            ulong chainId = await l1.ChainIdAsync(patience.Token);
            if (chainId != deployment.Config.L1ChainId)
                throw new ConfigurationException($"L1:Url leads to chain {chainId}, but the deployment is on chain {deployment.Config.L1ChainId}");
        }
        catch (Exception exception) when (exception is L1Exception || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Away; perhaps it comes.
        }
    }

    /// <summary>JSON lines, with what libraries say only when it is a warning.</summary>
    internal static void ConfigureNodeLogging(ILoggingBuilder logging, TelemetryOptions options) => logging.ClearProviders().AddJsonConsole(console => console.UseUtcTimestamp = true)
        .SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning);

    private static IEnumerable<RpcMethod> CreateMethods(
        ChainReader reader,
        SequencerService? sequencer,
        LeaderDirectory leader,
        NodeChain chain,
        ChainFeed feed,
        PendingFeed? pending,
        CallPool calls,
        PostgresStateStore stateStore,
        NodeStatusSource status,
        NodeOptions options,
        TimeProvider time)
    {
        RpcLimits limits = options.Rpc.Limits;
        UpstreamClient upstream = new(new HttpClient { MaxResponseContentBufferSize = limits.MaxResponseBytes }, new UpstreamOptions { FindLeader = leader.FindAsync });
        IEnumerable<RpcMethod> poolMethods = PoolMethods.Names.Select(upstream.Forward);
        IPendingNonces pendingNonces = upstream;
        TransactionSubmission submit = upstream.SubmitAsync;
        if (sequencer is not null)
        {
            // Its own pool while it leads; a standby passes on like any other node.
            PoolMethods pool = new(new SequencerPool(sequencer, chain), options.Pool, limits);
            poolMethods = pool.All.Select(method => upstream.ForwardUnless(Leads, method));
            pendingNonces = new LeaderNonces(Leads, pool, upstream);
            submit = (transaction, cancellation) => Leads() ? pool.SubmitAsync(transaction, cancellation) : upstream.SubmitAsync(transaction, cancellation);
        }

        bool Leads() => sequencer.Pool is not null;

        ReceiptMethods receipts = new(reader);
        LogQuery logs = new(reader, limits, time);
        return
        [
            .. new ChainMethods(reader, limits, typeof(NodeBuilder).Assembly.GetName().Version!.ToString(3)).All,
            .. new BlockMethods(reader, time).All,
            .. new TransactionMethods(reader).All,
            .. receipts.All,
            .. new LogMethods(logs).All,
            .. new FilterMethods(new FilterStore(feed, pending, limits.Filters, time), logs).All,
            .. new SubscriptionMethods(feed, pending, logs).All,
            .. new AccountMethods(reader, pendingNonces).All,
            .. new ProofMethods(reader, stateStore, limits).All,
            .. new FeeMethods(reader, new FeeStatistics(reader), limits).All,
            .. new CallMethods(reader, calls, time).All,
            .. new TracingMethods(reader, calls).All,
            .. new BatchMethods(reader).All,
            .. new MessageMethods(reader).All,
            .. new StatusMethods(reader, status).All,
            .. poolMethods,
            .. new SyncSubmissionMethods(submit, pendingNonces, new InclusionWatch(feed, receipts, limits), reader, options.Pool, limits, time).All,
        ];
    }

    /// <summary>Signs for the account of the settings.</summary>
    internal static ITransactionSigner CreateSigner(NodeSettings settings) => settings.PrivateKey.Length > 0
        ? new LocalSigner(new PrivateKey(HexFormat.ParseBytes(settings.PrivateKey)))
        : new RemoteSigner(new JsonRpcClient(new Uri(settings.Options.Settlement.SignerUrl!)), HexFormat.ParseAddress(settings.Options.Settlement.SignerAddress!));

    private static MeterProvider? CreatePushExporter(TelemetryOptions options) => options.OtlpEndpoint is null
        ? null
        : Sdk.CreateMeterProviderBuilder().AddMeter("Rollup.*", "System.Runtime", "Npgsql").AddOtlpExporter(otlp => otlp.Endpoint = new Uri(options.OtlpEndpoint)).Build();
}

using System.Text.Json;
using Rollup.Kernel.Host;
using Rollup.Kernel.Protocol;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Status;

/// <summary>The node's own report.</summary>
public sealed class StatusMethods(ChainReader chain, INodeStatusSource source)
{
    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All => [new("rollup_status", GetAsync)];

    private async ValueTask<RpcError?> GetAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        if (parameters.RequireNone() is { } error)
            return error;
        NodeStatus status = await source.GetAsync(cancellationToken);
        BlockRow latest = chain.View.Latest;
        BatchRow? sealedBatch = await chain.Batches.GetLatestAsync(cancellationToken);
        BatchRow? committed = await chain.Batches.GetByBlockAsync(chain.View.Safe, cancellationToken);
        BatchRow? finalized = await chain.Batches.GetByBlockAsync(chain.View.Finalized, cancellationToken);

        result.WriteStartObject();
        result.WriteString("role"u8, status.Role);
        result.WriteString("haltedReason"u8, status.HaltedReason);
        result.WriteString("settlementProblem"u8, status.SettlementProblem);
        result.WriteString("sealingProblem"u8, status.SealingProblem);
        WriteChain(result, chain.Config);
        result.WriteQuantity("latestBlock"u8, latest.Number);
        result.WriteData("latestBlockHash"u8, latest.Hash);
        result.WriteQuantity("latestBlockTimestamp"u8, latest.Timestamp);
        result.WriteQuantity("safeBlock"u8, chain.View.Safe);
        result.WriteQuantity("finalizedBlock"u8, chain.View.Finalized);
        result.WriteQuantityOrNull("lastSealedBatch"u8, sealedBatch?.Number);
        result.WriteQuantityOrNull("lastCommittedBatch"u8, committed?.Number);
        result.WriteQuantity("lastProvenBatch"u8, chain.View.ProvenBatch);
        result.WriteQuantityOrNull("lastFinalizedBatch"u8, finalized?.Number);
        result.WriteStartObject("pool"u8);
        result.WriteQuantityOrNull("pending"u8, (ulong?)status.PendingTransactions);
        result.WriteQuantityOrNull("queued"u8, (ulong?)status.QueuedTransactions);
        result.WriteEndObject();
        result.WriteStartObject("l1"u8);
        WriteBooleanOrNull(result, "connected"u8, status.L1Connected);
        result.WriteQuantityOrNull("block"u8, status.L1Block);
        result.WriteQuantity("queuePosition"u8, latest.QueuePosition);
        result.WriteQuantityOrNull("queueLag"u8, status.QueueLag);
        result.WriteEndObject();
        result.WriteEndObject();
        return null;
    }

    private static void WriteChain(Utf8JsonWriter json, ChainConfig config)
    {
        SoftwareHost host = default;
        json.WriteQuantity("chainId"u8, config.L2ChainId);
        json.WriteQuantity("l1ChainId"u8, config.L1ChainId);
        json.WriteData("rollup"u8, config.Rollup);
        json.WriteData("bridge"u8, config.Bridge);
        json.WriteData("messenger"u8, ProtocolConstants.Messenger);
        json.WriteData("configHash"u8, config.Hash(ref host));
        json.WriteQuantity("protocolVersion"u8, ProtocolConstants.Version);
    }

    private static void WriteBooleanOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } known)
            json.WriteBoolean(name, known);
        else
            json.WriteNull(name);
    }
}

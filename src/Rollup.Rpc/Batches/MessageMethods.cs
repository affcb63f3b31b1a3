using System.Runtime.InteropServices;
using System.Text.Json;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Batches;

/// <summary>Proofs that a message from L2 is in the message root of its batch: what <c>Bridge.claim</c> takes.</summary>
public sealed class MessageMethods(ChainReader chain)
{
    private const int WordSize = 32; // Of the ABI; the log's data is value, offset, leaf, length, data (MessageSent).

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All => [new("rollup_getMessageProof", GetProofAsync)];

    private ValueTask<RpcError?> GetProofAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Hash256 hash = reader.Hash("transaction hash");
        ulong index = reader.QuantityOrNull("message index") ?? 0;
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteAsync(hash, index, result, cancellationToken);
    }

    private async ValueTask<RpcError?> WriteAsync(Hash256 hash, ulong index, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        StoredTransaction? transaction = await chain.Transactions.GetAsync(hash, cancellationToken);
        if (transaction?.Inclusion is not { } inclusion || inclusion.BlockNumber > chain.View.Latest.Number)
            return RpcError.Refused("transaction not found, or not in a block yet");
        List<LogRow> messages = [];
        await foreach (FoundLog found in chain.Logs.ReadBlockAsync(inclusion.BlockNumber, [ProtocolConstants.Messenger], [], inclusion.Position, cancellationToken))
            messages.Add(found.Log);
        if (index >= (ulong)messages.Count)
            return RpcError.Refused($"the transaction sent {messages.Count} messages: there is none with index {index}");
        BatchRow? batch = await chain.Batches.GetByBlockAsync(inclusion.BlockNumber, cancellationToken);
        if (batch is null)
            return RpcError.Refused("the message's batch is not sealed yet: try again later");

        WriteProof(result, messages[(int)index], batch, chain.View);
        return null;
    }

    private static void WriteProof(Utf8JsonWriter json, LogRow message, BatchRow batch, IChainView view)
    {
        ReadOnlySpan<byte> data = message.Data.Span;
        Hash256 leaf = Hash256.FromSpan(data.Slice(2 * WordSize, WordSize));
        int length = (int)U256.ReadBigEndian(data.Slice(3 * WordSize, WordSize)).L0;
        ReadOnlySpan<Hash256> leaves = MemoryMarshal.Cast<byte, Hash256>(batch.MessageLeaves.Span);
        int leafIndex = leaves.IndexOf(leaf); // Leaves hold the message's nonce and are distinct.
        SoftwareHost host = default;
        Span<Hash256> proof = stackalloc Hash256[MessageTree.Depth];
        if (!BatchHeader.TryDecode(batch.Header.Span, out BatchHeader header)
            || !MessageProof.TryBuild(ref host, leaves, leafIndex, new Hash256[leaves.Length], proof)
            || MessageProof.Root(ref host, in leaf, leafIndex, proof) != header.MessageRoot)
        {
            throw new InvalidDataException($"The stored messages of batch {batch.Number} do not give its message root.");
        }

        json.WriteStartObject();
        json.WriteQuantity("nonce"u8, message.Topics[1].ToU256());
        json.WriteData("sender"u8, Address.FromU256(message.Topics[2].ToU256()));
        json.WriteData("target"u8, Address.FromU256(message.Topics[3].ToU256()));
        json.WriteQuantity("value"u8, U256.ReadBigEndian(data));
        json.WriteData("data"u8, data.Slice(4 * WordSize, length));
        json.WriteData("leaf"u8, in leaf);
        json.WriteQuantity("batchNumber"u8, batch.Number);
        json.WriteQuantity("leafIndex"u8, (ulong)leafIndex);
        json.WriteData("root"u8, header.MessageRoot);
        json.WriteString("batchStatus"u8, BatchJson.Status(view, batch));
        // Bridge.claim takes the proof from the L1 block on that holds the batch's own.
        json.WriteBoolean("claimable"u8, batch.Number <= view.ProvenBatch);
        json.WriteStartArray("proof"u8);
        foreach (Hash256 sibling in proof)
            json.WriteData(sibling.AsSpan());
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

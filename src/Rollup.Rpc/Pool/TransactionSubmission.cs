using Rollup.Kernel.Primitives;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Pool;

/// <summary>Submits an encoded transaction, here or to the sequencer: its hash, once it is durable, or why it was refused.</summary>
public delegate ValueTask<(Hash256 Hash, RpcError? Error)> TransactionSubmission(byte[] transaction, CancellationToken cancellationToken);

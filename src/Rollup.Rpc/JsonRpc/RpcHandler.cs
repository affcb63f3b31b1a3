using System.Text.Json;

namespace Rollup.Rpc.JsonRpc;

/// <summary>
/// Answers one call: reads the parameters, writes the result as one JSON value and returns null, or returns why there is none
/// (whatever it has written by then is discarded).
/// </summary>
public delegate ValueTask<RpcError?> RpcHandler(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken);

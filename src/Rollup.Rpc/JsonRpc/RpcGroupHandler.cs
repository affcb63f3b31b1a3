namespace Rollup.Rpc.JsonRpc;

/// <summary>
/// Answers consecutive calls of one method in a batch together, for methods that are far cheaper in bulk. The writer it returns
/// is asked for every call in order.
/// </summary>
public delegate ValueTask<RpcResultWriter> RpcGroupHandler(IReadOnlyList<RpcParameters> calls, CancellationToken cancellationToken);

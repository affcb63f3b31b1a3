using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Calls;

/// <summary>What a simulated call came to.</summary>
/// <param name="Succeeded">Whether it took effect (in the overlay it ran in).</param>
/// <param name="GasUsed">The gas used.</param>
/// <param name="Output">What it returned.</param>
/// <param name="Error">Why it could not be run at all; the other values are then meaningless.</param>
internal readonly record struct CallResponse(bool Succeeded, ulong GasUsed, byte[] Output, RpcError? Error);

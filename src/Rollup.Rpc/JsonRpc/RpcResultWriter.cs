using System.Text.Json;

namespace Rollup.Rpc.JsonRpc;

/// <summary>Writes the result of the call at <paramref name="index"/> of a group and returns null, or returns why there is none.</summary>
public delegate RpcError? RpcResultWriter(int index, Utf8JsonWriter result);

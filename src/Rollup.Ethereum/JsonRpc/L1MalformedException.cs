namespace Rollup.Ethereum.JsonRpc;

/// <summary>The answer is not what the method specifies: not JSON-RPC 2.0, a missing field, a wrong type, a value out of range.</summary>
public sealed class L1MalformedException(string message, Exception? inner = null) : L1Exception(message, inner);

namespace Rollup.Rpc.JsonRpc;

/// <summary>A method and what answers it: one call at a time, or consecutive calls of a batch together.</summary>
public sealed class RpcMethod
{
    /// <summary>A method that is answered call by call.</summary>
    public RpcMethod(string name, RpcHandler handler) => (Name, Handler) = (name, handler);

    /// <summary>A method whose consecutive calls are answered together.</summary>
    public RpcMethod(string name, RpcGroupHandler groupHandler) => (Name, GroupHandler) = (name, groupHandler);

    /// <summary>The name by which it is called.</summary>
    public string Name { get; }

    /// <summary>Set unless <see cref="GroupHandler"/> is.</summary>
    public RpcHandler? Handler { get; }

    /// <summary>Set unless <see cref="Handler"/> is.</summary>
    public RpcGroupHandler? GroupHandler { get; }
}

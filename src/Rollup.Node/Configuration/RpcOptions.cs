using Rollup.Rpc.JsonRpc;

namespace Rollup.Node.Configuration;

/// <summary>The HTTP server.</summary>
public sealed record RpcOptions
{
    /// <summary>Where it listens: http:// or https:// with an address and a port.</summary>
    public string Url { get; init; } = "http://127.0.0.1:9545";

    /// <summary>Origins whose browser pages may call it, separated by commas; * for any. It holds no keys, so any is safe.</summary>
    public string CorsOrigins { get; init; } = "*";

    /// <summary>What it gives to its clients at most.</summary>
    public RpcLimits Limits { get; init; } = new();
}

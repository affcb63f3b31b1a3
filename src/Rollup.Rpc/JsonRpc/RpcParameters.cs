namespace Rollup.Rpc.JsonRpc;

/// <summary>The parameters of one call: the text of a well-formed JSON array, or empty when the call has none.</summary>
public readonly struct RpcParameters(ReadOnlyMemory<byte> json, RpcCaller? caller = null)
{
    /// <summary>The array as it was sent; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Json { get; } = json;

    /// <summary>Where the call came from; null if it did not come through a server.</summary>
    public RpcCaller? Caller { get; } = caller;

    /// <summary>Reads the parameters from the first on.</summary>
    public ParameterReader Read() => new(Json.Span);

    /// <summary>For methods without parameters: the error if there are any.</summary>
    public RpcError? RequireNone()
    {
        ParameterReader reader = Read();
        return reader.End();
    }
}

using System.Runtime.InteropServices;
using System.Text.Json;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Chain;

/// <summary>What the chain and the server are: identifiers, versions, the newest block.</summary>
public sealed class ChainMethods(ChainReader chain, string version)
{
    private readonly string _clientVersion =
        $"Rollup/v{version}/{RuntimeInformation.RuntimeIdentifier}/dotnet{Environment.Version.Major}.{Environment.Version.Minor}";

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        Constant("web3_clientVersion", json => json.WriteStringValue(_clientVersion)),
        Constant("net_version", json => json.WriteStringValue(chain.Config.L2ChainId.ToString())),
        Constant("eth_chainId", json => json.WriteQuantity(chain.Config.L2ChainId)),
        Constant("eth_syncing", json => json.WriteBooleanValue(false)), // A node serves only once its state is complete.
        Constant("eth_accounts", json =>
        {
            json.WriteStartArray(); // The server holds no users' keys.
            json.WriteEndArray();
        }),
        Constant("eth_blockNumber", json => json.WriteQuantity(chain.View.Latest.Number)),
    ];

    private static RpcMethod Constant(string name, Action<Utf8JsonWriter> write) => new(name, (parameters, result, _) =>
    {
        if (parameters.RequireNone() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        write(result);
        return ValueTask.FromResult<RpcError?>(null);
    });
}

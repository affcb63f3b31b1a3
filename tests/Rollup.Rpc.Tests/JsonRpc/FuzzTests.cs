using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Rollup.Rpc.Tests.JsonRpc;

/// <summary>Whatever comes in, a well-formed JSON-RPC response goes out, and never an internal error.</summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private const int Runs = 400;
    private const int InternalError = -32603;

    private static readonly string[] Methods =
    [
        "eth_getBalance", "eth_getTransactionCount", "eth_getCode", "eth_getStorageAt", "eth_call", "eth_estimateGas", "eth_getTransactionByHash",
        "eth_getTransactionReceipt", "eth_getBlockByNumber", "eth_getBlockByHash", "eth_getBlockReceipts", "eth_getBlockTransactionCountByHash",
        "eth_getTransactionByBlockNumberAndIndex", "eth_getLogs", "eth_feeHistory", "eth_gasPrice", "rollup_getBatch", "rollup_getMessageProof", "nope",
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "0", "-1", "1e400", "1.5", "\"\"", "\"0x\"", "\"0x0\"", "\"0x1\"", "\"0x00\"", "\"latest\"", "\"earliest\"", "\"pending\"", "\"safe\"",
        "\"0x0000000000000000000000000000000000000001\"", "\"0x000000000000000000000000000000000000a001\"", "\"0xffffffffffffffff\"",
        "\"0x0000000000000000000000000000000000000000000000000000000000000001\"", "\"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"",
        "\"0x1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"", "\"\\u0030x1\"", "\"\\ud83d\\ude00\"", "\"é\"",
    ];

    private static readonly string[] Names =
    [
        "from", "to", "gas", "gasPrice", "maxFeePerGas", "maxPriorityFeePerGas", "value", "data", "input", "accessList", "address", "storageKeys", "fromBlock", "toBlock",
        "blockHash", "blockNumber", "topics", "requireCanonical", "jsonrpc", "id",
    ];

    private TestChain _chain = null!;

    public async Task InitializeAsync()
    {
        _chain = await TestChain.StartAsync();
        await _chain.AddBlockAsync([]);
    }

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public Task Random_bytes() => CheckAsync(ArbMap.Default.GeneratorFor<byte[]>());

    [Fact]
    public Task Random_JSON() => CheckAsync(Value(4).Select(Encoding.UTF8.GetBytes));

    [Fact]
    public Task Calls_with_random_parameters() => CheckAsync(Call().Select(Encoding.UTF8.GetBytes));

    [Fact]
    public Task Batches_of_calls_with_random_parameters() =>
        CheckAsync(Call().ListOf().Select(calls => Encoding.UTF8.GetBytes($"[{string.Join(',', calls)}]")));

    [Fact]
    public Task Damaged_calls() => CheckAsync(
        from call in Call()
        from position in Gen.Choose(0, Encoding.UTF8.GetByteCount(call) - 1)
        from value in Gen.Choose(0, 255)
        select Damage(Encoding.UTF8.GetBytes(call), position, (byte)value));

    private static byte[] Damage(byte[] body, int position, byte value)
    {
        body[position] = value;
        return body;
    }

    private static Gen<string> Call() =>
        from method in Gen.Elements(Methods)
        from parameters in Value(2).ListOf()
        from id in Gen.Elements("1", "\"a\"", "null")
        select $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":[{{string.Join(',', parameters.Take(5))}}]}""";

    private static Gen<string> Value(int depth)
    {
        Gen<string> scalar = Gen.Elements(Scalars);
        if (depth == 0)
            return scalar;
        Gen<string> array = Value(depth - 1).ListOf().Select(elements => $"[{string.Join(',', elements.Take(6))}]");
        Gen<string> property = from name in Gen.Elements(Names) from content in Value(depth - 1) select $"\"{name}\":{content}";
        Gen<string> value = property.ListOf().Select(properties => $"{{{string.Join(',', properties.Take(6))}}}");
        return Gen.OneOf(scalar, scalar, array, value);
    }

    private async Task CheckAsync(Gen<byte[]> bodies)
    {
        foreach (byte[] body in bodies.Sample(Runs, 20))
        {
            (HttpStatusCode status, string response) = await _chain.Server.PostAsync(body);
            string context = $"{Encoding.UTF8.GetString(body)} → {status} {response}";
            if (status == HttpStatusCode.NoContent)
                continue;
            status.ShouldBe(HttpStatusCode.OK, context);
            JsonElement json = JsonElement.Parse(response);
            foreach (JsonElement answer in json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : new[] { json })
                CheckAnswer(answer, context);
        }
    }

    private static void CheckAnswer(JsonElement answer, string context)
    {
        answer.GetProperty("jsonrpc").GetString().ShouldBe("2.0", context);
        answer.TryGetProperty("id", out _).ShouldBeTrue(context);
        if (answer.TryGetProperty("error", out JsonElement error))
        {
            error.GetProperty("code").GetInt32().ShouldNotBe(InternalError, context);
            error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty(context);
        }
        else
        {
            answer.TryGetProperty("result", out _).ShouldBeTrue(context);
        }
    }
}

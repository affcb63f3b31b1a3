using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>
/// The part of Ethereum's execution API that a rollup needs, typed. Errors are <see cref="L1Exception"/>s; "not there" is null.
/// Reads are retried when the node does not answer; sending a transaction is not.
/// </summary>
public sealed class L1Client(JsonRpcClient rpc)
{
    private const ulong MaxBlocksPerQuery = 2_000;
    private const int UnknownBlock = -39001;

    /// <summary>The chain id that signatures commit to.</summary>
    public Task<ulong> ChainIdAsync(CancellationToken cancellation) =>
        QueryAsync("eth_chainId", L1Json.UInt64, cancellation);

    /// <summary>The block at <paramref name="tag"/>; null if the chain has none there (yet).</summary>
    public async Task<L1Block?> GetBlockAsync(L1BlockTag tag, CancellationToken cancellation)
    {
        try
        {
            return await QueryAsync("eth_getBlockByNumber", Optional(L1Json.Block), cancellation, tag.ToString(), false);
        }
        catch (L1RpcException e) when (e.Code == UnknownBlock)
        {
            return null;
        }
    }

    /// <summary>The outcome of a transaction on the node's current chain; null if it is not mined there.</summary>
    public Task<L1Receipt?> GetReceiptAsync(Hash256 transaction, CancellationToken cancellation) =>
        QueryAsync("eth_getTransactionReceipt", Optional(L1Json.Receipt), cancellation, transaction.ToHex());

    /// <summary>A mined or pending transaction; null if the node does not know it.</summary>
    public Task<L1Transaction?> GetTransactionAsync(Hash256 transaction, CancellationToken cancellation) =>
        QueryAsync("eth_getTransactionByHash", Optional(L1Json.Transaction), cancellation, transaction.ToHex());

    /// <summary>The next nonce of an account, which is the number of transactions that it has sent.</summary>
    public Task<ulong> GetTransactionCountAsync(Address account, L1BlockTag tag, CancellationToken cancellation) =>
        QueryAsync("eth_getTransactionCount", L1Json.UInt64, cancellation, account.ToHex(), tag.ToString());

    /// <summary>The balance of an account, in wei.</summary>
    public Task<U256> GetBalanceAsync(Address account, L1BlockTag tag, CancellationToken cancellation) =>
        QueryAsync("eth_getBalance", e => HexFormat.ParseQuantity(L1Json.Text(e)), cancellation, account.ToHex(), tag.ToString());

    /// <summary>The code of an account: a contract's, or the delegation of one with a key (EIP-7702).</summary>
    public Task<byte[]> GetCodeAsync(Address account, L1BlockTag tag, CancellationToken cancellation) =>
        QueryAsync("eth_getCode", e => HexFormat.ParseBytes(L1Json.Text(e)), cancellation, account.ToHex(), tag.ToParameter());

    /// <summary>Base fees and, at <paramref name="percentile"/>, tips of the last <paramref name="blocks"/> blocks.</summary>
    public Task<FeeHistory> GetFeeHistoryAsync(int blocks, int percentile, CancellationToken cancellation) =>
        QueryAsync("eth_feeHistory", L1Json.FeeHistory, cancellation, ((ulong)blocks).ToQuantity(), "latest", new[] { percentile });

    /// <summary>What a call returns; a revert is an <see cref="L1RpcException"/> with the revert data where the node gives it.</summary>
    public Task<byte[]> CallAsync(L1Call call, L1BlockTag tag, CancellationToken cancellation) =>
        QueryAsync("eth_call", e => HexFormat.ParseBytes(L1Json.Text(e)), cancellation, CallObject(call), tag.ToParameter());

    /// <summary>The gas limit with which a transaction succeeds on the state at <paramref name="tag"/>; a revert is an <see cref="L1RpcException"/>.</summary>
    public Task<ulong> EstimateGasAsync(L1Call call, L1BlockTag tag, CancellationToken cancellation) =>
        QueryAsync("eth_estimateGas", L1Json.UInt64, cancellation, CallObject(call), tag.ToString());

    /// <summary>
    /// The matching logs of the blocks <paramref name="from"/> to <paramref name="to"/> (inclusive), in order. Long ranges are asked for in
    /// pieces, and a piece that the node refuses is halved down to single blocks.
    /// </summary>
    public async Task<IReadOnlyList<L1Log>> GetLogsAsync(L1LogFilter filter, ulong from, ulong to, CancellationToken cancellation)
    {
        var logs = new List<L1Log>();
        ulong length = MaxBlocksPerQuery;
        while (from <= to)
        {
            ulong last = Math.Min(to, from + length - 1);
            try
            {
                logs.AddRange(await GetLogRangeAsync(filter, from, last, cancellation));
            }
            catch (L1Exception e) when (e is L1RpcException or L1MalformedException && last > from)
            {
                length = (last - from + 1) / 2;
                continue;
            }

            from = last + 1;
        }

        return logs;
    }

    /// <summary>Hands a signed transaction to the node's pool; refusals are <see cref="L1RpcException"/>s.</summary>
    public async Task SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellation) =>
        await rpc.SendAsync("eth_sendRawTransaction", cancellation, raw.Span.ToHex());

    private Task<L1Log[]> GetLogRangeAsync(L1LogFilter filter, ulong from, ulong to, CancellationToken cancellation) =>
        QueryAsync(
            "eth_getLogs",
            e => e.EnumerateArray().Select(L1Json.Log).ToArray(),
            cancellation,
            new
            {
                address = filter.Address.ToHex(),
                topics = new[] { filter.Events.Select(topic => topic.ToHex()).ToArray() },
                fromBlock = from.ToQuantity(),
                toBlock = to.ToQuantity(),
            });

    private async Task<T> QueryAsync<T>(string method, Func<JsonElement, T> read, CancellationToken cancellation, params object?[] parameters) =>
        L1Json.Read(method, await rpc.QueryAsync(method, cancellation, parameters), read);

    private static Func<JsonElement, T?> Optional<T>(Func<JsonElement, T> read)
        where T : class => e => e.ValueKind == JsonValueKind.Null ? null : read(e);

    private static object CallObject(L1Call call) => call.From is { } sender
        ? new { from = sender.ToHex(), to = call.To.ToHex(), data = call.Data.Span.ToHex() }
        : new { to = call.To.ToHex(), data = call.Data.Span.ToHex() };
}

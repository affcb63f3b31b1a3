using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Sending;
using Rollup.Kernel.Primitives;
using Rollup.Storage.L1;

namespace Rollup.Ethereum.Signing;

/// <summary>
/// Signs through Web3Signer's <c>eth_signTransaction</c>. The answer is not trusted: it must be exactly the requested transaction with a
/// signature of <paramref name="address"/>; anything else is an <see cref="L1MalformedException"/>.
/// </summary>
public sealed class RemoteSigner(JsonRpcClient rpc, Address address) : ITransactionSigner
{
    private const string Method = "eth_signTransaction";

    /// <inheritdoc/>
    public Address Address => address;

    /// <inheritdoc/>
    public async Task<SignedL1Transaction> SignAsync(Eip1559Transaction transaction, CancellationToken cancellation)
    {
        JsonElement result = await rpc.QueryAsync(Method, cancellation, new
        {
            from = address.ToHex(),
            to = transaction.To.ToHex(),
            chainId = transaction.ChainId.ToQuantity(),
            nonce = transaction.Nonce.ToQuantity(),
            gas = transaction.GasLimit.ToQuantity(),
            maxFeePerGas = transaction.Fees.MaxFeePerGas.ToQuantity(),
            maxPriorityFeePerGas = transaction.Fees.MaxPriorityFeePerGas.ToQuantity(),
            value = "0x0",
            data = transaction.Data.Span.ToHex(),
        });
        if (result.ValueKind != JsonValueKind.String || !HexFormat.TryParseBytes(result.GetString(), out byte[] raw))
            throw new L1MalformedException($"{Method}: the answer is not a transaction in hex.");
        return transaction.TryMatch(raw, out SignedL1Transaction? signed, out Address signer) && signer == address
            ? signed
            : throw new L1MalformedException($"{Method}: the answer is not the requested transaction signed by {address.ToHex()}.");
    }
}

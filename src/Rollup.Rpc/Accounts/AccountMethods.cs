using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.State;

namespace Rollup.Rpc.Accounts;

/// <summary>Balances, nonces, code and storage.</summary>
public sealed class AccountMethods(ChainReader chain, IPendingNonces pendingNonces)
{
    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new("eth_getBalance", GetBalanceAsync),
        new("eth_getTransactionCount", GetTransactionCountAsync),
        new("eth_getCode", GetCodeAsync),
        new("eth_getStorageAt", GetStorageAtAsync),
    ];

    private ValueTask<RpcError?> GetBalanceAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken) =>
        ReadAccountAsync(parameters, (_, account) => result.WriteQuantity(account.Balance), cancellationToken);

    private ValueTask<RpcError?> GetCodeAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken) =>
        ReadAccountAsync(parameters, (state, account) => result.WriteData(account.HasCode ? state.ReadCode(account.CodeHash).Bytes.Span : default), cancellationToken);

    private ValueTask<RpcError?> GetTransactionCountAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Address address = reader.Address("address");
        BlockSelector selector = reader.BlockOrLatest();
        if (reader.End() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        return selector.Tag == BlockTag.Pending
            ? WritePendingNonceAsync(address, result, cancellationToken)
            : ReadAccountAsync(parameters, (_, account) => result.WriteQuantity(account.Nonce), cancellationToken);
    }

    private async ValueTask<RpcError?> WritePendingNonceAsync(Address address, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        (ulong nonce, RpcError? error) = await pendingNonces.GetAsync(address, cancellationToken);
        result.WriteQuantity(nonce);
        return error;
    }

    private ValueTask<RpcError?> ReadAccountAsync(RpcParameters parameters, Action<IStateReader, AccountState> write, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Address address = reader.Address("address");
        BlockSelector selector = reader.BlockOrLatest();
        return reader.End() is { } error
            ? ValueTask.FromResult<RpcError?>(error)
            : ReadStateAsync(selector, state => write(state, state.GetAccount(in address)), cancellationToken);
    }

    private ValueTask<RpcError?> GetStorageAtAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Address address = reader.Address("address");
        U256 slot = reader.Slot("slot");
        BlockSelector selector = reader.BlockOrLatest();
        return reader.End() is { } error
            ? ValueTask.FromResult<RpcError?>(error)
            : ReadStateAsync(selector, state => result.WriteData(Hash256.FromU256(state.GetSlot(in address, in slot)).AsSpan()), cancellationToken);
    }

    private async ValueTask<RpcError?> ReadStateAsync(BlockSelector selector, Action<IStateReader> read, CancellationToken cancellationToken)
    {
        (IStateReader? state, _, RpcError? error) = await chain.FindStateAsync(selector, cancellationToken);
        if (state is not null)
            read(state);
        return error;
    }
}

/// <summary>The nonces that follow the pool's transactions: asked of the pool where it is in this process, of the sequencer elsewhere.</summary>
public interface IPendingNonces
{
    /// <summary>The nonce that the account's next transaction should have, or why it is not known.</summary>
    ValueTask<(ulong Nonce, RpcError? Error)> GetAsync(Address address, CancellationToken cancellationToken);
}

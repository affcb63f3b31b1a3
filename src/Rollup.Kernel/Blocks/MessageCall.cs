using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Blocks;

/// <summary>
/// The one place that decides what answers a call: an account without code, the messenger, or code.
/// </summary>
internal static class MessageCall
{
    /// <summary>What answers calls to <paramref name="address"/>; false if the state has no answer.</summary>
    public static bool TryClassify<TState>(ref TState state, in Address address, out Recipient recipient)
        where TState : struct, IStateAccess, allows ref struct
    {
        if (address == ProtocolConstants.Messenger)
        {
            recipient = Recipient.Messenger;
            return true;
        }

        recipient = Recipient.Unsupported;
        if (ProtocolConstants.IsPrecompile(in address))
            return true;
        if (!state.TryGetAccount(in address, out AccountState account))
            return false;
        if (!account.HasCode)
            recipient = Recipient.Account;
        return true;
    }

    /// <summary>
    /// Calls an account or the messenger with <paramref name="gas"/>. The caller has found <paramref name="value"/> in the sender's balance.
    /// </summary>
    public static TransactionOutcome Run<THost, TState>(
        ref THost host,
        ref TState state,
        in BlockContext context,
        Recipient recipient,
        in Address sender,
        in Address to,
        in U256 value,
        scoped ReadOnlySpan<byte> data,
        ulong gas,
        scoped ref LogBuffer logs,
        out CallResult result)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IStateAccess, allows ref struct
    {
        if (recipient == Recipient.Messenger)
            return Messenger.Call(ref host, ref state, in context, in sender, in value, data, gas, ref logs, out result);

        result = CallResult.Success(gasUsed: 0);
        return Balances.TryDebit(ref state, in sender, in value) && Balances.TryCredit(ref state, in to, in value)
            ? TransactionOutcome.Executed
            : TransactionOutcome.StateMissing;
    }
}

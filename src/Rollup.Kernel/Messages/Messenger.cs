using Rollup.Kernel.Blocks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Messages;

/// <summary>
/// The contract at <see cref="ProtocolConstants.Messenger"/>, which the kernel itself executes. A message's value leaves L2: it is taken
/// from the sender and credited to nobody. Messages are numbered across batches by storage slot 0.
/// </summary>
public static class Messenger
{
    /// <summary>The gas of a message, besides that of its data.</summary>
    public const ulong MessageGas = 25_000;

    /// <summary>The gas of a byte of the message's data.</summary>
    public const ulong MessageGasPerByte = 16;

    /// <summary>The storage slot of the next message's nonce.</summary>
    public static U256 NonceSlot => U256.Zero;

    /// <summary>
    /// Answers a call with <paramref name="gas"/>, whose caller has found <paramref name="value"/> in the sender's balance. Calldata that is no
    /// <see cref="MessengerCall"/> reverts, too little gas takes all of it, and neither changes anything.
    /// </summary>
    public static TransactionOutcome Call<THost, TState>(
        ref THost host,
        ref TState state,
        in BlockContext context,
        in Address sender,
        in U256 value,
        scoped ReadOnlySpan<byte> calldata,
        ulong gas,
        scoped ref LogBuffer logs,
        out CallResult result)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IStateAccess, allows ref struct
    {
        result = CallResult.Reverted(gasUsed: 0);
        if (!MessengerCall.TryDecode(calldata, out MessengerCall call))
            return TransactionOutcome.Executed;

        ulong cost = MessageGas + (MessageGasPerByte * (ulong)call.Data.Length);
        if (cost > gas)
        {
            result = CallResult.OutOfGas(gas);
            return TransactionOutcome.Executed;
        }

        if (!state.TryGetSlot(ProtocolConstants.Messenger, NonceSlot, out U256 nonce))
            return TransactionOutcome.StateMissing;
        Address target = call.Target;
        Hash256 leaf = MessageLeaf.Hash(
            ref host, context.Config.L2ChainId, context.Config.Bridge, in nonce, in sender, in target, in value, call.Data);
        if (!MessageSent.TryAppend(ref logs, in nonce, in sender, in target, in value, call.Data, in leaf))
            return TransactionOutcome.LogsOverflowed;
        if (!Balances.TryDebit(ref state, in sender, in value)
            || !state.TrySetSlot(ProtocolConstants.Messenger, NonceSlot, nonce + U256.One))
            return TransactionOutcome.StateMissing;

        result = CallResult.Success(cost);
        return TransactionOutcome.Executed;
    }
}

using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Evm.Messaging;

/// <summary>
/// The contract at <see cref="ProtocolConstants.Messenger"/>, which the kernel itself executes. A message's value leaves L2: it is taken
/// from the sender and credited to nobody. Messages are numbered across batches by storage slot 0.
/// </summary>
public static unsafe class Messenger
{
    /// <summary>The gas of a message, besides that of its data.</summary>
    public const ulong MessageGas = 25_000;

    /// <summary>The gas of a byte of the message's data.</summary>
    public const ulong MessageGasPerByte = 16;

    /// <summary>The storage slot of the next message's nonce.</summary>
    public static U256 NonceSlot => U256.Zero;

    /// <summary>Whether L1 would deliver a message to <paramref name="target"/>: the rollup's own contracts are never called, and nobody is at zero.</summary>
    private static bool IsClaimable(in EvmBlock block, in Address target) => !target.IsZero && target != block.Bridge && target != block.Rollup;

    /// <summary>
    /// Runs a call of the messenger as the whole of <paramref name="frame"/>, whose value has been moved to the messenger's account. The output is the
    /// message's nonce. Calldata that is no <see cref="MessengerCall"/> reverts, as does a message that nobody could claim, and a static call fails as at any change of the state.
    /// </summary>
    internal static Step Run<THost, TState, TTracer>(ref EvmMachine machine, ref THost host, ref TState state, ref TTracer tracer, Frame* frame)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        frame->Output = machine.ReturnData;
        frame->OutputLength = 0;
        if (frame->IsStatic)
            return Step.StaticViolation;
        if (!MessengerCall.TryDecode(new ReadOnlySpan<byte>(frame->Input, frame->InputLength), out MessengerCall call)
            || !IsClaimable(in machine.Block, call.Target))
            return Step.Revert;
        frame->Gas -= (long)(MessageGas + (MessageGasPerByte * (ulong)call.Data.Length));
        if (frame->Gas < 0)
            return Step.OutOfGas;

        ref Journal journal = ref machine.Journal;
        int slot = journal.LoadSlot(ref state, frame->Self, NonceSlot);
        if (slot < 0)
            return Step.Fault;
        U256 nonce = journal.Slots.Items[slot].Value;
        Hash256 leaf = MessageLeaf.Hash(
            ref host, machine.Block.ChainId, in machine.Block.Bridge, in nonce, in frame->Caller, call.Target, in frame->Value, call.Data);
        if (!MessageSent.TryLog(ref journal, in nonce, in frame->Caller, call.Target, in frame->Value, call.Data, in leaf))
            return Step.Fault;
        if (TTracer.IsEnabled)
            tracer.OnLog(in journal.Logs.Items[journal.Logs.Count - 1]);
        journal.SetSlot(slot, nonce + U256.One);
        journal.SetBalance(frame->Self, journal.Account(frame->Self)->Balance - frame->Value);
        nonce.WriteBigEndian(new Span<byte>(machine.ReturnData, U256.Size));
        frame->OutputLength = U256.Size;
        return Step.Return;
    }
}

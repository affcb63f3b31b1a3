using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Instructions;

/// <summary>CREATE and CREATE2.</summary>
internal static unsafe class CreateInstructions
{
    public static Step Create<THost, TState, TTracer>(
        ref EvmMachine machine, ref THost host, ref TState state, ref TTracer tracer, Frame* frame, byte opcode)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        if (frame->IsStatic)
            return Step.StaticViolation;

        // Operands, the first one highest: value, offset, length, [salt].
        bool hasSalt = opcode == Opcode.Create2;
        U256* operands = frame->Top -= hasSalt ? 4 : 3;
        U256 salt = operands[0];
        if (hasSalt)
            operands++;
        U256 value = operands[2];
        U256 length = operands[0];
        if (length > EvmLimits.InitCodeSize)
            return Step.OutOfGas;
        if (!FrameMemory.TryChargeWords(frame, in length, GasCost.InitCodeWord + (hasSalt ? GasCost.Keccak256Word : 0)))
            return Step.OutOfGas;
        Step step = FrameMemory.Reserve(ref machine, frame, in operands[1], in length, out byte* start);
        if (step != Step.Continue)
            return step;
        var initCode = new ReadOnlySpan<byte>(start, (int)length.L0);

        ref Journal journal = ref machine.Journal;
        machine.ReturnDataLength = 0;
        ulong nonce = journal.Account(frame->Self)->Nonce;
        Step refusal = machine.Depth >= EvmLimits.CallDepth ? Step.CallTooDeep
            : journal.Account(frame->Self)->Balance < value ? Step.BalanceTooLow
            : nonce == ulong.MaxValue ? Step.NonceTooLarge
            : Step.Continue;
        if (!TTracer.IsEnabled && refusal != Step.Continue)
        {
            *frame->Top++ = default;
            return Step.Continue;
        }

        Address address = hasSalt
            ? AddressOfCreate2(ref host, in frame->SelfAddress, in salt, initCode)
            : AddressOfCreate(ref host, in frame->SelfAddress, nonce);
        long gas = frame->Gas - (frame->Gas / 64);
        if (TTracer.IsEnabled)
        {
            var traced = new TracedFrame
            {
                Depth = machine.Depth + 1, Opcode = opcode, From = frame->SelfAddress, To = address, Value = value, Gas = gas, CallerGas = frame->Gas - gas, Input = initCode,
            };
            tracer.OnEnter(in traced);
            if (refusal != Step.Continue)
            {
                tracer.OnExit(machine.Depth + 1, refusal, gas, default);
                *frame->Top++ = default;
                return Step.Continue;
            }
        }

        int created = journal.Load(ref state, in address);
        if (created < 0)
            return Step.Fault;
        journal.SetNonce(frame->Self, nonce + 1);
        _ = journal.Warm(created);

        frame->Gas -= gas;
        Frame* child = frame + 1;
        child->Gas = gas;
        child->Value = value;
        child->Self = created;
        child->SelfAddress = address;
        child->Caller = frame->SelfAddress;
        machine.Depth++;
        step = Enter(ref machine, ref state, child, frame->Self, initCode, frame->Memory + frame->MemorySize, frame->Top);
        return step is Step.EnterFrame or Step.Fault ? step : FrameTransitions.Leave(ref machine, ref host, ref tracer, step);
    }

    /// <summary>
    /// Starts a creation in <paramref name="child"/>, whose gas, value and addresses are set: checks the address (EIP-684, EIP-7610),
    /// makes the account (nonce 1, EIP-161), moves the value, and lays the init code out below the child's memory.
    /// </summary>
    public static Step Enter<TState>(
        ref EvmMachine machine, ref TState state, Frame* child, int creator, ReadOnlySpan<byte> initCode, byte* memory, U256* stack)
        where TState : struct, IEvmState, allows ref struct
    {
        ref Journal journal = ref machine.Journal;
        child->Checkpoint = journal.Take();
        child->IsStatic = false;
        child->IsCreation = true;
        child->Input = memory;
        child->InputLength = 0;
        child->ReturnOffset = 0;
        child->ReturnLength = 0;
        child->Output = memory;
        child->OutputLength = 0;

        AccountEntry* account = journal.Account(child->Self);
        bool hasStorage = false;
        if (account->Nonce == 0 && account->CodeSize == 0 && !state.TryHasStorage(in account->Address, out hasStorage))
        {
            journal.Fault = EvmFault.StateMissing;
            return Step.Fault;
        }

        if (account->Nonce != 0 || account->CodeSize != 0 || hasStorage)
            return Step.AddressCollision;
        int needed = initCode.Length + CodeView.Padding + CodeView.JumpTableSize(initCode.Length);
        if (needed > machine.MemoriesEnd - memory)
        {
            journal.Fault = EvmFault.MemoryExhausted;
            return Step.Fault;
        }

        journal.SetFlags(child->Self, AccountFlags.Created);
        journal.SetNonce(child->Self, 1);
        journal.Transfer(creator, child->Self, in child->Value);
        CodeView code = FrameTransitions.LayOut(initCode, memory);
        FrameTransitions.Prepare(child, in code, memory + ((needed + 31) & ~31), stack);
        return code.Length == 0 ? Step.Return : Step.EnterFrame;
    }

    /// <summary>The low 20 bytes of keccak(rlp([creator, nonce])) (Yellow Paper, 7).</summary>
    public static Address AddressOfCreate<THost>(ref THost host, in Address creator, ulong nonce)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> rlp = stackalloc byte[1 + 1 + Address.Size + 1 + sizeof(ulong)];
        rlp[1] = 0x80 + Address.Size;
        creator.CopyTo(rlp[2..]);
        int end = 2 + Address.Size;
        if (nonce is > 0 and < 0x80)
        {
            rlp[end++] = (byte)nonce;
        }
        else
        {
            U256 number = nonce;
            int length = number.WriteBigEndianMinimal(rlp[(end + 1)..]);
            rlp[end] = (byte)(0x80 + length);
            end += 1 + length;
        }

        rlp[0] = (byte)(0xc0 + end - 1);
        return LowBytes(Keccak256.Hash(ref host, rlp[..end]));
    }

    /// <summary>The low 20 bytes of keccak(0xff ‖ creator ‖ salt ‖ keccak(init code)) (EIP-1014).</summary>
    public static Address AddressOfCreate2<THost>(ref THost host, in Address creator, in U256 salt, ReadOnlySpan<byte> initCode)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> preimage = stackalloc byte[1 + Address.Size + U256.Size + Hash256.Size];
        preimage[0] = 0xff;
        creator.CopyTo(preimage[1..]);
        salt.WriteBigEndian(preimage[(1 + Address.Size)..]);
        Keccak256.Hash(ref host, initCode).CopyTo(preimage[(1 + Address.Size + U256.Size)..]);
        return LowBytes(Keccak256.Hash(ref host, preimage));
    }

    private static Address LowBytes(Hash256 hash) => Address.FromSpan(hash.AsSpan()[(Hash256.Size - Address.Size)..]);
}

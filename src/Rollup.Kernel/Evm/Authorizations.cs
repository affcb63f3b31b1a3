using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Instructions;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Evm;

/// <summary>The authorizations of a set-code transaction. What they do to the state stays even if the transaction fails.</summary>
internal static unsafe class Authorizations
{
    /// <summary>EIP-7702: each valid authorization makes its authority delegate; invalid ones are passed over.</summary>
    public static void Process<THost, TState>(ref EvmMachine machine, ref THost host, ref TState state, AuthorizationList list)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
    {
        ref Journal journal = ref machine.Journal;
        var entries = new RlpReader(list.Content);
        while (!entries.IsAtEnd)
        {
            if (Authorization.Read(ref entries, out Authorization authorization) != RlpError.None)
                return;
            bool isForThisChain = authorization.ChainId.IsZero || authorization.ChainId == machine.Block.ChainId;
            if (!isForThisChain || authorization.Nonce == ulong.MaxValue || !authorization.TryRecoverAuthority(ref host, out Address authority))
                continue;
            int account = journal.Load(ref state, in authority);
            if (account < 0)
                return;
            _ = journal.Warm(account);
            if (!StateInstructions.TryLoadCode(ref machine, ref state, account, out CodeView code))
                return;
            if ((code.Length != 0 && !Delegation.TryRead(code.AsSpan(), out _)) || journal.Account(account)->Nonce != authorization.Nonce)
                continue;

            // The charge assumed a new account; half of it comes back for one that exists.
            if (!journal.Account(account)->IsDead)
                journal.Refund += GasCost.NewAccount / 2;
            if (!TryDelegate(ref journal, ref host, account, authorization.Target))
                return;
            journal.SetNonce(account, authorization.Nonce + 1);
        }
    }

    private static bool TryDelegate<THost>(ref Journal journal, ref THost host, int account, in Address target)
        where THost : struct, IHost, allows ref struct
    {
        if (target.IsZero)
        {
            journal.ReplaceCode(account, default, AccountState.EmptyCodeHash);
            return true;
        }

        byte* memory = journal.Arena.Allocate(Delegation.Size + CodeView.Padding + 8);
        if (memory == null)
        {
            journal.Fault = EvmFault.MemoryExhausted;
            return false;
        }

        Span<byte> bytes = stackalloc byte[Delegation.Size];
        Delegation.Write(in target, bytes);
        CodeView code = FrameTransitions.LayOut(bytes, memory);
        journal.ReplaceCode(account, in code, Keccak256.Hash(ref host, bytes));
        return true;
    }
}

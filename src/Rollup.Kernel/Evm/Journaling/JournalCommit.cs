using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>What is left of a transaction in the end: its logs, and its changes of the state.</summary>
internal static unsafe class JournalCommit
{
    /// <summary>Appends the logs to <paramref name="logs"/>, which says itself when it overflowed.</summary>
    public static void CopyLogs(ref Journal journal, scoped ref LogBuffer logs)
    {
        Span<Hash256> topics = stackalloc Hash256[LogBuffer.MaxTopics];
        for (int i = 0; i < journal.Logs.Count; i++)
        {
            LogEntry* log = journal.Logs.Items + i;
            for (int topic = 0; topic < log->TopicCount; topic++)
                topics[topic] = log->Topic(topic);
            if (!logs.TryAppend(in log->Address, topics[..log->TopicCount], log->DataLength, out Span<byte> data))
                return;
            new ReadOnlySpan<byte>(log->Data, log->DataLength).CopyTo(data);
        }
    }

    /// <summary>Writes what changed; accounts that are dead and touched, or destroyed, are removed (EIP-161, EIP-6780).</summary>
    public static bool TryWrite<THost, TState>(ref Journal journal, ref THost host, ref TState state)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
    {
        for (int i = 0; i < journal.Slots.Count; i++)
        {
            SlotEntry* slot = journal.Slots.Items + i;
            AccountEntry* owner = journal.Account(slot->Account);
            bool isChanged = slot->Value != slot->Original && !owner->IsDestroyed;
            if (isChanged && !state.TrySetSlot(in owner->Address, in slot->Slot, in slot->Value))
                return false;
        }

        for (int i = 0; i < journal.Accounts.Count; i++)
        {
            if (!TryWriteAccount(journal.Account(i), ref host, ref state))
                return false;
        }

        return true;
    }

    private static bool TryWriteAccount<THost, TState>(AccountEntry* entry, ref THost host, ref TState state)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
    {
        if (entry->IsRemoved)
            return state.TrySetAccount(in entry->Address, AccountState.Empty);
        if (!entry->IsChanged)
            return true;

        Digest commitment = entry->Original.CodeCommitment;
        if (entry->IsCodeChanged)
        {
            commitment = CodeCommitment.Compute(ref host, entry->Code.AsSpan());
            if (entry->CodeSize != 0 && !state.TrySetCode(in entry->CodeHash, entry->Code.AsSpan()))
                return false;
        }

        var account = new AccountState(entry->Nonce, in entry->Balance, in entry->CodeHash, in commitment, entry->CodeSize);
        return state.TrySetAccount(in entry->Address, in account);
    }
}

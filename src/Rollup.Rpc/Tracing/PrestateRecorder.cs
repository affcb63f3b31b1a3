using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Rpc.Json;
using Rollup.State;

namespace Rollup.Rpc.Tracing;

/// <summary>
/// The accounts and slots that an execution touched as they were before, or what it changed with both values, as geth's prestateTracer
/// shows them. All of it is in the overlay of the execution.
/// </summary>
/// <param name="options">What to show.</param>
/// <param name="json">Where it goes.</param>
internal sealed class PrestateRecorder(TraceOptions options, Utf8JsonWriter json) : TraceRecorder
{
    private static readonly EntryChange Untouched = new(StateValue.OfAccount(AccountState.Empty), StateValue.OfAccount(AccountState.Empty));

    /// <inheritdoc/>
    public override void Finish(TraceOutcome outcome)
    {
        SortedDictionary<Address, TouchedAccount> accounts = [];
        foreach ((StateKey key, EntryChange change) in outcome.Changes.Entries)
        {
            // BLOCKHASH reads the ring of block hashes: an access of the protocol's, not of the transaction's.
            if (key.Address == ProtocolConstants.BlockHashes && !key.IsAccount)
                continue;
            if (!accounts.TryGetValue(key.Address, out TouchedAccount? account))
                accounts.Add(key.Address, account = new TouchedAccount());
            if (key.IsAccount)
                account.Change = change;
            else
                account.Slots.Add(key.Slot, change);
        }

        json.WriteStartObject();
        if (options.DiffMode)
        {
            json.WriteStartObject("pre"u8);
            foreach ((Address address, TouchedAccount account) in accounts.Where(entry => entry.Value.IsChanged && !entry.Value.Before.IsEmpty))
                WriteBefore(in address, account, outcome.Changes);
            json.WriteEndObject();
            json.WriteStartObject("post"u8);
            foreach ((Address address, TouchedAccount account) in accounts.Where(entry => entry.Value.IsChanged && !entry.Value.IsDeleted))
                WriteAfter(in address, account, outcome.Changes);
            json.WriteEndObject();
        }
        else
        {
            foreach ((Address address, TouchedAccount account) in accounts.Where(entry => options.IncludeEmpty || !entry.Value.Before.IsEmpty))
                WriteBefore(in address, account, outcome.Changes);
        }

        json.WriteEndObject();
    }

    private void WriteBefore(in Address address, TouchedAccount account, StateOverlay state)
    {
        AccountState before = account.Before;
        json.WriteStartObject(address.ToHex());
        json.WriteQuantity("balance"u8, before.Balance);
        if (before.HasCode && !options.DisableCode)
            json.WriteData("code"u8, state.ReadCode(before.CodeHash).Bytes.Span);
        if (before.HasCode)
            json.WriteData("codeHash"u8, before.CodeHash);
        if (before.Nonce != 0)
            json.WriteNumber("nonce"u8, before.Nonce);
        WriteSlots(options.DiffMode
            ? account.Slots.Where(slot => slot.Value.Before != slot.Value.After && !slot.Value.Before.Word.IsZero).Select(slot => (slot.Key, slot.Value.Before.Word))
            : account.Slots.Select(slot => (slot.Key, slot.Value.Before.Word)));
        json.WriteEndObject();
    }

    private void WriteAfter(in Address address, TouchedAccount account, StateOverlay state)
    {
        AccountState before = account.Before;
        AccountState after = account.After;
        json.WriteStartObject(address.ToHex());
        if (after.Balance != before.Balance)
            json.WriteQuantity("balance"u8, after.Balance);
        if (after.CodeHash != before.CodeHash && !options.DisableCode)
            json.WriteData("code"u8, after.HasCode ? state.ReadCode(after.CodeHash).Bytes.Span : default);
        if (after.CodeHash != before.CodeHash)
            json.WriteData("codeHash"u8, after.HasCode ? after.CodeHash : Hash256.Zero);
        if (after.Nonce != before.Nonce)
            json.WriteNumber("nonce"u8, after.Nonce);
        WriteSlots(account.Slots.Where(slot => slot.Value.Before != slot.Value.After && !slot.Value.After.Word.IsZero).Select(slot => (slot.Key, slot.Value.After.Word)));
        json.WriteEndObject();
    }

    private void WriteSlots(IEnumerable<(U256 Slot, U256 Value)> slots)
    {
        bool any = false;
        foreach ((U256 slot, U256 value) in slots)
        {
            if (options.DisableStorage)
                return;
            if (!any)
                json.WriteStartObject("storage"u8);
            any = true;
            json.WriteString(slot.ToHex(), value.ToHex());
        }

        if (any)
            json.WriteEndObject();
    }

    private sealed class TouchedAccount
    {
        public EntryChange Change { get; set; } = Untouched;

        public SortedDictionary<U256, EntryChange> Slots { get; } = [];

        public AccountState Before => Change.Before.Account;

        public AccountState After => Change.After.Account;

        public bool IsChanged => Change.Before != Change.After || Slots.Values.Any(slot => slot.Before != slot.After);

        public bool IsDeleted => After.IsEmpty && !Before.IsEmpty;
    }
}

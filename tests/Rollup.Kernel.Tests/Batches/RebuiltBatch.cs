using Rollup.Kernel.Batches;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.Batches;

/// <summary>What a batch's L1 data says about the state: the new values of the leaves that it names, code included.</summary>
internal static class RebuiltBatch
{
    /// <summary>The messages, which come in front of what <see cref="Read"/> reads.</summary>
    public static List<SentMessage> ReadMessages(ref BatchDataReader reader, in ChainConfig config)
    {
        var host = default(SoftwareHost);
        List<SentMessage> messages = [];
        while ((ulong)messages.Count < reader.MessageCount)
        {
            reader.TryReadMessage(ref host, in config, out SentMessage message).ShouldBeTrue();
            messages.Add(message);
        }

        return messages;
    }

    public static Dictionary<StateKey, StateValue> Read(ref BatchDataReader reader, IReadOnlyDictionary<ulong, StateKey> names, Func<StateKey, StateValue> before)
    {
        List<byte[]> codes = [[]];
        do
        {
            reader.TryReadCode(out ReadOnlySpan<byte> code).ShouldBeTrue();
            codes.Add(code.ToArray());
        }
        while (codes[^1].Length != 0);

        Dictionary<StateKey, StateValue> values = [];
        for (ulong i = 0; i < reader.UpdateCount; i++)
        {
            reader.TryReadUpdate(out LeafUpdate update).ShouldBeTrue();
            StateKey key = names[update.Index];
            AccountState account = before(key).Account;
            account = account.WithNonce(account.Nonce + update.NonceIncrement);
            if (update.HasValue)
                account = account.WithBalance(update.Value);
            if (update.HasCode)
                account = WithCode(in account, codes[(int)update.Code]);
            values[key] = update.IsDeletion ? StateValue.Absent(key) : key.IsAccount ? StateValue.OfAccount(account) : StateValue.OfSlot(update.Value);
        }

        for (ulong i = 0; i < reader.CreationCount; i++)
        {
            reader.TryReadCreation(out LeafCreation creation).ShouldBeTrue();
            values.Add(creation.Key, creation.Code == 0 ? creation.Value : StateValue.OfAccount(WithCode(creation.Value.Account, codes[(int)creation.Code])));
        }

        reader.IsAtEnd.ShouldBeTrue();
        return values;
    }

    /// <summary>The account with a code, both hashes of which are computed; without any for an empty one.</summary>
    public static AccountState WithCode(in AccountState account, byte[] code)
    {
        var host = default(SoftwareHost);
        return account.WithCode(Keccak256.Hash(code), CodeCommitment.Compute(ref host, code), (uint)code.Length);
    }
}

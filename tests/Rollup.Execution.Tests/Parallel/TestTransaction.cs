using Rollup.Execution.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>The fields of a transaction; its signature is never looked at, as the sender is given.</summary>
internal sealed record TestTransaction(Address Sender, ulong Nonce, Address? To)
{
    public const ulong ChainId = 84_001;

    public U256 Value { get; init; }

    public byte[] Data { get; init; } = [];

    public ulong GasLimit { get; init; } = 300_000;

    public U256 MaxFeePerGas { get; init; } = 20;

    public U256 MaxPriorityFeePerGas { get; init; } = 3;

    /// <summary>Slots of the recipient to put on the access list.</summary>
    public U256[] AccessedSlots { get; init; } = [];

    /// <summary>With any it is a set-code transaction (EIP-7702).</summary>
    public TestAuthorization[] Authorizations { get; init; } = [];

    public BlockTransaction Encode()
    {
        byte[] encoded = new byte[1024 + Data.Length + (160 * Authorizations.Length)];
        encoded[0] = (byte)(Authorizations.Length == 0 ? TransactionType.DynamicFee : TransactionType.SetCode);
        var writer = new RlpWriter(encoded.AsSpan(1));
        int list = writer.BeginList();
        writer.WriteUInt64(ChainId);
        writer.WriteUInt64(Nonce);
        writer.WriteU256(MaxPriorityFeePerGas);
        writer.WriteU256(MaxFeePerGas);
        writer.WriteUInt64(GasLimit);
        writer.WriteBytes(To is null ? default : To.Value.AsSpan());
        writer.WriteU256(Value);
        writer.WriteBytes(Data);
        WriteAccessList(ref writer);
        if (Authorizations.Length != 0)
        {
            int authorizations = writer.BeginList();
            foreach (TestAuthorization authorization in Authorizations)
                writer.WriteRaw(authorization.Encode());
            writer.EndList(authorizations);
        }

        writer.WriteUInt64(0);
        writer.WriteU256(U256.One);
        writer.WriteU256(U256.One);
        writer.EndList(list);
        return new BlockTransaction(encoded.AsMemory(0, 1 + writer.Length), Sender);
    }

    private void WriteAccessList(ref RlpWriter writer)
    {
        int entries = writer.BeginList();
        if (AccessedSlots.Length != 0 && To is not null)
        {
            int entry = writer.BeginList();
            writer.WriteAddress(To.Value);
            int keys = writer.BeginList();
            foreach (U256 slot in AccessedSlots)
                writer.WriteBytes(Hash256.FromU256(slot).AsSpan());
            writer.EndList(keys);
            writer.EndList(entry);
        }

        writer.EndList(entries);
    }
}

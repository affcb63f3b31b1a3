using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Tests.Crypto;
using Rollup.Kernel.Tests.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Tests.Transactions;

public class TransactionTests
{
    private const ulong Chain = 84_001;

    private static readonly Address Recipient = Address.FromU256(new U256(0x1234567890ABCDEF, 0x1122334455667788, 0xAABBCCDD, 0));

    /// <summary>The address of the private key 1.</summary>
    private static readonly byte[] SignerOfKeyOne = Convert.FromHexString("7e5f4552091a69125d5dfcb7b8c2659029395bdf");

    public static TheoryData<TransactionType, bool> Shapes => new()
    {
        { TransactionType.Legacy, false },
        { TransactionType.Legacy, true },
        { TransactionType.AccessList, true },
        { TransactionType.DynamicFee, true },
        { TransactionType.SetCode, true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_signed_transaction_decodes_to_its_fields_and_its_sender(TransactionType type, bool hasChainId)
    {
        foreach (bool isCreation in type == TransactionType.SetCode ? new[] { false } : [false, true])
        {
            byte[] encoded = Sign(Example(type, hasChainId, isCreation));
            TransactionDecoder.Decode(encoded, out SignedTransaction signed).ShouldBe(TransactionError.None);

            Transaction decoded = signed.Transaction;
            Transaction original = Example(type, hasChainId, isCreation);
            decoded.Type.ShouldBe(type);
            decoded.HasChainId.ShouldBe(hasChainId);
            decoded.ChainId.ShouldBe(original.ChainId);
            decoded.Nonce.ShouldBe(original.Nonce);
            decoded.MaxPriorityFeePerGas.ShouldBe(original.MaxPriorityFeePerGas);
            decoded.MaxFeePerGas.ShouldBe(original.MaxFeePerGas);
            decoded.GasLimit.ShouldBe(original.GasLimit);
            decoded.IsCreation.ShouldBe(isCreation);
            decoded.To.ShouldBe(original.To);
            decoded.Value.ShouldBe(original.Value);
            decoded.Data.ToArray().ShouldBe(original.Data.ToArray());
            decoded.AccessList.AddressCount.ShouldBe(original.AccessList.AddressCount);
            decoded.AccessList.StorageKeyCount.ShouldBe(original.AccessList.StorageKeyCount);
            decoded.AccessList.Content.ToArray().ShouldBe(original.AccessList.Content.ToArray());
            decoded.AuthorizationList.Count.ShouldBe(original.AuthorizationList.Count);
            decoded.AuthorizationList.Content.ToArray().ShouldBe(original.AuthorizationList.Content.ToArray());

            var host = default(SoftwareHost);
            signed.Hash(ref host).ShouldBe(Keccak256.Hash(encoded));
            signed.SigningHash(ref host).ShouldBe(SigningHash(original));
            signed.RecoverSender(ref host, out Address sender).ShouldBe(TransactionError.None);
            sender.AsSpan().ToArray().ShouldBe(SignerOfKeyOne);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_truncation_and_every_extension_is_refused(TransactionType type, bool hasChainId)
    {
        byte[] encoded = Sign(Example(type, hasChainId, isCreation: false));
        for (int length = 0; length < encoded.Length; length++)
            TransactionDecoder.Decode(encoded.AsSpan(0, length), out _).ShouldNotBe(TransactionError.None, $"{length} bytes");
        TransactionDecoder.Decode([.. encoded, 0], out _).ShouldBe(TransactionError.InvalidEncoding);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_decodes_is_the_only_encoding_of_its_fields(TransactionType type, bool hasChainId)
    {
        byte[] encoded = Sign(Example(type, hasChainId, isCreation: false));
        Gen<(int Place, byte Value)> change = from place in Gen.Choose(0, encoded.Length - 1) from value in Gen.Choose(0, 255) select (place, (byte)value);
        Prop.ForAll(Arb.From(change), mutation =>
        {
            byte[] mutated = [.. encoded];
            mutated[mutation.Place] = mutation.Value;
            if (TransactionDecoder.Decode(mutated, out SignedTransaction signed) != TransactionError.None)
                return;
            byte[] again = new byte[mutated.Length];
            TransactionEncoder.WriteSigned(signed.Transaction, signed.YParity, signed.R, signed.S, again).ShouldBe(mutated.Length);
            again.ShouldBe(mutated);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void A_high_s_is_refused()
    {
        Transaction transaction = Example(TransactionType.DynamicFee, hasChainId: true, isCreation: false);
        (U256 r, U256 s, int parity) = SignLow(SigningHash(transaction));
        Decode(Encode(transaction, parity, r, s)).ShouldBe(TransactionError.None);
        Decode(Encode(transaction, 1 - parity, r, (PlainCurve.N - s.ToBigInteger()).ToWord())).ShouldBe(TransactionError.InvalidSignature);
    }

    [Theory]
    [InlineData("00", TransactionError.UnsupportedType)]
    [InlineData("03c0", TransactionError.UnsupportedType)] // blobs
    [InlineData("04c0", TransactionError.InvalidEncoding)]
    [InlineData("7ec0", TransactionError.UnsupportedType)] // privileged: never from a client
    [InlineData("80", TransactionError.UnsupportedType)]
    [InlineData("", TransactionError.Empty)]
    [InlineData("02", TransactionError.InvalidEncoding)]
    [InlineData("02c0", TransactionError.InvalidEncoding)]
    [InlineData("c0", TransactionError.InvalidEncoding)]
    public void Other_inputs_are_refused(string input, TransactionError expected) => Decode(Convert.FromHexString(input)).ShouldBe(expected);

    [Fact]
    public void Rules_without_state_are_checked()
    {
        Transaction valid = Example(TransactionType.DynamicFee, hasChainId: true, isCreation: false);
        TransactionRules.Check(valid, Chain).ShouldBe(TransactionError.None);
        TransactionRules.Check(valid, Chain + 1).ShouldBe(TransactionError.WrongChainId);
        TransactionRules.Check(valid with { Nonce = ulong.MaxValue }, Chain).ShouldBe(TransactionError.NonceTooLarge);
        TransactionRules.Check(valid with { Nonce = ulong.MaxValue - 1 }, Chain).ShouldBe(TransactionError.None);
        TransactionRules.Check(valid with { MaxPriorityFeePerGas = valid.MaxFeePerGas + 1 }, Chain).ShouldBe(TransactionError.PriorityFeeAboveMaximumFee);
        TransactionRules.Check(valid with { MaxFeePerGas = U256.MaxValue }, Chain).ShouldBe(TransactionError.FeeOverflow);
        TransactionRules.Check(valid with { GasLimit = TransactionRules.MaxGasLimit }, Chain).ShouldBe(TransactionError.None);
        TransactionRules.Check(valid with { GasLimit = TransactionRules.MaxGasLimit + 1 }, Chain).ShouldBe(TransactionError.GasLimitAboveCap);

        Transaction legacy = Example(TransactionType.Legacy, hasChainId: false, isCreation: false);
        TransactionRules.Check(legacy, Chain).ShouldBe(TransactionError.None);
        Transaction creation = Example(TransactionType.DynamicFee, hasChainId: true, isCreation: true) with { GasLimit = 16_000_000 };
        TransactionRules.Check(creation with { Data = new byte[TransactionRules.MaxInitCodeSize] }, Chain).ShouldBe(TransactionError.None);
        TransactionRules.Check(creation with { Data = new byte[TransactionRules.MaxInitCodeSize + 1] }, Chain).ShouldBe(TransactionError.InitCodeTooLarge);
    }

    [Fact]
    public void The_gas_limit_must_reach_the_intrinsic_gas_and_the_floor()
    {
        // The access list makes the intrinsic gas the higher one here, and much data the floor.
        Transaction small = Example(TransactionType.DynamicFee, hasChainId: true, isCreation: false);
        IntrinsicGas gas = IntrinsicGas.Of(small);
        gas.Gas.ShouldBe(21_000UL + (2 * 16) + 4 + 2_400 + (2 * 1_900));
        gas.Floor.ShouldBe(21_000UL + (9 * 10));
        TransactionRules.Check(small with { GasLimit = gas.Gas }, Chain).ShouldBe(TransactionError.None);
        TransactionRules.Check(small with { GasLimit = gas.Gas - 1 }, Chain).ShouldBe(TransactionError.GasLimitBelowIntrinsic);

        byte[] data = new byte[1_000];
        Array.Fill(data, (byte)1);
        Transaction large = small with { Data = data, AccessList = default };
        gas = IntrinsicGas.Of(large);
        gas.Gas.ShouldBe(21_000UL + 16_000);
        gas.Floor.ShouldBe(21_000UL + 40_000);
        gas.Required.ShouldBe(gas.Floor);
        TransactionRules.Check(large with { GasLimit = gas.Floor }, Chain).ShouldBe(TransactionError.None);
        TransactionRules.Check(large with { GasLimit = gas.Floor - 1 }, Chain).ShouldBe(TransactionError.GasLimitBelowFloor);
    }

    [Fact]
    public void A_creation_pays_for_itself_and_for_every_word_of_init_code()
    {
        IntrinsicGas.Of(new byte[33], isCreation: true, 0, 0).Gas.ShouldBe(21_000UL + 32_000 + (33 * 4) + (2 * 2));
        IntrinsicGas.Of(new byte[32], isCreation: true, 0, 0).Gas.ShouldBe(21_000UL + 32_000 + (32 * 4) + 2);
        IntrinsicGas.Of(default, isCreation: true, 0, 0).Gas.ShouldBe(21_000UL + 32_000);
    }

    [Fact]
    public void An_access_list_gives_its_entries_in_order()
    {
        Transaction transaction = Example(TransactionType.AccessList, hasChainId: true, isCreation: false);
        var entries = new RlpReader(transaction.AccessList.Content);
        AccessList.ReadEntry(ref entries, out Address address, out RlpReader keys).ShouldBe(RlpError.None);
        address.ShouldBe(Recipient);
        keys.ReadHash256(out Hash256 first).ShouldBe(RlpError.None);
        keys.ReadHash256(out Hash256 second).ShouldBe(RlpError.None);
        first.ToU256().ShouldBe((U256)5);
        second.ToU256().ShouldBe((U256)6);
        keys.IsAtEnd.ShouldBeTrue();
        entries.IsAtEnd.ShouldBeTrue();
    }

    private static Transaction Example(TransactionType type, bool hasChainId, bool isCreation) => new()
    {
        Type = type,
        HasChainId = hasChainId,
        ChainId = hasChainId ? Chain : 0,
        Nonce = 300,
        MaxPriorityFeePerGas = type >= TransactionType.DynamicFee ? 1_000UL : 2_000_000_000UL,
        MaxFeePerGas = 2_000_000_000,
        GasLimit = 100_000,
        IsCreation = isCreation,
        To = isCreation ? default : Recipient,
        Value = new U256(0, 7, 0, 0),
        Data = new byte[] { 0xDE, 0x00, 0xAD },
        AccessList = type == TransactionType.Legacy ? default : ExampleAccessList(),
        AuthorizationList = type == TransactionType.SetCode ? ExampleAuthorizations() : default,
    };

    private static AuthorizationList ExampleAuthorizations()
    {
        byte[] buffer = new byte[200];
        var writer = new RlpWriter(buffer);
        int list = writer.BeginList();
        int entry = writer.BeginList();
        writer.WriteUInt64(Chain);
        writer.WriteAddress(Recipient);
        writer.WriteUInt64(0);
        writer.WriteUInt64(1);
        writer.WriteU256(new U256(1, 2, 3, 4));
        writer.WriteU256(5);
        writer.EndList(entry);
        writer.EndList(list);
        var reader = new RlpReader(buffer.AsSpan(0, writer.Length));
        AuthorizationList.Read(ref reader, out AuthorizationList authorizations).ShouldBe(RlpError.None);
        return authorizations;
    }

    private static AccessList ExampleAccessList()
    {
        byte[] buffer = new byte[200];
        var writer = new RlpWriter(buffer);
        int list = writer.BeginList();
        int entry = writer.BeginList();
        writer.WriteAddress(Recipient);
        int keys = writer.BeginList();
        writer.WriteHash256(Hash256.FromU256(5));
        writer.WriteHash256(Hash256.FromU256(6));
        writer.EndList(keys);
        writer.EndList(entry);
        writer.EndList(list);
        var reader = new RlpReader(buffer.AsSpan(0, writer.Length));
        AccessList.Read(ref reader, out AccessList accessList).ShouldBe(RlpError.None);
        return accessList;
    }

    private static TransactionError Decode(byte[] encoded) => TransactionDecoder.Decode(encoded, out _);

    private static byte[] Sign(Transaction transaction)
    {
        (U256 r, U256 s, int parity) = SignLow(SigningHash(transaction));
        return Encode(transaction, parity, r, s);
    }

    private static byte[] Encode(Transaction transaction, int parity, U256 r, U256 s)
    {
        byte[] encoded = new byte[TransactionEncoder.WriteSigned(in transaction, parity, in r, in s, default)];
        TransactionEncoder.WriteSigned(in transaction, parity, in r, in s, encoded).ShouldBe(encoded.Length);
        return encoded;
    }

    private static Hash256 SigningHash(Transaction transaction)
    {
        byte[] payload = new byte[TransactionEncoder.WriteSigningPayload(in transaction, default)];
        TransactionEncoder.WriteSigningPayload(in transaction, payload).ShouldBe(payload.Length);
        return Keccak256.Hash(payload);
    }

    /// <summary>A signature by the private key 1 with the low one of the two s.</summary>
    private static (U256 R, U256 S, int YParity) SignLow(Hash256 hash)
    {
        (U256 r, U256 s, int parity) = PlainCurve.Sign(BigInteger.One, hash.ToU256().ToBigInteger(), 424242);
        BigInteger value = s.ToBigInteger();
        return value > PlainCurve.N / 2 ? (r, (PlainCurve.N - value).ToWord(), 1 - parity) : (r, s, parity);
    }
}

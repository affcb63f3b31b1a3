using Rollup.Kernel.Batches;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Batches;
using Rollup.Kernel.Tests.Protocol;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Tests.Contracts;

/// <summary>
/// What one transaction is measured to put on L1 against what the encoder writes, for many changes of one kind at a time: a kind that was counted too low
/// would show, because the rest of the transaction is a few dozen bytes.
/// </summary>
public sealed class DataBoundTests : IDisposable
{
    private const int Many = 100;

    /// <summary>The head of the data of a batch of one block, and its empty lists.</summary>
    private const int HeadBytes = 512;

    private static readonly Address Contract = TestValues.AddressOf("contract");
    private static readonly Signer Alice = new(0);

    private readonly ContractChain _chain = new(TestValues.DevConfig, 0);

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void Slots_that_appear_change_and_disappear_take_no_more_than_measured()
    {
        // Every slot gets the word in the calldata.
        Begin(Each(i => [0x5f, 0x35, 0x7f, .. Hash(i), 0x55]));
        ShouldBeBounded(Word(1));
        ShouldBeBounded(Word(2));
        ShouldBeBounded(Word(0));
    }

    [Fact]
    public void Accounts_that_appear_by_a_transfer_and_get_more_take_no_more_than_measured()
    {
        // CALL with value 1 of ever new addresses.
        Begin(Each(i => [0x5f, 0x5f, 0x5f, 0x5f, 0x60, 0x01, 0x73, .. Hash(i).AsSpan(0, 20), 0x5a, 0xf1, 0x50]));
        ShouldBeBounded([]);
        ShouldBeBounded([]);
    }

    [Fact]
    public void Contracts_with_a_code_each_take_no_more_than_measured()
    {
        // PUSH16 code, PUSH0, MSTORE, PUSH1 16, DUP1, RETURN as init code: 23 bytes.
        Begin(Each(i =>
        {
            byte[] initCode = [0x6f, .. Hash(i).AsSpan(0, 16), 0x5f, 0x52, 0x60, 0x10, 0x80, 0xf3];
            initCode[1] = 0x00;
            return [0x76, .. initCode, 0x5f, 0x52, 0x60, (byte)initCode.Length, 0x60, (byte)(32 - initCode.Length), 0x60, 0x01, 0xf0, 0x50];
        }));
        ShouldBeBounded([]);
    }

    [Fact]
    public void Messages_take_no_more_than_measured()
    {
        byte[] selector = new byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(selector, MessengerCall.WithdrawSelector);
        Begin([
            0x7f, .. selector, 0x5f, 0x52, 0x60, 0x01, 0x60, 0x04, 0x52,
            .. Each(_ => [0x5f, 0x5f, 0x60, 0x24, 0x5f, 0x60, 0x01, 0x73, .. ProtocolConstants.Messenger.AsSpan(), 0x5a, 0xf1, 0x50]),
        ]);
        ShouldBeBounded([]).MessageLeaves.Length.ShouldBe(Many);
        ShouldBeBounded([]).MessageLeaves.Length.ShouldBe(Many);
    }

    [Fact]
    public void Delegations_that_appear_change_and_end_take_no_more_than_measured()
    {
        Begin([0x00]);
        Signer[] authorities = [.. Enumerable.Range(100, Many / 2).Select(i => new Signer(i))];
        for (ulong nonce = 0; nonce < 3; nonce++)
            ShouldBeBounded([], [.. authorities.SelectMany(authority => authority.Authorize(0, nonce == 2 ? Address.Zero : TestValues.AddressOf($"{TestValues.Hex(authority.Address.AsSpan())} {nonce}"), nonce))]);
    }

    private static byte[] Each(Func<int, byte[]> code) => [.. Enumerable.Range(0, Many).SelectMany(code)];

    private static byte[] Hash(int i) => TestValues.HashOf($"{i}").AsSpan().ToArray();

    private static byte[] Word(int seed) => seed == 0 ? new byte[32] : Hash(-seed);

    private void Begin(byte[] code)
    {
        _chain.Fund(Alice.Address, U256.MaxValue >> 8);
        _chain.Fund(Contract, 1_000_000, nonce: 1, code);
        foreach (Address system in new[] { ProtocolConstants.Messenger, ProtocolConstants.BlockHashes })
            _chain.Fund(system, 0, ProtocolConstants.SystemAccountNonce, [ProtocolConstants.SystemAccountCode]);
        _chain.Begin();
    }

    /// <summary>Calls the contract in a batch of its own.</summary>
    private BatchRun ShouldBeBounded(byte[] data, byte[]? authorizations = null)
    {
        _chain.AddBlock(_chain.LastBlock.Timestamp + 1, [], [state => Call(state, data, authorizations)]);
        ulong bound = HeadBytes + _chain.DataBytes;
        BatchRun run = BatchRun.Of(_chain.Witness(_chain.ByOverlay), 16 << 20);
        run.Result.Failure.ShouldBe(BatchFailure.None);
        ((ulong)run.Data.Length).ShouldBeLessThanOrEqualTo(bound);
        run.Data.Length.ShouldBeGreaterThan(Many + 75);
        _chain.Outcomes.Keys.ShouldAllBe(outcome => outcome.EndsWith("succeeded", StringComparison.Ordinal));
        _chain.Seal(run.Header);
        return run;
    }

    private (byte[] Encoded, Address Sender) Call(Func<Address, AccountState> state, byte[] data, byte[]? authorizations)
    {
        byte[] buffer = new byte[10 + (authorizations?.Length ?? 0)];
        var writer = new RlpWriter(buffer);
        int token = writer.BeginList();
        writer.WriteRaw(authorizations);
        writer.EndList(token);
        var reader = new RlpReader(writer.Written);
        AuthorizationList.Read(ref reader, out AuthorizationList list).ShouldBe(RlpError.None);
        return (Alice.Sign(new Transaction
        {
            Type = authorizations is null ? TransactionType.DynamicFee : TransactionType.SetCode,
            HasChainId = true,
            ChainId = _chain.Config.L2ChainId,
            Nonce = state(Alice.Address).Nonce,
            MaxFeePerGas = 2_000_000_000,
            GasLimit = TransactionRules.MaxGasLimit,
            To = Contract,
            Data = data,
            AuthorizationList = list,
        }), Alice.Address);
    }
}

using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests.Contracts;

/// <summary>Small contracts in byte code, and the transactions that create and call them.</summary>
internal static class TestContracts
{
    /// <summary>Stores the second word of calldata in the slot that the first one names, and logs the slot.</summary>
    public static byte[] Store { get; } =
    [
        Opcode.Push1, 32, Opcode.CallDataLoad, Opcode.Push0, Opcode.CallDataLoad, Opcode.SStore,
        Opcode.Push0, Opcode.CallDataLoad, Opcode.Push0, Opcode.Push0, Opcode.Log0 + 1, Opcode.Stop,
    ];

    /// <summary>Stores 2^256 − 1 in as many slots as the first word of calldata says, the one that the second word names and those after it.</summary>
    public static byte[] Fill { get; } =
    [
        Opcode.Push0, Opcode.CallDataLoad,
        Opcode.JumpDest, Opcode.Dup1, Opcode.IsZero, Opcode.Push1, 0x17, Opcode.JumpI,
        Opcode.Push1, 1, Opcode.Swap1, Opcode.Sub,
        Opcode.Push0, Opcode.Not, Opcode.Dup1 + 1, Opcode.Push1, 32, Opcode.CallDataLoad, Opcode.Add, Opcode.SStore,
        Opcode.Push1, 2, Opcode.Jump,
        Opcode.JumpDest, Opcode.Stop,
    ];

    /// <summary>Stores under the block's number the hash of the block that is as many blocks back as calldata says.</summary>
    public static byte[] BlockHash { get; } =
        [Opcode.Push0, Opcode.CallDataLoad, Opcode.Number, Opcode.Sub, Opcode.BlockHash, Opcode.Number, Opcode.SStore, Opcode.Stop];

    /// <summary>Passes calldata and value on to the messenger; reverts if that fails.</summary>
    public static byte[] Messages { get; } =
    [
        Opcode.CallDataSize, Opcode.Push0, Opcode.Push0, Opcode.CallDataCopy,
        Opcode.Push0, Opcode.Push0, Opcode.CallDataSize, Opcode.Push0, Opcode.CallValue, Opcode.Push1 + 1, 0xa0, 0x01, Opcode.Gas, Opcode.Call,
        Opcode.IsZero, Opcode.Push1, 0x13, Opcode.JumpI, Opcode.Stop,
        Opcode.JumpDest, Opcode.Push0, Opcode.Push0, Opcode.Revert,
    ];

    /// <summary>Always reverts.</summary>
    public static byte[] Reverts { get; } = [Opcode.Push0, Opcode.Push0, Opcode.Revert];

    /// <summary>Init code that returns <paramref name="code"/>.</summary>
    public static byte[] Init(byte[] code) =>
    [
        Opcode.Push1 + 1, (byte)(code.Length >> 8), (byte)code.Length, Opcode.Dup1, Opcode.Push1, 11, Opcode.Push0, Opcode.CodeCopy, Opcode.Push0, Opcode.Return, Opcode.Stop,
        .. code,
    ];

    /// <summary>A transaction that creates a contract with <paramref name="code"/>.</summary>
    public static byte[] Create(this TestAccount account, ulong nonce, byte[] code, ulong gas = 1_000_000) => account.Sign(new Transaction
    {
        Type = TransactionType.DynamicFee, HasChainId = true, ChainId = TestAccount.ChainId, Nonce = nonce, GasLimit = gas,
        MaxFeePerGas = 2_000_000_000, MaxPriorityFeePerGas = 1_000, IsCreation = true, Data = Init(code),
    });

    /// <summary>A transaction that calls a contract with words.</summary>
    public static byte[] Call(this TestAccount account, ulong nonce, Address contract, params U256[] words) =>
        account.Transfer(nonce, contract, 0, gas: 500_000, data: Words(words));

    /// <summary>A transaction that brings authorizations, and calls <paramref name="to"/> with words.</summary>
    public static byte[] SetCode(this TestAccount account, ulong nonce, byte[][] authorizations, Address to, params U256[] words)
    {
        byte[] content = [.. authorizations.SelectMany(item => item)];
        var encoded = new RlpWriter(new byte[content.Length + 8]);
        encoded.WriteListHeader(content.Length);
        encoded.WriteRaw(content);
        var reader = new RlpReader(encoded.Written);
        AuthorizationList.Read(ref reader, out AuthorizationList list).ShouldBe(RlpError.None);
        return account.Sign(new Transaction
        {
            Type = TransactionType.SetCode, HasChainId = true, ChainId = TestAccount.ChainId, Nonce = nonce, GasLimit = 1_000_000,
            MaxFeePerGas = 2_000_000_000, MaxPriorityFeePerGas = 1_000, To = to, Data = Words(words), AuthorizationList = list,
        });
    }

    /// <summary>Big-endian words.</summary>
    public static byte[] Words(params U256[] words) => [.. words.SelectMany(word => Hash256.FromU256(word).AsSpan().ToArray())];

    /// <summary>Calldata of a withdrawal through the messenger.</summary>
    public static byte[] Withdrawal(Address to) => [.. Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4], .. Words(to.ToU256())];

    /// <summary>Where the creation of an account with this nonce, below 128, puts the contract.</summary>
    public static Address AddressOf(Address creator, byte nonce) =>
        Address.FromSpan(Keccak256.Hash([0xd6, 0x94, .. creator.AsSpan(), nonce == 0 ? (byte)0x80 : nonce]).AsSpan()[12..]);
}

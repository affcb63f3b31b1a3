using System.Numerics;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Blocks;

/// <summary>
/// Transactions and queue items among few accounts, mostly valid; the rest break one rule each. The same seed gives the same traffic.
/// </summary>
internal sealed class RandomTraffic
{
    public static readonly BigInteger BaseFeeUnit = 1_000_000_000;

    private readonly Random _random;
    private readonly Address[] _senders;
    private readonly Address[] _others;

    public RandomTraffic(int seed, Address[]? senders = null)
    {
        _random = new Random(seed);
        _senders = senders ?? [.. Enumerable.Range(0, 4).Select(i => AddressOf($"sender {i}"))];
        _others = [Config.FeeVault, AddressOf("new 1"), AddressOf("new 2"), ContractAddress, ProtocolConstants.Messenger, Address.FromU256(9)];
    }

    public static Address ContractAddress => AddressOf("contract");

    /// <summary>STOP.</summary>
    public static byte[] ContractCode => [0x00];

    public ChainConfig Config => DevConfig;

    public BigInteger BaseFee { get; set; } = BaseFeeUnit;

    public IReadOnlyList<Address> Senders => _senders;

    /// <summary>Gives the senders a balance and the contract its code, on both sides.</summary>
    public void Fund(PlainRollup plain, MemoryState state)
    {
        foreach (Address sender in _senders)
        {
            BigInteger balance = BigInteger.Pow(10, 15 + _random.Next(5));
            plain.Accounts[sender] = new PlainAccount { Balance = balance };
            state[sender] = new AccountState(0, balance.ToU256());
        }

        plain.Accounts[ContractAddress] = new PlainAccount { Code = ContractCode, Nonce = 1 };
        state[ContractAddress] = state.WithCode(1, U256.Zero, ContractCode);
    }

    public PlainTransaction NextTransaction(PlainRollup plain)
    {
        Address from = Chance(20) ? ContractAddress : Pick(_senders);
        Address? to = Chance(30) ? null : Pick([.. _senders, .. _others]);
        byte[] data = to is null ? [] : to == ProtocolConstants.Messenger ? MessengerCalldata() : Chance(4) ? Bytes(_random.Next(200)) : [];
        BigInteger balance = plain[from].Balance;
        BigInteger maxFee = BaseFee * _random.Next(95, 300) / 100;
        BigInteger priority = Chance(3) ? 0 : Chance(20) ? maxFee + 1 : maxFee * _random.Next(0, 100) / 100;
        byte type = (byte)_random.Next(3);
        ulong gasLimit = 21_000 + (40 * (ulong)data.Length) + (ulong)(to is null || to == ProtocolConstants.Messenger ? _random.Next(60_000) : _random.Next(3) * 1000);
        if (Chance(20))
            gasLimit = Chance(2) ? 20_999UL : 16_777_217UL;
        return new PlainTransaction(
            type,
            from,
            to,
            (ulong)plain[from].Nonce + (Chance(15) ? 1UL : 0),
            Chance(5) ? 0 : Chance(10) ? balance : balance / _random.Next(2, 1000),
            gasLimit,
            maxFee,
            type == 2 ? priority : maxFee,
            data);
    }

    public PlainItem NextItem(PlainRollup plain, ulong index)
    {
        Address from = Chance(8) ? ContractAddress : Pick([.. _senders, AddressOf("new 3")]);
        Address? to = Chance(10) ? null : Pick([.. _senders, .. _others, from]);
        byte[] data = to is null ? [] : to == ProtocolConstants.Messenger ? MessengerCalldata() : Chance(4) ? Bytes(_random.Next(100)) : [];
        BigInteger mint = Chance(3) ? 0 : BigInteger.Pow(10, 15) * _random.Next(1, 1000);
        BigInteger value = Chance(2) ? mint : Chance(5) ? plain[from].Balance + mint + 1 : mint / 2;
        ulong gasLimit = Chance(6) ? 20_000UL : Chance(20) ? 16_777_217UL : 21_000 + (40 * (ulong)data.Length) + (ulong)_random.Next(0, 60_000);
        return new PlainItem(index, from, to, mint, value, gasLimit, Pick([.. _senders, AddressOf("new 4")]), data);
    }

    public static Transaction ToKernel(PlainTransaction t, ulong chainId) => new()
    {
        Type = (TransactionType)t.Type,
        HasChainId = true,
        ChainId = chainId,
        Nonce = t.Nonce,
        MaxFeePerGas = t.MaxFee.ToU256(),
        MaxPriorityFeePerGas = t.MaxPriorityFee.ToU256(),
        GasLimit = t.GasLimit,
        IsCreation = t.To is null,
        To = t.To ?? Address.Zero,
        Value = t.Value.ToU256(),
        Data = t.Data,
    };

    public static QueueItem ToKernel(PlainItem item) => new()
    {
        Index = item.Index,
        From = item.From,
        To = item.To ?? Address.Zero,
        IsCreation = item.To is null,
        Mint = item.Mint.ToU256(),
        Value = item.Value.ToU256(),
        GasLimit = item.GasLimit,
        RefundAddress = item.Refund,
        Data = item.Data,
    };

    /// <summary>Calldata for the messenger, at times not quite canonical.</summary>
    private byte[] MessengerCalldata()
    {
        byte[] content = Bytes(_random.Next(70));
        byte[] calldata = Chance(2)
            ? [0x51, 0xcf, 0xf8, 0xd9, .. PlainRollup.Word(AddressOf("target"))]
            : [0xbb, 0x5d, 0xdb, 0x0f, .. PlainRollup.Word(AddressOf("target")), .. PlainRollup.Word(64), .. PlainRollup.Word(content.Length), .. PlainRollup.Padded(content)];
        return _random.Next(12) switch
        {
            0 => [],
            1 => [.. calldata, 0],
            2 => calldata[..^1],
            3 => Flipped(calldata, _random.Next(calldata.Length)),
            _ => calldata,
        };
    }

    private static byte[] Flipped(byte[] bytes, int index) => [.. bytes[..index], (byte)(bytes[index] ^ 1), .. bytes[(index + 1)..]];

    /// <summary>True once in <paramref name="n"/> times.</summary>
    private bool Chance(int n) => _random.Next(n) == 0;

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
}

using System.Numerics;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Blocks;

internal sealed record PlainTransaction(
    byte Type, Address From, Address? To, ulong Nonce, BigInteger Value, ulong GasLimit, BigInteger MaxFee, BigInteger MaxPriorityFee, byte[] Data);

internal sealed record PlainItem(
    ulong Index, Address From, Address? To, BigInteger Mint, BigInteger Value, ulong GasLimit, Address Refund, byte[] Data);

internal sealed record PlainResult(bool Succeeded, ulong GasUsed, BigInteger Price, byte[][] Logs, byte[]? Message);

internal sealed class PlainAccount
{
    public BigInteger Balance { get; set; }

    public BigInteger Nonce { get; set; }

    public byte[] Code { get; init; } = [];

    public bool HasCode => Code.Length != 0;

    public bool IsEmpty => Balance.IsZero && Nonce.IsZero && !HasCode;
}

/// <summary>
/// The rules of transfers, queue items and messages once more, in big integers and dictionaries, with no thought of speed. The only contracts that it
/// knows stop or halt at once, precompiled ones get too little gas or wrong input, and init code, if there is any, takes what the stack does not have.
/// </summary>
internal sealed class PlainRollup(ChainConfig config)
{
    private static readonly byte[] Withdraw = Convert.FromHexString("51cff8d9");
    private static readonly byte[] SendMessage = Convert.FromHexString("bb5ddb0f");

    public Dictionary<Address, PlainAccount> Accounts { get; } = [];

    public BigInteger MessageNonce { get; set; }

    public PlainAccount this[Address address]
    {
        get
        {
            if (!Accounts.TryGetValue(address, out PlainAccount? account))
                Accounts[address] = account = new PlainAccount();
            return account;
        }
    }

    /// <summary>Null if the transaction is invalid.</summary>
    public PlainResult? Execute(PlainTransaction t, BigInteger baseFee)
    {
        (ulong intrinsic, ulong floor) = IntrinsicGas(t.Data, t.To is null);
        PlainAccount sender = this[t.From];
        bool valid = t.MaxPriorityFee <= t.MaxFee
            && t.MaxFee >= baseFee
            && t.GasLimit >= intrinsic && t.GasLimit >= floor
            && t.GasLimit <= 16_777_216 && t.GasLimit <= config.BlockGasLimit
            && !sender.HasCode
            && sender.Nonce == t.Nonce
            && sender.Balance >= t.Value + (t.GasLimit * t.MaxFee);
        if (!valid)
            return null;

        BigInteger price = BigInteger.Min(t.MaxFee, baseFee + t.MaxPriorityFee);
        sender.Nonce++;
        (bool succeeded, ulong callGas, byte[][] logs, byte[]? message) = Call(t.From, t.To, t.Nonce, t.Value, t.Data, t.GasLimit - intrinsic);
        ulong gasUsed = Math.Max(intrinsic + callGas, floor);
        sender.Balance -= gasUsed * price;
        this[config.FeeVault].Balance += gasUsed * (price - baseFee);
        return new PlainResult(succeeded, gasUsed, price, logs, message);
    }

    public PlainResult Execute(PlainItem item)
    {
        (ulong intrinsic, ulong floor) = IntrinsicGas(item.Data, item.To is null);
        PlainAccount sender = this[item.From];
        ulong nonce = (ulong)sender.Nonce;
        sender.Nonce = BigInteger.Min(sender.Nonce + 1, ulong.MaxValue);
        bool executable = item.GasLimit >= intrinsic && item.GasLimit >= floor && item.GasLimit <= 16_777_216
            && sender.Balance + item.Mint >= item.Value;
        if (executable)
        {
            sender.Balance += item.Mint;
            (bool succeeded, ulong callGas, byte[][] logs, byte[]? message) = Call(item.From, item.To, nonce, item.Value, item.Data, item.GasLimit - intrinsic);
            ulong gasUsed = Math.Max(intrinsic + callGas, floor);
            if (succeeded)
                return new PlainResult(true, gasUsed, 0, logs, message);
            sender.Balance -= item.Mint;
            this[item.Refund].Balance += item.Mint;
            return new PlainResult(false, gasUsed, 0, [], null);
        }

        this[item.Refund].Balance += item.Mint;
        return new PlainResult(false, item.GasLimit, 0, [], null);
    }

    public static byte[] ReceiptHash(byte type, PlainResult result, ulong cumulativeGas)
    {
        object[] logs = result.Logs.Length == 0
            ? []
            : [new object[] { ProtocolConstants.Messenger, result.Logs[..4].Cast<object>().ToArray(), result.Logs[4] }];
        byte[] body = PlainRlp.Encode(new object[] { result.Succeeded ? 1UL : 0UL, cumulativeGas, BloomOf(result), logs });
        return Keccak(type == 0 ? body : [type, .. body]);
    }

    /// <summary>The receipt's filter.</summary>
    public static byte[] BloomOf(PlainResult result)
    {
        var bloom = new BigInteger();
        foreach (byte[] entry in result.Logs.Length == 0 ? [] : LogEntries(result.Logs))
        {
            byte[] hash = Keccak(entry);
            for (int i = 0; i < 6; i += 2)
                bloom |= BigInteger.One << (((hash[i] << 8) + hash[i + 1]) % 2048);
        }

        byte[] bits = new byte[256];
        byte[] digits = bloom.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(bits, 256 - digits.Length);
        return bits;
    }

    /// <summary>Everything that is hashed into the bloom: the address and the four topics of the messenger's one log.</summary>
    private static IEnumerable<byte[]> LogEntries(byte[][] log) => [ProtocolConstants.Messenger.AsSpan().ToArray(), .. log[..4]];

    private static (ulong Gas, ulong Floor) IntrinsicGas(byte[] data, bool isCreation)
    {
        ulong tokens = (ulong)data.Sum(b => b == 0 ? 1 : 4);
        return (21_000 + (4 * tokens) + (isCreation ? 32_000UL : 0), 21_000 + (10 * tokens));
    }

    private static bool IsPrecompile(Address to)
    {
        BigInteger number = new(to.AsSpan(), isUnsigned: true, isBigEndian: true);
        return (number >= 1 && number <= 17) || number == 256;
    }

    /// <summary>The logs are the topics and the data of the one log there can be.</summary>
    private (bool Succeeded, ulong Gas, byte[][] Logs, byte[]? Message) Call(Address from, Address? recipient, ulong nonce, BigInteger value, byte[] data, ulong gas)
    {
        Address to = recipient ?? Address.FromSpan(Keccak(PlainRlp.Encode(new object[] { from.AsSpan().ToArray(), nonce })).AsSpan(12));
        byte[] code = this[to].Code;
        bool halts = recipient is null ? data.Length != 0 : IsPrecompile(to) || code is [ProtocolConstants.SystemAccountCode];
        if (halts && to != ProtocolConstants.Messenger)
            return (false, gas, [], null);
        if (recipient is null)
            this[to].Nonce = 1;
        if (to != ProtocolConstants.Messenger)
        {
            this[from].Balance -= value;
            this[to].Balance += value;
            return (true, 0, [], null);
        }

        if (Decode(data) is not var (target, content) || target is null)
            return (false, 0, [], null);
        if (target.Value == Address.Zero || target.Value == config.Bridge || target.Value == config.Rollup)
            return (false, 0, [], null);
        ulong cost = 25_000 + (16 * (ulong)content.Length);
        if (cost > gas)
            return (false, gas, [], null);

        this[from].Balance -= value;
        byte[] encoded =
        [
            .. Word(config.L2ChainId), .. Word(config.Bridge), .. Word(MessageNonce), .. Word(from), .. Word(target.Value), .. Word(value),
            .. Word(7 * 32), .. Word(content.Length), .. Padded(content),
        ];
        byte[] leaf = Keccak(Keccak(encoded));
        byte[] topic = Keccak("MessageSent(uint256,address,address,uint256,bytes,bytes32)"u8.ToArray());
        byte[] logData = [.. Word(value), .. Word(96), .. leaf, .. Word(content.Length), .. Padded(content)];
        byte[][] log = [topic, Word(MessageNonce), Word(from), Word(target.Value), logData];
        MessageNonce++;
        return (true, cost, log, leaf);
    }

    private static (Address? Target, byte[] Content)? Decode(byte[] data)
    {
        if (data.Length < 36 || data[4..16].Any(b => b != 0))
            return null;
        Address target = Address.FromSpan(data.AsSpan(16));
        if (data[..4].SequenceEqual(Withdraw))
            return data.Length == 36 ? (target, []) : null;
        if (!data[..4].SequenceEqual(SendMessage) || data.Length < 100 || !data[36..68].SequenceEqual(Word(64)))
            return null;
        BigInteger length = new(data.AsSpan(68, 32), isUnsigned: true, isBigEndian: true);
        if (length > 24_576 || data.Length < 100 + length)
            return null;
        byte[] content = data[100..(100 + (int)length)];
        return data[100..].SequenceEqual(Padded(content)) ? (target, content) : null;
    }

    internal static byte[] Word(BigInteger value)
    {
        byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - digits.Length], .. digits];
    }

    internal static byte[] Word(Address address) => [.. new byte[12], .. address.AsSpan()];

    internal static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[(32 - (bytes.Length % 32)) % 32]];

    internal static byte[] Keccak(byte[] bytes) => Keccak256.Hash(bytes).AsSpan().ToArray();
}

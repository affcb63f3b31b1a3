using System.Buffers.Binary;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Benchmarks;

/// <summary>
/// A state and a block on it. The contracts are assembled by hand: a token with the interface, storage layout and event of a Solidity ERC-20, and
/// a pool that swaps by x·y = k between balances that it keeps itself. Every sender sends one transaction.
/// </summary>
internal sealed class ExecutorWorkload
{
    private const ulong ChainId = 84_001;
    private const int Recipients = 1 << 20;

    // transfer(address,uint256): balances in the mapping at slot 0; reverts if the balance is too low; logs Transfer; returns true.
    private const string Token =
        "5f3560e01c63a9059cbb146011575f5ffd5b335f525f60205260405f2080546024358181116070578091039091556004355f5260405f20805482019055"
        + "5f52600435337fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef60205fa360015f5260205ff35b5f5ffd";

    // Word 0 is the amount paid in; reserves in slots 0 and 1; what is bought is added to the slot numbered by the caller; logs it.
    private const string Pool = "5f355f548101600154828102829004805f5290036001555f555f51335401335560205fa000";

    // 2,000 rounds of Keccak-256 and a 256-bit product.
    private const string Hashing = "6107d05b805f5260205f2080025f52600190038060035700";

    private readonly List<BlockTransaction> _transactions = [];

    private ExecutorWorkload(string name) => Name = name;

    public string Name { get; }

    public DictionaryState State { get; } = new();

    public ReadOnlyMemory<BlockTransaction> Transactions => _transactions.ToArray();

    public EvmBlock Block { get; } = new()
    {
        Coinbase = Address.FromU256(0xfee),
        Number = 1,
        Timestamp = 1,
        GasLimit = ulong.MaxValue,
        ChainId = ChainId,
        BaseFee = 1_000_000,
        BlobBaseFee = 1,
    };

    public static IEnumerable<ExecutorWorkload> All()
    {
        const int Count = 10_000;
        yield return Transfers(Count);
        yield return TokenTransfers("erc20", Count, hotShare: 0);
        yield return TokenTransfers("erc20-hot", Count, hotShare: 0.3);
        yield return Swaps("amm-1", Count, pools: 1);
        yield return Swaps("amm-8", Count, pools: 8);
        yield return Swaps("amm-64", Count, pools: 64);
        yield return Chain(Count);
        yield return Mix(Count);
        yield return Computation(200);
    }

    private static ExecutorWorkload Transfers(int count)
    {
        var workload = new ExecutorWorkload("transfers");
        for (int i = 0; i < count; i++)
            workload.Add(i, Account(Recipients + i), value: 1, gasLimit: 21_000, []);
        return workload;
    }

    private static ExecutorWorkload TokenTransfers(string name, int count, double hotShare)
    {
        var workload = new ExecutorWorkload(name);
        var random = new Random(1);
        Address token = workload.AddToken(0, holders: count);
        for (int i = 0; i < count; i++)
            workload.AddTokenTransfer(i, token, random.NextDouble() < hotShare ? Recipients : Recipients + 1 + i);
        return workload;
    }

    private static ExecutorWorkload Swaps(string name, int count, int pools)
    {
        var workload = new ExecutorWorkload(name);
        Address[] addresses = workload.AddPools(pools);
        var random = new Random(1);
        for (int i = 0; i < count; i++)
            workload.Add(i, addresses[random.Next(pools)], value: 0, gasLimit: 100_000, Word(1_000));
        return workload;
    }

    /// <summary>Each account passes on what it has just received: nothing can be executed before its predecessor.</summary>
    private static ExecutorWorkload Chain(int count)
    {
        var workload = new ExecutorWorkload("chain");
        Address token = workload.AddToken(0, holders: 1);
        for (int i = 0; i < count; i++)
            workload.AddTokenTransfer(i, token, i + 1);
        return workload;
    }

    /// <summary>Half token transfers (four tokens), 30 % swaps (16 pools), 20 % plain transfers.</summary>
    private static ExecutorWorkload Mix(int count)
    {
        var workload = new ExecutorWorkload("defi");
        Address[] tokens = [.. Enumerable.Range(0, 4).Select(i => workload.AddToken(i, count))];
        Address[] pools = workload.AddPools(16);
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            int kind = random.Next(10);
            if (kind < 5)
                workload.AddTokenTransfer(i, tokens[random.Next(tokens.Length)], Recipients + random.Next(count));
            else if (kind < 8)
                workload.Add(i, pools[random.Next(pools.Length)], value: 0, gasLimit: 100_000, Word(1_000));
            else
                workload.Add(i, Account(Recipients + random.Next(count)), value: 1, gasLimit: 21_000, []);
        }

        return workload;
    }

    private static ExecutorWorkload Computation(int count)
    {
        var workload = new ExecutorWorkload("compute");
        Address contract = Address.FromU256(0xc0de);
        workload.State.Deploy(contract, Convert.FromHexString(Hashing));
        for (int i = 0; i < count; i++)
            workload.Add(i, contract, value: 0, gasLimit: 1_000_000, []);
        return workload;
    }

    private Address AddToken(int number, int holders)
    {
        Address token = Address.FromU256(0x70000 + (ulong)number);
        State.Deploy(token, Convert.FromHexString(Token));
        for (int i = 0; i < holders; i++)
            State.Store(token, BalanceSlot(Account(i)), 1_000);
        return token;
    }

    private Address[] AddPools(int count)
    {
        Address[] pools = [.. Enumerable.Range(0, count).Select(i => Address.FromU256(0x90000 + (ulong)i))];
        foreach (Address pool in pools)
        {
            State.Deploy(pool, Convert.FromHexString(Pool));
            State.Store(pool, 0, 1_000_000_000);
            State.Store(pool, 1, 1_000_000_000);
        }

        return pools;
    }

    private void AddTokenTransfer(int sender, Address token, int recipient) =>
        Add(sender, token, value: 0, gasLimit: 100_000, [0xa9, 0x05, 0x9c, 0xbb, .. new byte[12], .. Account(recipient).AsSpan(), .. Word(1_000)]);

    private void Add(int sender, Address to, U256 value, ulong gasLimit, byte[] data)
    {
        State.Fund(Account(sender));
        var transaction = new Transaction
        {
            Type = TransactionType.DynamicFee,
            HasChainId = true,
            ChainId = ChainId,
            MaxPriorityFeePerGas = 1_000,
            MaxFeePerGas = 2_000_000,
            GasLimit = gasLimit,
            To = to,
            Value = value,
            Data = data,
        };
        byte[] encoded = new byte[TransactionEncoder.WriteSigned(in transaction, 0, 1, 1, [])];
        _ = TransactionEncoder.WriteSigned(in transaction, 0, 1, 1, encoded);
        _transactions.Add(new BlockTransaction(encoded, Account(sender)));
    }

    /// <summary>Addresses look random, as real ones do.</summary>
    private static Address Account(int number)
    {
        byte[] seed = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(seed, number);
        return Address.FromSpan(Keccak256.Hash(seed).AsSpan());
    }

    private static U256 BalanceSlot(Address holder) => Keccak256.Hash([.. new byte[12], .. holder.AsSpan(), .. new byte[32]]).ToU256();

    private static byte[] Word(U256 value)
    {
        byte[] word = new byte[U256.Size];
        value.WriteBigEndian(word);
        return word;
    }
}

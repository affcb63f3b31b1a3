using System.Buffers.Binary;
using Rollup.Execution.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Testing;

namespace Rollup.Benchmarks.Executor;

/// <summary>A state and a block on it, of calls to compiled Solidity contracts and plain transfers. Every sender sends one transaction.</summary>
internal sealed class ExecutorWorkload
{
    private const ulong ChainId = 84_001;
    private const int Recipients = 1 << 20;
    private const ulong CallGas = 250_000;
    private const ulong Tokens = 0x70000;
    private const ulong Pools = 0x90000;
    private const ulong Lenders = 0xa0000;
    private const ulong Collections = 0xb0000;

    private static readonly CompiledContract Token = CompiledContract.Load("Token");
    private static readonly CompiledContract Pool = CompiledContract.Load("Pool");
    private static readonly CompiledContract LendingPool = CompiledContract.Load("LendingPool");
    private static readonly CompiledContract Collectible = CompiledContract.Load("Collectible");
    private static readonly CompiledContract Compute = CompiledContract.Load("Compute");
    private static readonly U256 Plenty = U256.One << 100;

    private readonly List<BlockTransaction> _transactions = [];
    private readonly Random _random = new(1);

    private ExecutorWorkload(string name) => Name = name;

    /// <summary>The name in the benchmark's output.</summary>
    public string Name { get; }

    /// <summary>The state before the block.</summary>
    public WorkloadState State { get; } = new();

    /// <summary>The block's transactions, all of which succeed.</summary>
    public ReadOnlyMemory<BlockTransaction> Transactions => _transactions.ToArray();

    /// <summary>The block.</summary>
    public EvmBlock Block { get; } = new()
    {
        Coinbase = Address.FromU256(0xfee),
        Number = 1,
        Timestamp = 1_800_000_000,
        GasLimit = ulong.MaxValue,
        ChainId = ChainId,
        BaseFee = 1_000_000,
        BlobBaseFee = 1,
        MaxTransactionDataBytes = ulong.MaxValue,
        TransactionProvingLimit = ulong.MaxValue,
    };

    /// <summary>The functions of <c>Compute</c> with rounds that take about half a million gas.</summary>
    public static IReadOnlyList<(string Function, ulong Rounds)> Computations { get; } =
        [("sum(uint256)", 3_700), ("hash(uint256)", 4_200), ("bignum(uint256)", 2_130), ("sort(uint256)", 66)];

    /// <summary>All workloads of the benchmark.</summary>
    public static IEnumerable<ExecutorWorkload> All()
    {
        const int Count = 10_000;
        yield return Transfers(4 * Count); // Each takes little more than a microsecond.
        yield return TokenTransfers("erc20", Count, hotShare: 0);
        yield return TokenTransfers("erc20-hot", Count, hotShare: 0.3);
        yield return Swaps("amm-1", Count, pools: 1);
        yield return Swaps("amm-8", Count, pools: 8);
        yield return Swaps("amm-64", Count, pools: 64);
        yield return Chain(Count);
        yield return Mix(Count);
        yield return Computation(200);
    }

    /// <summary>A block of one call to a function of <c>Compute</c>.</summary>
    public static ExecutorWorkload SingleComputation(string function, ulong rounds)
    {
        var workload = new ExecutorWorkload(function);
        workload.AddComputation(0, function, rounds);
        return workload;
    }

    /// <summary>Transactions that call a precompile with the same input until their gas is used up; together they have a block's gas.</summary>
    public static ExecutorWorkload PrecompileCalls(string name, ushort precompile, byte[] input, uint gasOfCall, ulong blockGas, int count)
    {
        var workload = new ExecutorWorkload(name);
        Address caller = Address.FromU256(0xca11);
        uint least = gasOfCall + 3_000; // So that the last round is paid for.
        workload.State.Deploy(caller, [
            0x36, 0x5f, 0x5f, 0x37,                                                                                     // CALLDATACOPY(0, 0, CALLDATASIZE)
            0x5b, 0x5f, 0x5f, 0x36, 0x5f, 0x61, (byte)(precompile >> 8), (byte)precompile, 0x5a, 0xfa, 0x50,              // again: STATICCALL(GAS, precompile, 0, CALLDATASIZE, 0, 0)
            0x62, (byte)(least >> 16), (byte)(least >> 8), (byte)least, 0x5a, 0x11, 0x60, 0x04, 0x57, 0x00,               // if GAS > least goto again
        ]);
        for (int i = 0; i < count; i++)
            workload.AddCall(i, caller, blockGas / (ulong)count, input);
        return workload;
    }

    private static ExecutorWorkload Transfers(int count)
    {
        var workload = new ExecutorWorkload("transfers");
        for (int i = 0; i < count; i++)
            workload.AddTransfer(i, Recipients + i);
        return workload;
    }

    private static ExecutorWorkload TokenTransfers(string name, int count, double hotShare)
    {
        var workload = new ExecutorWorkload(name);
        Address token = workload.AddToken(0, holders: count);
        for (int i = 0; i < count; i++)
            workload.AddTokenTransfer(i, token, workload._random.NextDouble() < hotShare ? Recipients : Recipients + 1 + i);
        return workload;
    }

    private static ExecutorWorkload Swaps(string name, int count, int pools)
    {
        var workload = new ExecutorWorkload(name);
        for (int i = 0; i < pools; i++)
            workload.AddPool(i);
        for (int i = 0; i < count; i++)
            workload.AddSwap(i, workload._random.Next(pools));
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

    /// <summary>40 % token transfers (four tokens), 30 % swaps (16 pools), 15 % deposits and loans (four lenders), 5 % mints (two collections), 10 % transfers.</summary>
    private static ExecutorWorkload Mix(int count)
    {
        var workload = new ExecutorWorkload("defi");
        Address[] tokens = [.. Enumerable.Range(0, 4).Select(i => workload.AddToken(1_000 + i, count))];
        for (int i = 0; i < 16; i++)
            workload.AddPool(i);
        for (int i = 0; i < 4; i++)
            workload.AddLender(i, tokens[i], tokens[(i + 1) % tokens.Length]);
        for (ulong i = 0; i < 2; i++)
            workload.State.Deploy(Address.FromU256(Collections + i), Collectible);
        for (int i = 0; i < count; i++)
            workload.AddMixed(i, count, tokens);
        return workload;
    }

    private static ExecutorWorkload Computation(int count)
    {
        var workload = new ExecutorWorkload("compute");
        for (int i = 0; i < count; i++)
            workload.AddComputation(i, Computations[i % Computations.Count].Function, Computations[i % Computations.Count].Rounds);
        return workload;
    }

    private void AddMixed(int sender, int count, Address[] tokens)
    {
        int kind = _random.Next(20);
        if (kind < 8)
            AddTokenTransfer(sender, tokens[_random.Next(tokens.Length)], Recipients + _random.Next(count));
        else if (kind < 14)
            AddSwap(sender, _random.Next(16));
        else if (kind < 17)
            AddLoan(sender, _random.Next(tokens.Length), tokens);
        else if (kind < 18)
            AddCall(sender, Address.FromU256(Collections + (ulong)_random.Next(2)), CallGas, Collectible.Call("mint()"));
        else
            AddTransfer(sender, Recipients + _random.Next(count));
    }

    private Address AddToken(int number, int holders)
    {
        Address token = Address.FromU256(Tokens + (ulong)number);
        State.Deploy(token, Token);
        for (int i = 0; i < holders; i++)
            State.SetBalance(token, Account(i), 1_000_000);
        return token;
    }

    /// <summary>A pool of two tokens of its own.</summary>
    private void AddPool(int number)
    {
        Address pool = Address.FromU256(Pools + (ulong)number);
        State.Deploy(pool, Pool);
        U256 reserve = U256.One << 60;
        for (int side = 0; side < 2; side++)
        {
            Address token = AddToken((2 * number) + side, holders: 0);
            State.Store(pool, (ulong)side, token.ToU256());
            State.SetBalance(token, pool, Plenty);
        }

        State.Store(pool, 2, reserve | (reserve << 112));
    }

    private void AddLender(int number, Address collateral, Address debt)
    {
        Address lender = Address.FromU256(Lenders + (ulong)number);
        State.Deploy(lender, LendingPool);
        State.Store(lender, 0, collateral.ToU256());
        State.Store(lender, 1, debt.ToU256());
        State.Store(lender, 2, 1_000_000 | (new U256(0, 0, 1_000_000, 0)));
        State.Store(lender, 3, 1_700_000_000);
        State.SetBalance(debt, lender, Plenty);
    }

    private void AddTransfer(int sender, int recipient) => Add(sender, Account(recipient), value: 1, gasLimit: 21_000, []);

    private void AddTokenTransfer(int sender, Address token, int recipient) =>
        AddCall(sender, token, 100_000, Token.Call("transfer(address,uint256)", Account(recipient).ToU256(), 1_000_000));

    private void AddSwap(int sender, int number)
    {
        int side = _random.Next(2);
        Address pool = Address.FromU256(Pools + (ulong)number);
        Address token = Address.FromU256(Tokens + (ulong)((2 * number) + side));
        Address other = Address.FromU256(Tokens + (ulong)((2 * number) + 1 - side));
        State.SetBalance(token, Account(sender), 1_000_000);
        State.SetBalance(other, Account(sender), 1_000_000);
        State.Approve(token, Account(sender), pool);
        AddCall(sender, pool, CallGas, Pool.Call("swap(bool,uint256,uint256)", side == 0 ? 1UL : 0, 1_000, 1));
    }

    /// <summary>A deposit, or a loan on a deposit that is there already.</summary>
    private void AddLoan(int sender, int number, Address[] tokens)
    {
        Address lender = Address.FromU256(Lenders + (ulong)number);
        bool isDeposit = _random.Next(2) == 0;
        if (isDeposit)
            State.Approve(tokens[number], Account(sender), lender);
        else
            State.StoreEntry(lender, 4, Account(sender), 1_000_000);
        AddCall(sender, lender, CallGas, LendingPool.Call(isDeposit ? "deposit(uint128)" : "borrow(uint128)", 1_000));
    }

    private void AddComputation(int sender, string function, ulong rounds)
    {
        Address contract = Address.FromU256(0xc0de);
        State.Deploy(contract, Compute);
        AddCall(sender, contract, TransactionRules.MaxGasLimit, Compute.Call(function, rounds));
    }

    private void AddCall(int sender, Address to, ulong gasLimit, byte[] data) => Add(sender, to, value: 0, gasLimit, data);

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
}

using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.StateTests.Differential;

/// <summary>
/// Two ERC-20 tokens, a pool, a lender and a collection, compiled from Solidity, deployed by the first account and used by all at random, sensibly or not.
/// </summary>
public static class DefiSequence
{
    private const ulong Gas = 400_000;
    private const ulong CreationGas = 6_000_000;

    private static readonly CompiledContract Token = CompiledContract.Load("Token");
    private static readonly CompiledContract Pool = CompiledContract.Load("Pool");
    private static readonly CompiledContract LendingPool = CompiledContract.Load("LendingPool");
    private static readonly CompiledContract Collectible = CompiledContract.Load("Collectible");

    private static readonly Address[] Tokens = [SequenceAccounts.Created(0, 0), SequenceAccounts.Created(0, 1)];
    private static readonly Address Exchange = SequenceAccounts.Created(0, 2);
    private static readonly Address Lender = SequenceAccounts.Created(0, 3);
    private static readonly Address Collection = SequenceAccounts.Created(0, 4);

    /// <summary>The sequence of a seed.</summary>
    public static CallSequence Generate(int seed)
    {
        var random = new Random(seed);
        byte[] supply = CompiledContract.Word(1_000_000_000);
        List<SequenceCall[]> blocks =
        [
            [Create([.. Token.Creation, .. supply]), Create([.. Token.Creation, .. supply]), Create(Pool.Creation), Create(LendingPool.Creation), Create(Collectible.Creation)],
            [
                .. Tokens.Select(token => Call(0, token, Token.Call("approve(address,uint256)", Exchange.ToU256(), ~default(U256)))),
                Call(0, Exchange, Pool.Call("initialize(address,address)", Tokens[0].ToU256(), Tokens[1].ToU256())),
                Call(0, Exchange, Pool.Call("fund(uint256,uint256)", 10_000_000, 20_000_000)),
                Call(0, Lender, LendingPool.Call("initialize(address,address)", Tokens[0].ToU256(), Tokens[1].ToU256())),
                Call(0, Tokens[1], Token.Call("transfer(address,uint256)", Lender.ToU256(), 50_000_000)),
            ],
        ];
        for (int i = random.Next(3, 7); i > 0; i--)
            blocks.Add([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Use(random))]);
        return new CallSequence($"users of seed {seed}", [], blocks);
    }

    private static SequenceCall Use(Random random)
    {
        int user = random.Next(SequenceAccounts.Count);
        ulong amount = (ulong)random.Next(random.Next(4) == 0 ? 100_000_000 : 100_000);
        Address token = Tokens[random.Next(2)];
        U256 other = SequenceAccounts.Address(random.Next(SequenceAccounts.Count)).ToU256();
        U256 spender = (random.Next(3) switch { 0 => Lender, 1 => Exchange, _ => Address.FromU256(other) }).ToU256();
        return random.Next(13) switch
        {
            0 or 1 => Call(user, token, Token.Call("approve(address,uint256)", spender, random.Next(2) == 0 ? ~default(U256) : amount)),
            2 or 3 => Call(user, token, Token.Call("transfer(address,uint256)", other, amount)),
            4 => Call(user, token, Token.Call("transferFrom(address,address,uint256)", other, spender, amount)),
            5 or 6 or 7 => Call(user, Exchange, Pool.Call("swap(bool,uint256,uint256)", (ulong)random.Next(2), amount, amount / 4)),
            8 => Call(user, Lender, LendingPool.Call("deposit(uint128)", amount)),
            9 => Call(user, Lender, LendingPool.Call("borrow(uint128)", amount / 2)),
            10 => Call(user, Lender, LendingPool.Call("repay(uint128)", amount / 4)),
            11 => Call(user, Collection, Collectible.Call("mint()")),
            _ => Call(user, Collection, Collectible.Call("transferFrom(address,address,uint256)", SequenceAccounts.Address(user).ToU256(), other, (ulong)random.Next(4))),
        };
    }

    private static SequenceCall Create(byte[] initCode) => new(0, [], initCode, 0, CreationGas, []);

    private static SequenceCall Call(int sender, Address to, byte[] data) => new(sender, to.AsSpan().ToArray(), data, 0, Gas, []);
}

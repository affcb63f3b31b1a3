using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;

namespace Rollup.Testing.Batches;

/// <summary>Batches of transactions, each from an account of its own that exists already, among many other accounts. Of several batches, each follows the one before it and has the same transactions again.</summary>
public static class BatchWorkload
{
    /// <summary>The mapping of balances of OpenZeppelin's ERC-20.</summary>
    private const ulong Balances = 0;

    /// <summary>Its mapping of allowances.</summary>
    private const ulong Allowances = 1;

    private const int Pools = 4;

    private const ulong SwapGas = 250_000;
    private const ulong TokenGas = 100_000;
    private const ulong MaxFee = 5_000_000_000;
    private const ulong Tip = 7;

    private static readonly Address Token = Address.FromU256(0x20_0001);

    /// <summary>Transfers of ether; with none of them, a batch of one empty block.</summary>
    public static MadeBatch Ether(int transfers, int otherAccounts) => Ether(transfers, otherAccounts, batches: 1)[0];

    /// <summary>As <see cref="Ether(int, int)"/>, several batches.</summary>
    public static IReadOnlyList<MadeBatch> Ether(int transfers, int otherAccounts, int batches) =>
        Make(transfers, otherAccounts, batches, (_, _) => { }, (sender, i, nonce) => sender.Transfer(nonce, Recipient(i), 1_000, MaxFee, Tip));

    /// <summary>Transfers of an ERC-20 token (OpenZeppelin's), to holders.</summary>
    public static MadeBatch Erc20(int transfers, int otherAccounts) => Erc20(transfers, otherAccounts, batches: 1)[0];

    /// <summary>As <see cref="Erc20(int, int)"/>, several batches.</summary>
    public static IReadOnlyList<MadeBatch> Erc20(int transfers, int otherAccounts, int batches)
    {
        CompiledContract contract = CompiledContract.Load("Token");
        return Make(transfers, otherAccounts, batches, Prepare, (sender, i, nonce) => sender.Transfer(
            nonce, Token, 0, MaxFee, Tip, TokenGas, contract.Call("transfer(address,uint256)", Recipient(i).ToU256(), 500)));

        void Prepare(OverlayAccess state, Func<byte[], AccountState> addCode)
        {
            _ = state.TrySetAccount(in Token, addCode(contract.Runtime));
            for (int i = 0; i < transfers; i++)
            {
                _ = state.TrySetSlot(in Token, BalanceOf(Sender(i).Address), 1_000_000);
                _ = state.TrySetSlot(in Token, BalanceOf(Recipient(i)), 1_000);
            }
        }
    }

    /// <summary>Of ten transactions, five transfers of one of eight tokens, three swaps at one of four pools of two of these tokens each, two transfers of ether.</summary>
    public static MadeBatch Defi(int transactions, int otherAccounts) => Defi(transactions, otherAccounts, batches: 1)[0];

    /// <summary>As <see cref="Defi(int, int)"/>, several batches.</summary>
    public static IReadOnlyList<MadeBatch> Defi(int transactions, int otherAccounts, int batches)
    {
        CompiledContract token = CompiledContract.Load("Token"), pool = CompiledContract.Load("Pool");
        return Make(transactions, otherAccounts, batches, Prepare, (sender, i, nonce) => (i % 10) switch
        {
            < 5 => sender.Transfer(nonce, TokenOf(i), 0, MaxFee, Tip, TokenGas, token.Call("transfer(address,uint256)", Recipient(i).ToU256(), 500)),
            < 8 => sender.Transfer(nonce, PoolAt(i), 0, MaxFee, Tip, SwapGas, pool.Call("swap(bool,uint256,uint256)", (ulong)(i & 1), 1_000, 1)),
            _ => sender.Transfer(nonce, Recipient(i), 1_000, MaxFee, Tip),
        });

        void Prepare(OverlayAccess state, Func<byte[], AccountState> addCode)
        {
            for (int i = 0; i < Pools; i++)
            {
                Address address = PoolAt(i);
                _ = state.TrySetAccount(in address, addCode(pool.Runtime));
                for (ulong side = 0; side < 2; side++)
                {
                    Address traded = TokenOf((2 * i) + (int)side);
                    _ = state.TrySetAccount(in traded, addCode(token.Runtime));
                    _ = state.TrySetSlot(in traded, BalanceOf(address), U256.One << 90);
                    _ = state.TrySetSlot(in address, side, traded.ToU256());
                }

                _ = state.TrySetSlot(in address, 2, (U256.One << 60) | (U256.One << 172));
            }

            for (int i = 0; i < transactions; i++)
            {
                Address sender = Sender(i).Address, own = TokenOf(i), at = PoolAt(i);
                _ = state.TrySetSlot(in own, BalanceOf(sender), 1_000_000);
                _ = state.TrySetSlot(in own, BalanceOf(Recipient(i)), 1_000);
                for (int side = 0; side < 2; side++)
                {
                    Address traded = TokenOf((2 * (i % Pools)) + side);
                    _ = state.TrySetSlot(in traded, BalanceOf(sender), 1_000_000);
                    _ = state.TrySetSlot(in traded, Entry(at, Entry(sender, Allowances)), 1_000_000);
                }
            }
        }
    }

    /// <summary><paramref name="transaction"/> makes the transaction of the sender with a number, at a nonce.</summary>
    private static MadeBatch[] Make(
        int transfers, int otherAccounts, int batches, Action<OverlayAccess, Func<byte[], AccountState>> prepare, Func<TestAccount, int, ulong, byte[]> transaction)
    {
        TestAccount[] senders = [.. Enumerable.Range(0, transfers).Select(Sender)];
        IEnumerable<Address> others = Enumerable.Range(0, otherAccounts).Select(i => AddressOf("other", i));
        using var maker = new BatchMaker([.. senders.Select(sender => sender.Address), .. Enumerable.Range(0, transfers).Select(Recipient), .. others], prepare);
        MadeBatch[] made = new MadeBatch[batches];
        for (int batch = 0; batch < batches; batch++)
        {
            maker.AddBlock([.. senders.Select((sender, i) => transaction(sender, i, (ulong)batch))]);
            made[batch] = maker.Finish();
        }

        return made;
    }

    private static TestAccount Sender(int i) => new(0x30_0000 + (ulong)i);

    private static Address Recipient(int i) => AddressOf("recipient", i);

    private static Address AddressOf(string kind, int i) => Address.FromSpan(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"{kind} {i}")).AsSpan()[12..]);

    private static Address TokenOf(int i) => Address.FromU256(0x40_0000 + (ulong)(i % (2 * Pools)));

    private static Address PoolAt(int i) => Address.FromU256(0x50_0000 + (ulong)(i % Pools));

    private static U256 BalanceOf(Address holder) => Entry(holder, Balances);

    /// <summary>The slot of a mapping's entry.</summary>
    private static U256 Entry(Address key, U256 mapping) => Keccak256.Hash([.. CompiledContract.Word(key.ToU256()), .. CompiledContract.Word(mapping)]).ToU256();
}

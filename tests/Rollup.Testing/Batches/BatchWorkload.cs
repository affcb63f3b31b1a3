using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;

namespace Rollup.Testing.Batches;

/// <summary>Batches of transfers, each from and to an account of its own that exists already, among many other accounts.</summary>
public static class BatchWorkload
{
    /// <summary>The mapping of balances of OpenZeppelin's ERC-20.</summary>
    private const ulong Balances = 0;

    private const ulong TokenGas = 100_000;
    private const ulong MaxFee = 5_000_000_000;
    private const ulong Tip = 7;

    private static readonly Address Token = Address.FromU256(0x20_0001);

    /// <summary>Transfers of ether; with none of them, a batch of one empty block.</summary>
    public static MadeBatch Ether(int transfers, int otherAccounts) =>
        Make(transfers, otherAccounts, (_, _) => { }, (sender, i) => sender.Transfer(0, Recipient(i), 1_000, MaxFee, Tip));

    /// <summary>Transfers of an ERC-20 token (OpenZeppelin's), to holders.</summary>
    public static MadeBatch Erc20(int transfers, int otherAccounts)
    {
        CompiledContract contract = CompiledContract.Load("Token");
        return Make(transfers, otherAccounts, Prepare, (sender, i) => sender.Transfer(
            0, Token, 0, MaxFee, Tip, TokenGas, contract.Call("transfer(address,uint256)", Recipient(i).ToU256(), 500)));

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

    private static MadeBatch Make(
        int transfers, int otherAccounts, Action<OverlayAccess, Func<byte[], AccountState>> prepare, Func<TestAccount, int, byte[]> transaction)
    {
        TestAccount[] senders = [.. Enumerable.Range(0, transfers).Select(Sender)];
        IEnumerable<Address> others = Enumerable.Range(0, otherAccounts).Select(i => AddressOf("other", i));
        using var maker = new BatchMaker([.. senders.Select(sender => sender.Address), .. Enumerable.Range(0, transfers).Select(Recipient), .. others], prepare);
        maker.AddBlock([.. senders.Select(transaction)]);
        return maker.Finish();
    }

    private static TestAccount Sender(int i) => new(0x30_0000 + (ulong)i);

    private static Address Recipient(int i) => AddressOf("recipient", i);

    private static Address AddressOf(string kind, int i) => Address.FromSpan(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"{kind} {i}")).AsSpan()[12..]);

    private static U256 BalanceOf(Address holder) => Keccak256.Hash([.. CompiledContract.Word(holder.ToU256()), .. CompiledContract.Word(Balances)]).ToU256();
}

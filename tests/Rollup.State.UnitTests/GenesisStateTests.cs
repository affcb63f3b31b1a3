using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.State.UnitTests;

public sealed class GenesisStateTests
{
    [Fact]
    public void The_create2_factory_is_there_as_on_every_other_chain_and_keeps_what_was_allocated_to_it()
    {
        MemoryStateStore store = new();
        store.Write(GenesisState.Create(new Dictionary<Address, U256> { [GenesisState.Create2Factory] = 5 }));
        using ChainState state = ChainState.Open(store, new ChainStateOptions(), []);
        AccountState factory = state.GetAccount(GenesisState.Create2Factory);
        factory.Nonce.ShouldBe(1ul);
        factory.Balance.ShouldBe((U256)5);
        factory.CodeHash.ToHex().ShouldBe("0x2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989");
        state.ReadCode(factory.CodeHash).Bytes.Length.ShouldBe((int)factory.CodeSize);
    }

    [Fact]
    public void Both_system_accounts_have_the_code_that_satisfies_a_check_for_code()
    {
        MemoryStateStore store = new();
        store.Write(GenesisState.Create(new Dictionary<Address, U256>()));
        using ChainState state = ChainState.Open(store, new ChainStateOptions(), []);
        foreach (Address address in new[] { ProtocolConstants.Messenger, ProtocolConstants.BlockHashes })
            state.ReadCode(state.GetAccount(in address).CodeHash).Bytes.ToArray().ShouldBe([ProtocolConstants.SystemAccountCode]);
    }
}

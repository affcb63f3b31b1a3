using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.StateTests;

/// <summary>The machine at its limits: what the most gas can buy, too little memory, and corners of the protocol that no official test reaches.</summary>
public class EvmLimitTests
{
    /// <summary>JUMPDEST, GAS, DUP1, TSTORE, back: a new transient slot for as little gas as possible.</summary>
    private static readonly byte[] FillTransients = [0x5b, 0x5a, 0x80, 0x5d, 0x5f, 0x56];

    /// <summary>JUMPDEST, GAS, SLOAD, POP, back.</summary>
    private static readonly byte[] LoadSlots = [0x5b, 0x5a, 0x54, 0x50, 0x5f, 0x56];

    /// <summary>JUMPDEST, LOG0 of nothing, back.</summary>
    private static readonly byte[] Log = [0x5b, 0x5f, 0x5f, 0xa0, 0x5f, 0x56];

    /// <summary>Takes 256 KiB of memory and calls itself with all gas.</summary>
    private static readonly byte[] NestMemories = [0x5f, 0x62, 0x03, 0xff, 0xe0, 0x52, 0x5f, 0x5f, 0x5f, 0x5f, 0x5f, 0x30, 0x5a, 0xf1];

    public static TheoryData<string> Bombs => [nameof(FillTransients), nameof(LoadSlots), nameof(Log), nameof(NestMemories)];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void The_most_gas_does_not_exhaust_the_smallest_machine(string bomb)
    {
        using var scenario = new EvmScenario(EvmMachine.MinimumBufferSize);
        scenario.With(EvmScenario.Contract, Code(bomb)).Run(TransactionRules.MaxGasLimit, out EvmResult result).ShouldBe(EvmFault.None);
        result.GasUsed.ShouldBeGreaterThan(TransactionRules.MaxGasLimit / 4);
    }

    [Theory]
    [InlineData(nameof(FillTransients))]
    [InlineData(nameof(NestMemories))]
    public void Too_little_memory_stops_the_execution_and_nothing_else(string bomb)
    {
        using var scenario = new EvmScenario(EvmMachine.MinimumBufferSize - (248 << 20));
        scenario.With(EvmScenario.Contract, Code(bomb)).Run(TransactionRules.MaxGasLimit, out _).ShouldBe(EvmFault.MemoryExhausted);
        scenario.With(EvmScenario.Contract, 0x00).Run(TransactionRules.MaxGasLimit, out EvmResult result).ShouldBe(EvmFault.None);
        result.GasUsed.ShouldBe(21_000UL);
    }

    [Fact]
    public void The_tip_of_a_recipient_that_destroyed_itself_is_lost()
    {
        using var scenario = new EvmScenario(EvmMachine.MinimumBufferSize);
        byte[] destroySelf = [0x30, 0xff];
        scenario.Run(100_000, out EvmResult result, destroySelf, isCreation: true).ShouldBe(EvmFault.None);
        Address created = result.Created;
        EvmBlock block = scenario.Block;
        block.Coinbase = created;
        scenario.Block = block;
        scenario.Run(100_000, out result, destroySelf, isCreation: true, gasPrice: 10).ShouldBe(EvmFault.None);
        result.Outcome.ShouldBe(Step.Return);
        scenario.After.TryGetAccount(in created, out AccountState account).ShouldBeTrue();
        account.IsEmpty.ShouldBeTrue();
    }

    private static byte[] Code(string bomb) => bomb switch
    {
        nameof(FillTransients) => FillTransients,
        nameof(LoadSlots) => LoadSlots,
        nameof(Log) => Log,
        _ => NestMemories,
    };
}

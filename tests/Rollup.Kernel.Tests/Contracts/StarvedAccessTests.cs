using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Blocks;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Contracts;

/// <summary>Accesses of cold accounts and slots with less gas than they cost.</summary>
public sealed class StarvedAccessTests : IDisposable
{
    private static readonly Address Alice = AddressOf("alice");
    private static readonly Address Caller = AddressOf("caller");
    private static readonly Address Callee = Address.FromU256(0xca11ee);
    private static readonly Address Probe = Address.FromU256(0x77);

    private readonly MemoryState _state = new();
    private readonly EvmMemory _evm = new();

    public void Dispose() => _evm.Dispose();

    [Theory]
    [InlineData("607731", 2600)]                   // BALANCE
    [InlineData("60773b", 2600)]                   // EXTCODESIZE
    [InlineData("60773f", 2600)]                   // EXTCODEHASH
    [InlineData("5f5f5f60773c", 2600)]             // EXTCODECOPY
    [InlineData("5f5f5f5f5f60775af1", 2600)]       // CALL
    [InlineData("5f5f5f5f60775afa", 2600)]         // STATICCALL
    [InlineData("607754", 2100)]                   // SLOAD
    public void What_cannot_be_paid_is_not_read(string program, int cost)
    {
        byte[] code = Convert.FromHexString(program);

        // Every instruction before the access is a PUSH of 2 or 3 gas, or GAS with 2.
        int before = (3 * 1) + (2 * (code.Count(b => b is 0x5f or 0x5a)));
        Touches(code, (ulong)(before + cost)).ShouldBeTrue();
        Touches(code, (ulong)(before + cost - 1)).ShouldBeFalse();
    }

    [Fact]
    public void A_warm_account_is_accessed_for_less()
    {
        // BALANCE of the coinbase (EIP-3651), of a precompile, of the caller.
        Succeeds([0x41, 0x31], 102).ShouldBeTrue();
        Succeeds([0x41, 0x31], 101).ShouldBeFalse();
        Succeeds([0x60, 0x01, 0x31], 103).ShouldBeTrue();
        Succeeds([0x33, 0x31], 102).ShouldBeTrue();
    }

    [Fact]
    public void Calls_with_hardly_any_gas_do_not_exhaust_the_machine()
    {
        // The callee asks for the balance of the address in its calldata, with no gas left for it.
        _state[Callee] = _state.WithCode(1, 0, [0x5f, 0x35, 0x31]);

        // While more than 6.9 million gas are left: calls for ever new addresses. Then ever new transient slots.
        byte[] starve =
        [
            0x5b, 0x5a, 0x5f, 0x52, 0x5f, 0x5f, 0x60, 0x20, 0x5f, 0x62, 0xca, 0x11, 0xee, 0x60, 0x05, 0xfa, 0x50,
            0x62, 0x69, 0x49, 0x20, 0x5a, 0x11, 0x5f, 0x57,
        ];
        byte destination = (byte)starve.Length;
        byte[] fill = [0x5b, .. Enumerable.Repeat<byte[]>([0x5a, 0x80, 0x5d], 64).SelectMany(code => code), 0x60, destination, 0x56];
        _state[Caller] = _state.WithCode(1, 0, [.. starve, .. fill]);
        Execute(TransactionRules.MaxGasLimit).ShouldBe(TransactionOutcome.Executed);
        _state.Touched.Count.ShouldBeLessThan(10);
    }

    private bool Touches(byte[] code, ulong gas)
    {
        _ = Succeeds(code, gas);
        return _state.Touched.Any(key => key == StateKey.Account(Probe) || key.Slot == 0x77);
    }

    /// <summary>Whether the program, called with this gas, ends without a failure.</summary>
    private bool Succeeds(byte[] code, ulong gas)
    {
        _state[Callee] = _state.WithCode(1, 0, code);

        // STATICCALL with the gas, its result returned.
        byte[] asked = [(byte)(gas >> 8), (byte)gas];
        _state[Caller] = _state.WithCode(1, 0, [0x5f, 0x5f, 0x5f, 0x5f, 0x62, 0xca, 0x11, 0xee, 0x61, .. asked, 0xfa, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3]);
        _state.Touched.Clear();
        Execute(1_000_000).ShouldBe(TransactionOutcome.Executed);
        return _evm.Machine.Output[^1] == 1;
    }

    private TransactionOutcome Execute(ulong gasLimit)
    {
        _state[Alice] = new AccountState(0, U256.MaxValue >> 1);
        var host = default(SoftwareHost);
        var tracer = default(NoTracer);
        MemoryState state = _state;
        LogBuffer logs = _evm.NewLogBuffer();
        EvmBlock block = new BlockContext { Config = DevConfig, Number = 1, BaseFee = 1 }.ToEvmBlock();
        var transaction = new Transaction
        {
            Type = TransactionType.DynamicFee, HasChainId = true, ChainId = DevConfig.L2ChainId, MaxFeePerGas = 1, GasLimit = gasLimit, To = Caller,
        };
        return TransactionProcessor.Execute<RollupOsaka, SoftwareHost, MemoryState, NoTracer>(
            ref _evm.Machine, ref host, ref state, ref tracer, in block, in transaction, in Alice, ref logs, out _);
    }
}

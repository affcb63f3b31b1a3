using System.Runtime.InteropServices;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;

namespace Rollup.StateTests;

/// <summary>A few accounts and a machine, to run single transactions on by the rules of Osaka.</summary>
public sealed unsafe class EvmScenario : IDisposable
{
    public static readonly Address Sender = Address.FromU256(0x5e4de4);
    public static readonly Address Contract = Address.FromU256(0xc0de);

    private readonly void* _memory;
    private readonly nuint _size;
    private readonly byte[] _logs = new byte[1 << 20];
    private int _logsLength;

    /// <summary>A machine over a buffer of <paramref name="size"/> bytes.</summary>
    public EvmScenario(nuint size)
    {
        _size = size;
        _memory = NativeMemory.AlignedAlloc(size, 4096);
        Accounts[Sender] = new TestAccount { Balance = new U256(0, 1, 0, 0) };
    }

    public Dictionary<Address, TestAccount> Accounts { get; } = [];

    public EvmBlock Block { get; set; } = new() { Coinbase = Address.FromU256(0xfee), Number = 1000, Timestamp = 1_800_000_000, GasLimit = 60_000_000, ChainId = 1, BlobBaseFee = 1 };

    /// <summary>The accounts after the last transaction.</summary>
    public TestState After { get; private set; }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    /// <summary>Gives an account code.</summary>
    public EvmScenario With(Address address, params byte[] code)
    {
        Accounts[address] = new TestAccount { Code = code };
        return this;
    }

    /// <summary>The last transaction's logs, as <see cref="LogReader"/> reads them.</summary>
    public ReadOnlySpan<byte> Logs => _logs.AsSpan(0, _logsLength);

    /// <summary>
    /// Calls <see cref="Contract"/> from <see cref="Sender"/> unless told otherwise, or creates if <paramref name="isCreation"/>. All of the gas
    /// price is the tip unless <paramref name="tip"/> is given.
    /// </summary>
    public EvmFault Run(
        ulong gasLimit, out EvmResult result, byte[]? data = null, bool isCreation = false, U256 gasPrice = default, U256? tip = null,
        Address? sender = null, Address? to = null, U256 value = default)
    {
        var empty = new RlpReader(Rlp.List());
        _ = AccessList.Read(ref empty, out AccessList accessList);
        var noAuthorizations = new RlpReader(Rlp.List());
        _ = AuthorizationList.Read(ref noAuthorizations, out AuthorizationList authorizations);
        var transaction = new Transaction
        {
            Type = TransactionType.DynamicFee,
            HasChainId = true,
            ChainId = 1,
            MaxFeePerGas = gasPrice,
            MaxPriorityFeePerGas = gasPrice,
            GasLimit = gasLimit,
            IsCreation = isCreation,
            To = isCreation ? default : to ?? Contract,
            Value = value,
            Data = data,
            AccessList = accessList,
            AuthorizationList = authorizations,
        };
        IntrinsicGas intrinsic = IntrinsicGas.Of<Osaka>(in transaction);
        var call = new EvmCall { Sender = sender ?? Sender, GasPrice = gasPrice, Tip = tip ?? gasPrice, IntrinsicGas = intrinsic.Gas, FloorGas = intrinsic.Floor };
        var machine = new EvmMachine((byte*)_memory, _size);
        var host = default(StateTestHost);
        var tracer = default(NoTracer);
        var state = new TestState(Accounts);
        var logs = new LogBuffer(_logs);
        EvmBlock block = Block;
        EvmFault fault = EvmTransaction.Execute<Osaka, StateTestHost, TestState, NoTracer>(
            ref machine, ref host, ref state, ref tracer, in block, in transaction, in call, ref logs, out result);
        _logsLength = logs.Written.Length;
        After = state;
        return fault;
    }
}

using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace Rollup.Testing;

/// <summary>deposit(address to) of the bridge.</summary>
[Function("deposit")]
public sealed class DepositFunction : FunctionMessage
{
    [Parameter("address", "to", 1)]
    public string To { get; set; } = "";
}

/// <summary>sendTransaction(address to, bool isCreation, uint256 value, uint64 gasLimit, address refundAddress, bytes data) of the bridge.</summary>
[Function("sendTransaction")]
public sealed class SendTransactionFunction : FunctionMessage
{
    [Parameter("address", "to", 1)]
    public string To { get; set; } = "";

    [Parameter("bool", "isCreation", 2)]
    public bool IsCreation { get; set; }

    [Parameter("uint256", "value", 3)]
    public BigInteger Value { get; set; }

    [Parameter("uint64", "gasLimit", 4)]
    public ulong GasLimit { get; set; }

    [Parameter("address", "refundAddress", 5)]
    public string RefundAddress { get; set; } = "";

    [Parameter("bytes", "data", 6)]
    public byte[] Input { get; set; } = [];
}

/// <summary>pause() of the RollupChain, by the guardian.</summary>
[Function("pause")]
public sealed class PauseFunction : FunctionMessage;

/// <summary>unpause() of the RollupChain, by the owner.</summary>
[Function("unpause")]
public sealed class UnpauseFunction : FunctionMessage;

/// <summary>revertBatches(uint256 lastKept) of the RollupChain.</summary>
[Function("revertBatches")]
public sealed class RevertBatchesFunction : FunctionMessage
{
    [Parameter("uint256", "lastKept", 1)]
    public ulong LastKept { get; set; }
}

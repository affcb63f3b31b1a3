using Rollup.Kernel.Evm.Rules;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Simulations;

/// <summary>What a simulated call came to.</summary>
internal sealed record SimulatedCall
{
    /// <summary>Why it could not run at all, or not to its end; nothing else is known then.</summary>
    public RpcError? Problem { get; init; }

    /// <summary>Whether the problem is that the gas does not even pay for its data.</summary>
    public bool LacksIntrinsicGas { get; init; }

    /// <summary>How it ended.</summary>
    public Step Outcome { get; init; }

    /// <summary>Why it failed, in geth's words; null if it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>Gas used, refunds deducted.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>Gas used before refunds.</summary>
    public ulong GasUsedBeforeRefunds { get; init; }

    /// <summary>What it returned or reverted with.</summary>
    public byte[] Output { get; init; } = [];

    /// <summary>Whether it ran to a successful end.</summary>
    public bool Succeeded => Problem is null && Error is null;

    /// <summary>Whether more gas might have helped.</summary>
    public bool RanOutOfGas => LacksIntrinsicGas || Outcome is Step.OutOfGas or Step.OutOfGasForCode;

    /// <summary>The error that a client gets for a call that did not succeed.</summary>
    public RpcError? ToRpcError()
    {
        if (Problem is not null || Error is null)
            return Problem;
        if (Outcome != Step.Revert)
            return RpcError.Refused(Error);
        string message = ExecutionError.Reason(Output) is { } reason ? $"{Error}: {reason}" : Error;
        return new RpcError(RpcErrorCode.Reverted, message, Output);
    }
}

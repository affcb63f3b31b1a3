using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;

namespace Rollup.Execution.Parallel;

/// <summary>What one thread executes in, in bytes of native memory, of which only touched pages cost.</summary>
/// <param name="Machine">For the EVM; at least <see cref="EvmMachine.MinimumBufferSize"/>.</param>
/// <param name="Logs">For the logs of one transaction.</param>
public readonly record struct ExecutionMemory(nuint Machine, int Logs)
{
    /// <summary>Enough for every transaction of at most 2^24 gas (EIP-7825).</summary>
    public static ExecutionMemory Default => new(EvmMachine.MinimumBufferSize, EvmLimits.LogBufferSize);
}

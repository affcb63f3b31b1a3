using Rollup.Kernel.Evm.Instructions;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm;

/// <summary>Observes nothing.</summary>
public readonly struct NoTracer : IEvmTracer
{
    /// <inheritdoc/>
    public static bool IsEnabled => false;

    /// <inheritdoc/>
    public void OnInstruction(int depth, int position, byte opcode, long gas, ReadOnlySpan<U256> stack, ReadOnlySpan<byte> memory)
    {
    }

    /// <inheritdoc/>
    public void OnEnter(int depth, byte opcode, in Address from, in Address to, in U256 value, long gas, ReadOnlySpan<byte> input)
    {
    }

    /// <inheritdoc/>
    public void OnExit(int depth, Step outcome, long gasLeft, ReadOnlySpan<byte> output)
    {
    }
}

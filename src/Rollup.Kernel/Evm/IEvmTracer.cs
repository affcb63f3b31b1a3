using Rollup.Kernel.Evm.Instructions;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm;

/// <summary>An observer of the execution, as a struct type parameter; with <see cref="NoTracer"/> nothing of it is left in the compiled code.</summary>
public interface IEvmTracer
{
    /// <summary>Whether the methods are called at all.</summary>
    static abstract bool IsEnabled { get; }

    /// <summary>Before an instruction. <paramref name="stack"/> has its top last.</summary>
    void OnInstruction(int depth, int position, byte opcode, long gas, ReadOnlySpan<U256> stack, ReadOnlySpan<byte> memory);

    /// <summary>A frame (or precompile) begins, entered by <paramref name="opcode"/> (0 for the transaction itself).</summary>
    void OnEnter(int depth, byte opcode, in Address from, in Address to, in U256 value, long gas, ReadOnlySpan<byte> input);

    /// <summary>The frame that began last ends.</summary>
    void OnExit(int depth, Step outcome, long gasLeft, ReadOnlySpan<byte> output);
}

using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Access;

/// <summary>What every instruction does on the State and Program buses, and the times of its accesses.</summary>
public static class InstructionStep
{
    /// <summary>Time from an instruction to the next one.</summary>
    public const uint Duration = 4;

    /// <summary>rs1 is read at the instruction's time plus this.</summary>
    public const uint Rs1Delay = 0;

    public const uint Rs2Delay = 1;

    /// <summary>Memory is accessed, and precompiles read, at the instruction's time plus this.</summary>
    public const uint MemoryDelay = 2;

    /// <summary>rd is written, and precompiles write, at the instruction's time plus this.</summary>
    public const uint WriteDelay = 3;

    /// <summary>Takes the machine's state at this instruction and hands on that at the next one.</summary>
    public static void Advance<TBuilder, T>(ref TBuilder builder, T pc, T time, T nextPc, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.Receive(Buses.State, [pc, time], active, maxMultiplicity: 1);
        builder.Send(Buses.State, [nextPc, time + AirBuilderExtensions.Number<T>(Duration)], active, maxMultiplicity: 1);
    }

    /// <summary>The program has this row; <paramref name="immediate"/> are the three elements of <see cref="Isa.DecodedInstruction.ImmediateElements"/>.</summary>
    public static void Fetch<TBuilder, T>(ref TBuilder builder, T pc, T operation, T rd, T rs1, T rs2, scoped ReadOnlySpan<T> immediate, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.Send(Buses.Program, [pc, operation, rd, rs1, rs2, immediate[0], immediate[1], immediate[2]], active, maxMultiplicity: 1);
}

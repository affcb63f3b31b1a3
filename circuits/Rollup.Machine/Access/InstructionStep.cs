using Rollup.Kernel.Fields;
using Rollup.Machine.Isa;
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

    /// <summary>The time of an access.</summary>
    public static T At<T>(T time, uint delay)
        where T : struct, IAlgebra<T>
        => time + AirBuilderExtensions.Number<T>(delay);

    /// <summary>Takes the machine's state at this instruction and hands on that at the one behind it.</summary>
    public static void Advance<TBuilder, T>(ref TBuilder builder, T pc, T time, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => Advance(ref builder, pc, time, pc + T.Constant(KoalaBear.One), active);

    /// <summary>Takes the machine's state at this instruction and hands on that at <paramref name="nextPc"/>.</summary>
    public static void Advance<TBuilder, T>(ref TBuilder builder, T pc, T time, T nextPc, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.Receive(Buses.State, [pc, time], active, maxMultiplicity: 1);
        builder.Send(Buses.State, [nextPc, time + AirBuilderExtensions.Number<T>(Duration)], active, maxMultiplicity: 1);
    }

    /// <summary>The program has this row, and the next instruction is the one behind it. Of <paramref name="immediate"/>, the elements of <see cref="Isa.DecodedInstruction.ImmediateElements"/>, zeros at the end may be left out.</summary>
    public static void Fetch<TBuilder, T>(ref TBuilder builder, T pc, T operation, T rd, T rs1, T rs2, scoped ReadOnlySpan<T> immediate, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => Fetch(ref builder, pc, operation, rd, rs1, rs2, immediate, pc + T.Constant(KoalaBear.One), active);

    /// <summary>The program has this row, which names <paramref name="next"/>; see the other overload.</summary>
    public static void Fetch<TBuilder, T>(ref TBuilder builder, T pc, T operation, T rd, T rs1, T rs2, scoped ReadOnlySpan<T> immediate, T next, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T first = immediate.Length > 0 ? immediate[0] : default, second = immediate.Length > 1 ? immediate[1] : default, third = immediate.Length > 2 ? immediate[2] : default;
        builder.Send(Buses.Program, [pc, operation, rd, rs1, rs2, first, second, third, next], active, maxMultiplicity: 1);
    }

    /// <summary>The number of <paramref name="operation"/> on the Program bus.</summary>
    public static T Number<T>(Operation operation)
        where T : struct, IAlgebra<T>
        => AirBuilderExtensions.Number<T>((uint)operation);
}

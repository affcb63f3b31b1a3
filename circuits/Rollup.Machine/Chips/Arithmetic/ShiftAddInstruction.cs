using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Arithmetic;

/// <inheritdoc cref="ShiftAddColumns{T}"/>
public readonly struct ShiftAddInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.ShiftAdd;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<ShiftAddColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly ShiftAddColumns<T> row = ref columns.As<ShiftAddColumns<T>, T>();
        (T active, T operation) = OperationFlags.Evaluate<TBuilder, T>(ref builder, row.Is, Operations);
        T lowFactor = default, highFactor = default;
        for (int i = 0; i < Operations.Length; i++)
        {
            T scaled = row.Is[i] * AirBuilderExtensions.Number<T>(1u << Shift(Operations[i]));
            lowFactor += scaled;
            if (!IsUnsignedWord(Operations[i]))
                highFactor += scaled;
        }

        T carry = default;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            T sum = row.Form.Right.Value[i] + ((i < 2 ? lowFactor : highFactor) * row.Form.Left.Value[i]) + carry;
            carry = row.Carry[i];
            builder.AssertZero("rs2 + (rs1 << n)", sum - row.Result[i] - (carry * AirBuilderExtensions.Number<T>(Limb.Radix)));
        }

        // Carries of a byte keep both sides far below p, so that the equation holds over the integers.
        MemoryAccess.CheckLimbs(ref builder, row.Result, active);
        MemoryAccess.CheckBytes(ref builder, row.Carry[0], row.Carry[1], active);
        MemoryAccess.CheckRange(ref builder, row.Carry[2], 8, active);
        RegisterForm.Evaluate(ref builder, in row.Form, operation, row.Result, active, row.Carry[3]);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref ShiftAddColumns<KoalaBear> row = ref columns.As<ShiftAddColumns<KoalaBear>, KoalaBear>();
        Operation operation = instruction.Instruction.Operation;
        OperationFlags.Fill(row.Is, Operations, operation);
        WordColumns.Fill(ref row.Result, instruction.Rd);
        MemoryAccess.CountLimbs(instruction.Rd, lookups);
        Span<byte> carries = stackalloc byte[WordColumns<KoalaBear>.Limbs];
        uint carry = 0;
        for (int i = 0; i < carries.Length; i++)
        {
            uint left = i >= 2 && IsUnsignedWord(operation) ? 0 : WordColumns.Limb(instruction.Rs1, i);
            carry = (WordColumns.Limb(instruction.Rs2, i) + (left << Shift(operation)) + carry) >> 16;
            carries[i] = (byte)carry;
            row.Carry[i] = Cell.Of(carry);
        }

        lookups.BytePair(carries[0], carries[1]);
        lookups.Range(carries[2], 8);
        RegisterForm.Fill(ref row.Form, in instruction, lookups, spareByte: carries[3]);
    }

    private static ReadOnlySpan<Operation> Operations =>
    [
        Operation.AddUnsignedWord, Operation.Shift1Add, Operation.Shift2Add, Operation.Shift3Add,
        Operation.Shift1AddUnsignedWord, Operation.Shift2AddUnsignedWord, Operation.Shift3AddUnsignedWord,
    ];

    private static bool IsUnsignedWord(Operation operation) => operation is Operation.AddUnsignedWord or >= Operation.Shift1AddUnsignedWord;

    private static int Shift(Operation operation) => operation switch
    {
        Operation.Shift1Add or Operation.Shift1AddUnsignedWord => 1,
        Operation.Shift2Add or Operation.Shift2AddUnsignedWord => 2,
        Operation.Shift3Add or Operation.Shift3AddUnsignedWord => 3,
        _ => 0,
    };
}

using Rollup.Machine.Events;
using Rollup.Machine.Isa;

namespace Rollup.Machine.Tests.Chips;

/// <summary>The columns that a row does not determine, each with the reason why that is no hole.</summary>
internal static class FreeColumns
{
    /// <summary>Why the column <paramref name="name"/> may have another value in the row of <paramref name="execution"/>; null if it may not.</summary>
    public static string? Reason(string name, in InstructionEvent execution)
    {
        Operation operation = execution.Instruction.Operation;
        if (name == "Inverse" && execution.Rs1 == 0)
            return "0 times any inverse is 0";
        if (name is "Mix" or "LowInverse" or "HighInverse")
            return "any numbers will do that show the operands to differ, and none can do it for equal ones";
        if (name.StartsWith("Form.Right.Value", StringComparison.Ordinal) && operation is Operation.SetLessImmediate or Operation.SetLessUnsignedImmediate)
            return null;
        if (name.StartsWith("Form.Right.", StringComparison.Ordinal) && !Operands.Of(operation).HasFlag(OperandUse.ReadsRs2))
            return "the row does not read rs2";
        if (name == "Rest" && !Operands.Of(operation).HasFlag(OperandUse.ReadsRs2))
            return "the amount comes from the program";
        if (name.StartsWith("NextWord.", StringComparison.Ordinal) && !Crosses(in execution))
            return "the row does not access the next word";
        if (name == "Remainder" && !HasRemainder(in execution))
            return "only counts of zeros and extensions look at it, and counts of trailing zeros not if no bit is 1";
        if (name is "Power" or "Cofactor" && !HasFirstBit(in execution))
            return "one of them is 0, and the other may be anything";
        if (name.StartsWith("ByteInverse", StringComparison.Ordinal))
            return (execution.Rs1 >> (8 * (name[^2] - '0')) & 0xff) == 0 ? "0 times any inverse is 0" : null;
        return null;
    }

    private static bool Crosses(in InstructionEvent execution)
    {
        Operation operation = execution.Instruction.Operation;
        int bytes = InstructionSet.All.First(definition => definition.Operation == operation).AccessBytes;
        return (execution.Address & 7) + bytes > 8;
    }

    private static bool HasRemainder(in InstructionEvent execution) => execution.Instruction.Operation switch
    {
        Operation.CountLeadingZeros or Operation.CountLeadingZerosWord or Operation.SignExtendByte or Operation.SignExtendHalf => true,
        _ => HasFirstBit(in execution),
    };

    private static bool HasFirstBit(in InstructionEvent execution) => execution.Instruction.Operation switch
    {
        Operation.CountLeadingZeros or Operation.CountTrailingZeros => execution.Rs1 != 0,
        Operation.CountLeadingZerosWord or Operation.CountTrailingZerosWord => (uint)execution.Rs1 != 0,
        _ => false,
    };
}

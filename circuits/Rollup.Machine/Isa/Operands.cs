using static Rollup.Machine.Isa.OperandUse;

namespace Rollup.Machine.Isa;

/// <summary>The registers that each operation accesses, from the formats of its encodings.</summary>
public static class Operands
{
    private static readonly OperandUse[] Uses = [.. Enum.GetValues<Operation>().Select(Find)];

    public static OperandUse Of(Operation operation) => Uses[(int)operation];

    private static OperandUse Find(Operation operation) => operation switch
    {
        Operation.Move or Operation.ZeroExtendWord => ReadsRs1 | WritesRd,
        Operation.Increment => WritesRd,
        Operation.Accumulate => ReadsRs2 | WritesRd,
        >= Operation.BranchEqualZero and <= Operation.BranchGreaterOrEqualZero => ReadsRs1,
        Operation.Jump or Operation.Invalid => None,
        _ => InstructionSet.All.First(definition => definition.Operation == operation).Format switch
        {
            InstructionFormat.Register => ReadsRs1 | ReadsRs2 | WritesRd,
            InstructionFormat.Unary or InstructionFormat.Immediate or InstructionFormat.ShiftAmount => ReadsRs1 | WritesRd,
            InstructionFormat.Store or InstructionFormat.Branch or InstructionFormat.Call => ReadsRs1 | ReadsRs2,
            InstructionFormat.Jump or InstructionFormat.Upper or InstructionFormat.UpperRelative => WritesRd,
            _ => None,
        },
    };
}

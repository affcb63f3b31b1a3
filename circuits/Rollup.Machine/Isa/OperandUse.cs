namespace Rollup.Machine.Isa;

/// <summary>Which registers an operation accesses.</summary>
[Flags]
public enum OperandUse : byte
{
    None = 0,
    ReadsRs1 = 1,
    ReadsRs2 = 2,
    WritesRd = 4,
}

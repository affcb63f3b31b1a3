using Rollup.Machine.Isa;

namespace Rollup.Machine.Tests;

/// <summary>Words of instructions, encoded from the machine's own table.</summary>
internal static class Assembly
{
    public const int Zero = 0, Ra = 1, Sp = 2, T0 = 5, T1 = 6, T2 = 7, S0 = 8, S1 = 9, A0 = 10, A1 = 11, A2 = 12, A3 = 13, A4 = 14, A5 = 15;

    /// <summary>Registers that the encoding does not have are ignored; <paramref name="immediate"/> is an amount, a displacement, or the upper 20 bits.</summary>
    public static uint Encode(string name, int rd = 0, int rs1 = 0, int rs2 = 0, int immediate = 0)
    {
        InstructionDefinition definition = InstructionSet.All.Single(d => d.Name == name);
        uint d = (uint)rd << 7, s1 = (uint)rs1 << 15, s2 = (uint)rs2 << 20, i = (uint)immediate;
        return definition.Match | definition.Format switch
        {
            InstructionFormat.Register => d | s1 | s2,
            InstructionFormat.Unary => d | s1,
            InstructionFormat.Immediate => d | s1 | (i << 20),
            InstructionFormat.ShiftAmount => d | s1 | ((i & 63) << 20),
            InstructionFormat.Store => s1 | s2 | ((i >> 5) << 25) | ((i & 31) << 7),
            InstructionFormat.Branch => s1 | s2 | (((i >> 12) & 1) << 31) | (((i >> 5) & 63) << 25) | (((i >> 1) & 15) << 8) | (((i >> 11) & 1) << 7),
            InstructionFormat.Jump => d | (((i >> 20) & 1) << 31) | (((i >> 1) & 1023) << 21) | (((i >> 11) & 1) << 20) | (((i >> 12) & 255) << 12),
            InstructionFormat.Upper or InstructionFormat.UpperRelative => d | (i << 12),
            InstructionFormat.Call => s1 | s2,
            _ => 0,
        };
    }

    /// <summary>rd = value, any 32-bit number sign-extended.</summary>
    public static uint[] Load(int rd, int value)
    {
        int low = value << 20 >> 20;
        return [Encode("lui", rd, immediate: (value - low) >> 12), Encode("addiw", rd, rd, immediate: low)];
    }

    /// <summary>Jumps to the halt pc.</summary>
    public static uint[] Halt => [Encode("lui", T0, immediate: (int)(MemoryMap.HaltPc >> 12)), Encode("jalr", Zero, T0)];
}

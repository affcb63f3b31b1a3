using Rollup.Kernel.Evm.Rules;

namespace Rollup.Kernel.Evm.Environment;

/// <summary>
/// Contract code ready to run. Invariant: <see cref="Padding"/> zero bytes follow the code, so that the interpreter may read a PUSH's
/// immediate, and the STOP after the last instruction, without a bound check; the jump table has a bit for every byte of the code.
/// </summary>
public unsafe struct CodeView
{
    /// <summary>Zero bytes that follow the code: the longest immediate, and one more.</summary>
    public const int Padding = 33;

    /// <summary>The first byte; null without code.</summary>
    public byte* Code;

    /// <summary>Bit i (byte i / 8, bit i mod 8): whether byte i is a JUMPDEST that is not part of an immediate.</summary>
    public byte* JumpDestinations;

    /// <summary>Bytes of code, without the padding.</summary>
    public int Length;

    /// <summary>The bytes that a jump table for <paramref name="length"/> bytes of code takes.</summary>
    public static int JumpTableSize(int length) => (length + 7) >> 3;

    /// <summary>The code.</summary>
    public readonly ReadOnlySpan<byte> AsSpan() => new(Code, Length);

    /// <summary>Whether <paramref name="destination"/> is a valid jump destination.</summary>
    public readonly bool IsJumpDestination(ulong destination) =>
        destination < (ulong)Length && (JumpDestinations[destination >> 3] & (1 << (int)(destination & 7))) != 0;

    /// <summary>Fills the jump table of <paramref name="code"/>: <see cref="JumpTableSize"/> bytes at <paramref name="table"/>.</summary>
    public static void FindJumpDestinations(ReadOnlySpan<byte> code, byte* table)
    {
        new Span<byte>(table, JumpTableSize(code.Length)).Clear();
        for (int i = 0; i < code.Length; i++)
        {
            byte opcode = code[i];
            if (opcode == Opcode.JumpDest)
                table[i >> 3] |= (byte)(1 << (i & 7));
            else if (opcode is >= Opcode.Push1 and <= Opcode.Push32)
                i += opcode - Opcode.Push1 + 1;
        }
    }
}

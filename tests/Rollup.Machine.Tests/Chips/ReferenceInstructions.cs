using System.Buffers.Binary;
using System.Numerics;

namespace Rollup.Machine.Tests.Chips;

/// <summary>What the instructions do, written from the RISC-V manual by name, apart from the machine's own emulator.</summary>
internal static class ReferenceInstructions
{
    /// <summary>The value that an instruction without memory access writes to rd.</summary>
    public static ulong Result(string name, ulong a, ulong b, long immediate, uint pc)
    {
        ulong i = (ulong)immediate;
        return name switch
        {
            "lui" => i,
            "auipc" => pc + i,
            "jal" or "jalr" => pc + 4ul,
            "addi" => a + i,
            "add" => a + b,
            "sub" => a - b,
            "addiw" => Word(a + i),
            "addw" => Word(a + b),
            "subw" => Word(a - b),
            "add.uw" => b + (uint)a,
            "sh1add" => b + (a << 1),
            "sh2add" => b + (a << 2),
            "sh3add" => b + (a << 3),
            "sh1add.uw" => b + ((ulong)(uint)a << 1),
            "sh2add.uw" => b + ((ulong)(uint)a << 2),
            "sh3add.uw" => b + ((ulong)(uint)a << 3),
            "slli.uw" => (ulong)(uint)a << (int)immediate,
            "andi" => a & i,
            "ori" => a | i,
            "xori" => a ^ i,
            "and" => a & b,
            "or" => a | b,
            "xor" => a ^ b,
            "andn" => a & ~b,
            "orn" => a | ~b,
            "xnor" => ~(a ^ b),
            "slti" => (long)a < immediate ? 1ul : 0,
            "sltiu" => a < i ? 1ul : 0,
            "slt" => (long)a < (long)b ? 1ul : 0,
            "sltu" => a < b ? 1ul : 0,
            "slli" => a << (int)immediate,
            "srli" => a >> (int)immediate,
            "srai" => (ulong)((long)a >> (int)immediate),
            "slliw" => Word((uint)a << (int)immediate),
            "srliw" => Word((uint)a >> (int)immediate),
            "sraiw" => Word((uint)((int)a >> (int)immediate)),
            "rori" => BitOperations.RotateRight(a, (int)immediate),
            "roriw" => Word(BitOperations.RotateRight((uint)a, (int)immediate)),
            "sll" => a << (int)(b & 63),
            "srl" => a >> (int)(b & 63),
            "sra" => (ulong)((long)a >> (int)(b & 63)),
            "sllw" => Word((uint)a << (int)(b & 31)),
            "srlw" => Word((uint)a >> (int)(b & 31)),
            "sraw" => Word((uint)((int)a >> (int)(b & 31))),
            "rol" => BitOperations.RotateLeft(a, (int)(b & 63)),
            "ror" => BitOperations.RotateRight(a, (int)(b & 63)),
            "rolw" => Word(BitOperations.RotateLeft((uint)a, (int)(b & 31))),
            "rorw" => Word(BitOperations.RotateRight((uint)a, (int)(b & 31))),
            "mul" => a * b,
            "mulhu" => (ulong)(((UInt128)a * b) >> 64),
            "mulh" => (ulong)(((Int128)(long)a * (long)b) >> 64),
            "mulhsu" => (ulong)(((Int128)(long)a * b) >> 64),
            "mulw" => Word((uint)a * (uint)b),
            "clz" => (ulong)BitOperations.LeadingZeroCount(a),
            "clzw" => (ulong)BitOperations.LeadingZeroCount((uint)a),
            "ctz" => (ulong)BitOperations.TrailingZeroCount(a),
            "ctzw" => (ulong)BitOperations.TrailingZeroCount((uint)a),
            "cpop" => (ulong)BitOperations.PopCount(a),
            "cpopw" => (ulong)BitOperations.PopCount((uint)a),
            "max" => (ulong)Math.Max((long)a, (long)b),
            "maxu" => Math.Max(a, b),
            "min" => (ulong)Math.Min((long)a, (long)b),
            "minu" => Math.Min(a, b),
            "sext.b" => (ulong)(sbyte)a,
            "sext.h" => (ulong)(short)a,
            "zext.h" => (ushort)a,
            "rev8" => BinaryPrimitives.ReverseEndianness(a),
            "orc.b" => OrCombine(a),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name),
        };
    }

    public static bool IsTaken(string name, ulong a, ulong b) => name switch
    {
        "beq" => a == b,
        "bne" => a != b,
        "blt" => (long)a < (long)b,
        "bge" => (long)a >= (long)b,
        "bltu" => a < b,
        "bgeu" => a >= b,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name),
    };

    /// <summary>What a load reads from <paramref name="bytes"/>, which begin at its address.</summary>
    public static ulong Load(string name, ReadOnlySpan<byte> bytes) => name switch
    {
        "lb" => (ulong)(sbyte)bytes[0],
        "lbu" => bytes[0],
        "lh" => (ulong)BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "lhu" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "lw" => (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "lwu" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "ld" => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name),
    };

    private static ulong Word(ulong value) => (ulong)(int)value;

    private static ulong OrCombine(ulong value)
    {
        ulong result = 0;
        for (int shift = 0; shift < 64; shift += 8)
            result |= ((value >> shift) & 0xff) == 0 ? 0 : 0xfful << shift;
        return result;
    }
}

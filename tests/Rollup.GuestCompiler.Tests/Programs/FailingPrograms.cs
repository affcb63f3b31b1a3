using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Rollup.Guest.Platform;

namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>
/// Checks that fail: natively an exception, on the machine a run without proof. The first word of the input says which check, the second is its operand,
/// with which it fails or not.
/// </summary>
public static unsafe class FailingPrograms
{
    /// <summary>The numbers, each with an operand that passes the check and one that does not.</summary>
    public static readonly (int Number, ulong Passes, ulong Fails)[] Operands =
    [
        (0, 3, 4), (0, 3, ulong.MaxValue), (1, 4, 5), (2, 2, 3), (3, 4, 5), (4, 0, 1), (5, 1, 0), (6, 1, 0), (7, 1, ulong.MaxValue), (8, 1, ulong.MaxValue),
        (9, int.MaxValue - 1, int.MaxValue), (10, 1, 0), (11, uint.MaxValue, ulong.MaxValue), (12, 8, 7), (13, 4, 3), (14, 0, ulong.MaxValue), (15, 8, 9),
    ];

    public static void Run() => *(ulong*)MemoryMap.Arena = Compute((int)((ulong*)MemoryMap.Input)[0], ((ulong*)MemoryMap.Input)[1]);

    public static ulong Compute(int number, ulong operand)
    {
        Span<ulong> words = stackalloc ulong[4];
        words.Clear();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        switch (number)
        {
            case 0:
                return words[(int)operand];
            case 1:
                return (ulong)words[(int)operand..].Length;
            case 2:
                return (ulong)words.Slice(2, (int)operand).Length;
            case 3:
                words[..(int)operand].CopyTo(words);
                return words[0];
            case 4:
                words.CopyTo(words[(int)operand..]);
                return words[0];
            case 5:
                return 7 / operand;
            case 6:
                return (ulong)(7 % (int)operand);
            case 7:
                return (ulong)(long.MinValue / (long)operand);
            case 8:
                return (ulong)(int.MinValue % (int)operand);
            case 9:
                int narrow = (int)operand;
                return (ulong)checked(narrow + 1);
            case 10:
                return checked(operand - 1);
            case 11:
                return checked(operand * uint.MaxValue);
            case 12:
                return BinaryPrimitives.ReadUInt64BigEndian(bytes[..(int)operand]);
            case 13:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[..(int)operand], 1);
                return 0;
            case 14:
                return (ulong)new ReadOnlySpan<ulong>(null, (int)operand).Length;
            default:
                return MemoryMarshal.Read<ulong>(bytes[(int)operand..]);
        }
    }
}

using Rollup.Guest.Platform;

namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>
/// The programs of this folder, each of which uses one feature of IL or of the library, as one program for the machine: the first word of the input says which
/// one runs, the others are its input. Natively the same methods are called directly.
/// </summary>
public static unsafe class FeaturePrograms
{
    public const int InputWords = 8;

    public const int MaxResults = 1024;

    /// <summary>The machine's entry. The arena then begins with the number of results, and they follow.</summary>
    public static void Run()
    {
        var input = new ReadOnlySpan<ulong>((ulong*)MemoryMap.Input, 1 + InputWords);
        ulong* output = (ulong*)MemoryMap.Arena;
        var results = new Results(new Span<ulong>(output + 1, MaxResults));
        Select((int)input[0], input[1..], ref results);
        *output = (ulong)results.Count;
    }

    /// <summary>Runs the program with a number; false if there is none.</summary>
    public static bool Select(int number, ReadOnlySpan<ulong> input, ref Results results)
    {
        switch (number)
        {
            case 0:
                IntegerPrograms.Arithmetic32(input, ref results);
                return true;
            case 1:
                IntegerPrograms.Arithmetic64(input, ref results);
                return true;
            case 2:
                IntegerPrograms.Division(input, ref results);
                return true;
            case 3:
                IntegerPrograms.Conversions(input, ref results);
                return true;
            case 4:
                IntegerPrograms.Comparisons(input, ref results);
                return true;
            case 5:
                IntegerPrograms.CheckedArithmetic(input, ref results);
                return true;
            case 6:
                ControlPrograms.Loops(input, ref results);
                return true;
            case 7:
                ControlPrograms.Switches(input, ref results);
                return true;
            case 8:
                ControlPrograms.ValuesAcrossBranches(input, ref results);
                return true;
            case 9:
                ControlPrograms.Recursion(input, ref results);
                return true;
            case 10:
                StructPrograms.ByValue(input, ref results);
                return true;
            case 11:
                StructPrograms.ByReference(input, ref results);
                return true;
            case 12:
                StructPrograms.Layouts(input, ref results);
                return true;
            case 13:
                StructPrograms.FixedBuffers(input, ref results);
                return true;
            case 14:
                GenericPrograms.StaticAbstractMembers(input, ref results);
                return true;
            case 15:
                GenericPrograms.InterfaceMembers(input, ref results);
                return true;
            case 16:
                MemoryPrograms.Pointers(input, ref results);
                return true;
            case 17:
                MemoryPrograms.StackRoom(input, ref results);
                return true;
            case 18:
                MemoryPrograms.Tables(input, ref results);
                return true;
            case 19:
                MemoryPrograms.Copies(input, ref results);
                return true;
            case 20:
                LibraryPrograms.Spans(input, ref results);
                return true;
            case 21:
                LibraryPrograms.SpanSearches(input, ref results);
                return true;
            case 22:
                LibraryPrograms.MarshalledSpans(input, ref results);
                return true;
            case 23:
                LibraryPrograms.UnsafeReferences(input, ref results);
                return true;
            case 24:
                LibraryPrograms.BytesOfIntegers(input, ref results);
                return true;
            case 25:
                LibraryPrograms.Bits(input, ref results);
                return true;
            case 26:
                LibraryPrograms.Mathematics(input, ref results);
                return true;
            default:
                return false;
        }
    }
}

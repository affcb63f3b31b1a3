using Rollup.GuestCompiler.Emission;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Library;

/// <summary>Members of <see cref="System.Runtime.CompilerServices.Unsafe"/>.</summary>
internal static class UnsafeFunctions
{
    public static Dictionary<string, LibraryFunction> All { get; } = new(StringComparer.Ordinal)
    {
        ["Add"] = Add,
        ["AddByteOffset"] = call => Operand.Pointer(call.Function.OffsetBy(call.Function.ToPointer(call.Arguments[0]), call.Function.ToInt64(call.Arguments[1]))),
        ["As"] = SameAddress,
        ["AsRef"] = SameAddress,
        ["AsPointer"] = SameAddress,
        ["BitCast"] = BitCast,
        ["ByteOffset"] = ByteOffset,
        ["ReadUnaligned"] = call => call.Function.Load(call.TypeArguments[0], call.Function.ToPointer(call.Arguments[0]), alignment: 1),
        ["SizeOf"] = call => Operand.ConstantInt32(call.TypeArguments[0].Size),
        ["SkipInit"] = _ => null,
        ["WriteUnaligned"] = WriteUnaligned,
    };

    private static Operand? SameAddress(LibraryCall call) => Operand.Pointer(call.Function.ToPointer(call.Arguments[0]));

    private static Operand? Add(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        string distance = function.Define($"mul i64 {function.ToInt64(call.Arguments[1])}, {call.TypeArguments[0].Size}");
        return Operand.Pointer(function.OffsetBy(function.ToPointer(call.Arguments[0]), distance));
    }

    private static Operand? ByteOffset(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        return Operand.Int64(function.Define($"sub i64 {function.ToInt64(call.Arguments[1])}, {function.ToInt64(call.Arguments[0])}"));
    }

    private static Operand? BitCast(LibraryCall call)
    {
        (GuestType from, GuestType to) = (call.TypeArguments[0], call.TypeArguments[1]);
        if (from.Size != to.Size)
            throw new NotSupportedException($"{from} and {to} differ in size");
        string place = call.Function.Allocate(from.Alignment >= to.Alignment ? from : to);
        call.Function.Store(from, place, call.Arguments[0]);
        return call.Function.Load(to, place);
    }

    private static Operand? WriteUnaligned(LibraryCall call)
    {
        call.Function.Store(call.TypeArguments[0], call.Function.ToPointer(call.Arguments[0]), call.Arguments[1], alignment: 1);
        return null;
    }
}

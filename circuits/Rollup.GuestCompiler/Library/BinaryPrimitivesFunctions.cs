using Rollup.GuestCompiler.Emission;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Library;

/// <summary>Members of <see cref="System.Buffers.Binary.BinaryPrimitives"/>: integers as bytes at any address; the machine is little-endian.</summary>
internal static class BinaryPrimitivesFunctions
{
    private static readonly (string Name, int Size)[] Integers = [("UInt16", 2), ("UInt32", 4), ("UInt64", 8)];

    public static Dictionary<string, LibraryFunction> All { get; } = MakeAll();

    private static Dictionary<string, LibraryFunction> MakeAll()
    {
        var all = new Dictionary<string, LibraryFunction>(StringComparer.Ordinal) { ["ReverseEndianness"] = Reverse };
        foreach ((string name, int size) in Integers)
        {
            foreach (bool isBig in (bool[])[false, true])
            {
                string order = isBig ? "BigEndian" : "LittleEndian";
                all.Add($"Read{name}{order}", call => Read(call, size, isBig));
                all.Add($"Write{name}{order}", call => Write(call, size, isBig));
            }
        }

        return all;
    }

    private static Operand? Reverse(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        GuestType type = call.ParameterType(0);
        return type.Size switch
        {
            8 => Operand.Int64(function.Define($"call i64 @llvm.bswap.i64(i64 {function.ToInt64(call.Arguments[0])})")),
            4 => Operand.Int32(function.Define($"call i32 @llvm.bswap.i32(i32 {function.ToInt32(call.Arguments[0])})")),
            _ => throw new NotSupportedException($"the bytes of a {type} are not reversed"),
        };
    }

    private static Operand? Read(LibraryCall call, int size, bool isBig)
    {
        FunctionBuilder function = call.Function;
        (string start, string length) = call.Span(0);
        call.CheckLength(length, size);
        string type = $"i{size * 8}";
        string value = function.Define($"load {type}, ptr {start}, align 1");
        if (isBig)
            value = function.Define($"call {type} @llvm.bswap.{type}({type} {value})");
        return size switch
        {
            8 => Operand.Int64(value),
            4 => Operand.Int32(value),
            _ => Operand.Int32(function.Define($"zext i16 {value} to i32")),
        };
    }

    private static Operand? Write(LibraryCall call, int size, bool isBig)
    {
        FunctionBuilder function = call.Function;
        (string start, string length) = call.Span(0);
        call.CheckLength(length, size);
        string type = $"i{size * 8}";
        string value = size switch
        {
            8 => function.ToInt64(call.Arguments[1]),
            4 => function.ToInt32(call.Arguments[1]),
            _ => function.Narrow(call.Arguments[1], type),
        };
        if (isBig)
            value = function.Define($"call {type} @llvm.bswap.{type}({type} {value})");
        function.Emit($"store {type} {value}, ptr {start}, align 1");
        return null;
    }
}

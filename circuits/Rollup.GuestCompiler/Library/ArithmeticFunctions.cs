using Rollup.GuestCompiler.Emission;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Library;

/// <summary>Members of <see cref="Math"/> and <see cref="System.Numerics.BitOperations"/>, each one or two instructions of the machine.</summary>
internal static class ArithmeticFunctions
{
    public static Dictionary<string, LibraryFunction> OfBitOperations { get; } = new(StringComparer.Ordinal)
    {
        ["LeadingZeroCount"] = call => Count(call, "ctlz", ", i1 false"),
        ["TrailingZeroCount"] = call => Count(call, "cttz", ", i1 false"),
        ["PopCount"] = call => Count(call, "ctpop", ""),
        ["Log2"] = Log2,
        ["RotateLeft"] = call => Rotate(call, "fshl"),
        ["RotateRight"] = call => Rotate(call, "fshr"),
    };

    public static Dictionary<string, LibraryFunction> OfMath { get; } = new(StringComparer.Ordinal)
    {
        ["BigMul"] = BigMul,
        ["Min"] = call => Extreme(call, "min"),
        ["Max"] = call => Extreme(call, "max"),
    };

    private static (string Type, string Value) Integer(LibraryCall call, int argument) => call.ParameterType(argument).Register == "i64"
        ? ("i64", call.Function.ToInt64(call.Arguments[argument]))
        : ("i32", call.Function.ToInt32(call.Arguments[argument]));

    private static Operand Result(string type, string value) => type == "i64" ? Operand.Int64(value) : Operand.Int32(value);

    private static Operand? Count(LibraryCall call, string operation, string more)
    {
        (string type, string value) = Integer(call, 0);
        string count = call.Function.Define($"call {type} @llvm.{operation}.{type}({type} {value}{more})");
        return Operand.Int32(call.Function.ToInt32(Result(type, count)));
    }

    /// <summary>The position of the highest bit that is set; 0 for 0.</summary>
    private static Operand? Log2(LibraryCall call)
    {
        (string type, string value) = Integer(call, 0);
        string positive = call.Function.Define($"or {type} {value}, 1");
        string zeros = call.Function.Define($"call {type} @llvm.ctlz.{type}({type} {positive}, i1 true)");
        string position = call.Function.Define($"xor {type} {zeros}, {(type == "i64" ? 63 : 31)}");
        return Operand.Int32(call.Function.ToInt32(Result(type, position)));
    }

    private static Operand? Rotate(LibraryCall call, string operation)
    {
        (string type, string value) = Integer(call, 0);
        string count = type == "i64" ? call.Function.ToInt64(call.Arguments[1], isSigned: false) : call.Function.ToInt32(call.Arguments[1]);
        return Result(type, call.Function.Define($"call {type} @llvm.{operation}.{type}({type} {value}, {type} {value}, {type} {count})"));
    }

    private static Operand? Extreme(LibraryCall call, string which)
    {
        GuestType type = call.ParameterType(0);
        if (type.Size < 4)
            throw new NotSupportedException($"no {which} of a {type}");
        (string register, string first) = Integer(call, 0);
        (_, string second) = Integer(call, 1);
        string name = (type.IsUnsigned ? "u" : "s") + which;
        return Result(register, call.Function.Define($"call {register} @llvm.{name}.{register}({register} {first}, {register} {second})"));
    }

    /// <summary>The product in twice the width: of 32-bit numbers as the result, of 64-bit ones as the result (high half) and an out parameter (low half).</summary>
    private static Operand? BigMul(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        GuestType type = call.ParameterType(0);
        bool isSigned = !type.IsUnsigned;
        if (type.Size == 4)
            return Operand.Int64(function.Define($"mul i64 {function.ToInt64(call.Arguments[0], isSigned)}, {function.ToInt64(call.Arguments[1], isSigned)}"));
        if (call.Arguments.Length != 3)
            throw new NotSupportedException("BigMul of 64-bit numbers takes the low half as an out parameter");
        string extend = isSigned ? "sext" : "zext";
        string first = function.Define($"{extend} i64 {function.ToInt64(call.Arguments[0])} to i128");
        string second = function.Define($"{extend} i64 {function.ToInt64(call.Arguments[1])} to i128");
        string product = function.Define($"mul {(isSigned ? "nsw" : "nuw")} i128 {first}, {second}");
        string low = function.Define($"trunc i128 {product} to i64");
        string high = function.Define($"trunc i128 {function.Define($"lshr i128 {product}, 64")} to i64");
        function.Emit($"store i64 {low}, ptr {function.ToPointer(call.Arguments[2])}, align 8");
        return Operand.Int64(high);
    }
}

using Rollup.GuestCompiler.Emission;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Library;

/// <summary>Comparisons and searches of <see cref="MemoryExtensions"/>, for elements that are equal exactly if their bytes are.</summary>
internal static class MemoryExtensionsFunctions
{
    public static Dictionary<string, LibraryFunction> All { get; } = new(StringComparer.Ordinal)
    {
        ["SequenceEqual"] = SequenceEqual,
        ["SequenceCompareTo"] = SequenceCompareTo,
        ["IndexOfAnyExcept"] = IndexOfAnyExcept,
    };

    private static Operand? SequenceEqual(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        GuestType element = call.TypeArguments[0];
        if (element.IsStruct)
            throw new NotSupportedException("SequenceEqual compares primitive values only");
        (string first, string length) = call.Span(0);
        (string second, string otherLength) = call.Span(1);
        string result = function.Allocate(call.Types.Int32);
        string sameLength = function.NewLabel();
        string end = function.NewLabel();
        function.Emit($"store i32 0, ptr {result}");
        function.JumpIf(function.Define($"icmp eq i32 {length}, {otherLength}"), sameLength, end);
        function.StartBlock(sameLength);
        string difference = function.Define($"call i32 @memcmp(ptr {first}, ptr {second}, i64 {call.Bytes(length, element)})");
        string isEqual = function.Define($"icmp eq i32 {difference}, 0");
        function.Emit($"store i32 {function.Define($"zext i1 {isEqual} to i32")}, ptr {result}");
        function.Jump(end);
        function.StartBlock(end);
        return Operand.Int32(function.Define($"load i32, ptr {result}"));
    }

    /// <summary>The order of the first bytes that differ, else that of the lengths.</summary>
    private static Operand? SequenceCompareTo(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        if (call.TypeArguments[0].Kind != TypeKind.UInt8)
            throw new NotSupportedException("SequenceCompareTo compares bytes only");
        (string first, string length) = call.Span(0);
        (string second, string otherLength) = call.Span(1);
        string common = function.Define($"call i32 @llvm.umin.i32(i32 {length}, i32 {otherLength})");
        string order = function.Define($"call i32 @memcmp(ptr {first}, ptr {second}, i64 {call.Bytes(common, call.Types.UInt8)})");
        string longer = function.Define($"sub i32 {length}, {otherLength}");
        string isEqual = function.Define($"icmp eq i32 {order}, 0");
        return Operand.Int32(function.Define($"select i1 {isEqual}, i32 {longer}, i32 {order}"));
    }

    private static Operand? IndexOfAnyExcept(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        GuestType element = call.TypeArguments[0];
        (string start, string length) = call.Span(0);
        string result = function.Allocate(call.Types.Int32);
        function.Emit($"store i32 -1, ptr {result}");
        call.ForEach(length, (index, end) =>
        {
            Operand item = function.Load(element, call.AddressOf(start, index, element));
            string found = function.NewLabel();
            string next = function.NewLabel();
            function.JumpIf(function.Compare("ne", item, call.Arguments[1]), found, next);
            function.StartBlock(found);
            function.Emit($"store i32 {index}, ptr {result}");
            function.Jump(end);
            function.StartBlock(next);
        });
        return Operand.Int32(function.Define($"load i32, ptr {result}"));
    }
}

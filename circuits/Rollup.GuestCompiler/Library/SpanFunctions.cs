using Rollup.GuestCompiler.Emission;

namespace Rollup.GuestCompiler.Library;

/// <summary>Members of <see cref="Span{T}"/> and <see cref="ReadOnlySpan{T}"/>. An index or range outside the span fails the run.</summary>
internal static class SpanFunctions
{
    public static Dictionary<string, LibraryFunction> OfReadOnlySpan { get; } = new(StringComparer.Ordinal)
    {
        [".ctor"] = Construct,
        ["get_Item"] = Item,
        ["get_Length"] = call => Operand.Int32(call.Span(0).Length),
        ["get_IsEmpty"] = call => call.Function.FromCondition(call.Function.Define($"icmp eq i32 {call.Span(0).Length}, 0")),
        ["get_Empty"] = call => call.NewSpan(call.DeclaringType!, "null", "0"),
        ["Slice"] = Slice,
        ["CopyTo"] = CopyTo,
        ["TryCopyTo"] = TryCopyTo,
        ["op_Implicit"] = ToReadOnly,
        ["GetPinnableReference"] = call => Operand.Pointer(call.Span(0).Start),
    };

    public static Dictionary<string, LibraryFunction> OfSpan { get; } = new(OfReadOnlySpan, StringComparer.Ordinal)
    {
        ["Clear"] = Clear,
        ["Fill"] = Fill,
    };

    /// <summary>From a pointer and a length, or from a reference to one value; <c>newobj</c> has no <c>this</c>, a call of the constructor has.</summary>
    private static Operand? Construct(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        bool hasThis = call.Arguments.Length > call.Method.Parameters.Count;
        Operand[] arguments = hasThis ? call.Arguments[1..] : call.Arguments;
        string length = "1";
        if (arguments.Length == 2)
        {
            length = function.ToInt32(arguments[1]);
            if (arguments[1].Constant is null or < 0)
                function.Check(function.Define($"icmp sge i32 {length}, 0"));
        }

        Operand span = call.NewSpan(call.DeclaringType!, function.ToPointer(arguments[0]), length);
        if (!hasThis)
            return span;
        function.Store(call.DeclaringType!, function.ToPointer(call.Arguments[0]), span);
        return null;
    }

    private static Operand? Item(LibraryCall call)
    {
        (string start, string length) = call.Span(0);
        string index = call.Function.ToInt32(call.Arguments[1]);
        call.Function.Check(call.Function.Define($"icmp ult i32 {index}, {length}"));
        return Operand.Pointer(call.AddressOf(start, index, call.Element));
    }

    private static Operand? Slice(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        (string begin, string length) = call.Span(0);
        string start = function.ToInt32(call.Arguments[1]);
        function.Check(function.Define($"icmp ule i32 {start}, {length}"));
        string rest = function.Define($"sub i32 {length}, {start}");
        if (call.Arguments.Length == 3)
        {
            string wanted = function.ToInt32(call.Arguments[2]);
            function.Check(function.Define($"icmp ule i32 {wanted}, {rest}"));
            rest = wanted;
        }

        return call.NewSpan(call.DeclaringType!, call.AddressOf(begin, start, call.Element), rest);
    }

    private static Operand? CopyTo(LibraryCall call)
    {
        (string source, string length) = call.Span(0);
        (string target, string room) = call.Span(1);
        call.Function.Check(call.Function.Define($"icmp ule i32 {length}, {room}"));
        call.Function.Move(target, source, call.Bytes(length, call.Element), call.Element.Alignment);
        return null;
    }

    private static Operand? TryCopyTo(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        (string source, string length) = call.Span(0);
        (string target, string room) = call.Span(1);
        string fits = function.Define($"icmp ule i32 {length}, {room}");
        string count = function.Define($"select i1 {fits}, i32 {length}, i32 0");
        function.Move(target, source, call.Bytes(count, call.Element), call.Element.Alignment);
        return function.FromCondition(fits);
    }

    private static Operand? ToReadOnly(LibraryCall call)
    {
        (string start, string length) = call.Span(0);
        return call.NewSpan(call.Types.Span(call.Element, isReadOnly: true), start, length);
    }

    private static Operand? Clear(LibraryCall call)
    {
        (string start, string length) = call.Span(0);
        call.Function.Fill(start, call.Element.Alignment, "0", call.Bytes(length, call.Element));
        return null;
    }

    private static Operand? Fill(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        (string start, string length) = call.Span(0);
        if (call.Element.Size == 1 && !call.Element.IsStruct)
            function.Fill(start, 1, function.Narrow(call.Arguments[1], "i8"), call.Bytes(length, call.Element));
        else
            call.ForEach(length, (index, _) => function.Store(call.Element, call.AddressOf(start, index, call.Element), call.Arguments[1]));
        return null;
    }
}

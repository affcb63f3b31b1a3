using System.Globalization;
using Mono.Cecil;
using Rollup.GuestCompiler.Emission;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Library;

/// <summary>Members of <see cref="System.Runtime.InteropServices.MemoryMarshal"/>, and the spans that the C# compiler makes of constant tables.</summary>
internal static class MemoryMarshalFunctions
{
    public static Dictionary<string, LibraryFunction> All { get; } = new(StringComparer.Ordinal)
    {
        ["AsBytes"] = AsBytes,
        ["Cast"] = Cast,
        ["CreateSpan"] = call => Create(call, isReadOnly: false),
        ["CreateReadOnlySpan"] = call => Create(call, isReadOnly: true),
        ["GetReference"] = call => Operand.Pointer(call.Span(0).Start),
        ["Read"] = Read,
        ["Write"] = Write,
        ["AsRef"] = AsRef,
    };

    public static Dictionary<string, LibraryFunction> OfRuntimeHelpers { get; } = new(StringComparer.Ordinal) { ["CreateSpan"] = SpanOfTable };

    private static Operand? Create(LibraryCall call, bool isReadOnly)
    {
        FunctionBuilder function = call.Function;
        string start = function.ToPointer(call.Arguments[0]);
        return call.NewSpan(call.Types.Span(call.TypeArguments[0], isReadOnly), start, function.ToInt32(call.Arguments[1]));
    }

    /// <summary>Whether the parameter, a span, is a read-only one; the result is what the parameter is.</summary>
    private static bool IsReadOnly(LibraryCall call) => call.Arguments[0].StructType.Name.StartsWith("System.ReadOnlySpan", StringComparison.Ordinal);

    private static Operand? AsBytes(LibraryCall call)
    {
        (string start, string length) = call.Span(0);
        int size = call.TypeArguments[0].Size;
        string bytes = size == 1 ? length : call.Function.Define($"mul nuw nsw i32 {length}, {size}");
        return call.NewSpan(call.Types.Span(call.Types.UInt8, IsReadOnly(call)), start, bytes);
    }

    private static Operand? Cast(LibraryCall call)
    {
        FunctionBuilder function = call.Function;
        GuestType to = call.TypeArguments[1];
        (string start, string length) = call.Span(0);
        if (call.TypeArguments[0].Size != to.Size)
        {
            string bytes = call.Bytes(length, call.TypeArguments[0]);
            length = function.Define($"trunc i64 {(to.Size == 1 ? bytes : function.Define($"udiv i64 {bytes}, {to.Size}"))} to i32");
        }

        return call.NewSpan(call.Types.Span(to, IsReadOnly(call)), start, length);
    }

    private static Operand? Read(LibraryCall call)
    {
        (string start, string length) = call.Span(0);
        call.CheckLength(length, call.TypeArguments[0].Size);
        return call.Function.Load(call.TypeArguments[0], start, alignment: 1);
    }

    private static Operand? Write(LibraryCall call)
    {
        GuestType type = call.TypeArguments[0];
        (string start, string length) = call.Span(0);
        call.CheckLength(length, type.Size);
        Operand value = call.Function.Load(type, call.Function.ToPointer(call.Arguments[1]));
        call.Function.Store(type, start, value, alignment: 1);
        return null;
    }

    private static Operand? AsRef(LibraryCall call)
    {
        (string start, string length) = call.Span(0);
        call.CheckLength(length, call.TypeArguments[0].Size);
        return Operand.Pointer(start);
    }

    private static Operand? SpanOfTable(LibraryCall call)
    {
        GuestType element = call.TypeArguments[0];
        FieldDefinition field = call.Arguments[0].Field ?? throw new NotSupportedException("CreateSpan makes spans of constant tables only");
        string length = (field.InitialValue.Length / element.Size).ToString(CultureInfo.InvariantCulture);
        return call.NewSpan(call.Types.Span(element, isReadOnly: true), call.Data.AddressOf(field), length);
    }
}

using System.Globalization;
using Mono.Cecil;
using Rollup.GuestCompiler.Emission;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Library;

/// <summary>One call of a method of the base class library, and what its translation needs.</summary>
internal sealed class LibraryCall(FunctionBuilder function, TypeTable types, StaticData data)
{
    public FunctionBuilder Function { get; } = function;

    public TypeTable Types { get; } = types;

    public StaticData Data { get; } = data;

    public required MethodReference Method { get; init; }

    /// <summary>The declaring type if it is generic, that is, a span.</summary>
    public required GuestType? DeclaringType { get; init; }

    public required IReadOnlyList<GuestType> TypeArguments { get; init; }

    public required Operand[] Arguments { get; init; }

    /// <summary>The element type of the span that declares the method.</summary>
    public GuestType Element => DeclaringType!.Arguments[0];

    /// <summary>The type of a parameter of a method of a class that is not generic.</summary>
    public GuestType ParameterType(int index) => Types.Get(Method.Parameters[index].ParameterType, GenericContext.None);

    /// <summary>The address and the length of a span that is a value, or that <c>this</c> points to.</summary>
    public (string Start, string Length) Span(int argument)
    {
        string span = Arguments[argument].Kind == StackKind.Struct ? Arguments[argument].Text : Function.ToPointer(Arguments[argument]);
        return (Function.Define($"load ptr, ptr {span}, align 8"), Function.Define($"load i32, ptr {Function.Offset(span, 8)}, align 4"));
    }

    public Operand NewSpan(GuestType type, string start, string length)
    {
        string span = Function.Allocate(type);
        Function.Emit($"store ptr {start}, ptr {span}, align 8");
        Function.Emit($"store i32 {length}, ptr {Function.Offset(span, 8)}, align 4");
        return Operand.Struct(type, span);
    }

    /// <summary>The bytes of <paramref name="count"/> elements; spans have fewer than 2^31, so nothing overflows.</summary>
    public string Bytes(string count, GuestType element)
    {
        string wide = Function.Define($"zext i32 {count} to i64");
        return element.Size == 1 ? wide : Function.Define($"mul nuw nsw i64 {wide}, {element.Size}");
    }

    /// <summary>The address of an element that is known to be in the span, or just behind it.</summary>
    public string AddressOf(string start, string index, GuestType element) =>
        Function.Define($"getelementptr inbounds i8, ptr {start}, i64 {Bytes(index, element)}");

    public void CheckLength(string length, int needed) =>
        Function.Check(Function.Define($"icmp uge i32 {length}, {needed.ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>Runs <paramref name="body"/> for each index below <paramref name="length"/>; it is given the index and the label behind the loop.</summary>
    public void ForEach(string length, Action<string, string> body)
    {
        string counter = Function.Allocate(Types.Int32);
        string head = Function.NewLabel();
        string inside = Function.NewLabel();
        string end = Function.NewLabel();
        Function.Emit($"store i32 0, ptr {counter}");
        Function.Jump(head);
        Function.StartBlock(head);
        string index = Function.Define($"load i32, ptr {counter}");
        Function.JumpIf(Function.Define($"icmp ult i32 {index}, {length}"), inside, end);
        Function.StartBlock(inside);
        body(index, end);
        Function.Emit($"store i32 {Function.Define($"add i32 {index}, 1")}, ptr {counter}");
        Function.Jump(head);
        Function.StartBlock(end);
    }
}

using System.Globalization;
using Mono.Cecil;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Emission;

/// <summary>A value of the evaluation stack: the LLVM value that holds it, and what is known of it.</summary>
internal readonly record struct Operand(StackKind Kind, string Text)
{
    /// <summary>The type of a struct.</summary>
    public GuestType? Type { get; private init; }

    /// <summary>The field of a token.</summary>
    public FieldDefinition? Field { get; private init; }

    /// <summary>The value of an integer, sign-extended, if it is known now.</summary>
    public long? Constant { get; private init; }

    public GuestType StructType => Type ?? throw new NotSupportedException($"a {Kind} where a struct is needed");

    public static Operand Int32(string text) => new(StackKind.Int32, text);

    public static Operand Int64(string text) => new(StackKind.Int64, text);

    public static Operand Pointer(string text) => new(StackKind.Pointer, text);

    public static Operand Struct(GuestType type, string address) => new(StackKind.Struct, address) { Type = type };

    public static Operand Token(FieldDefinition field) => new(StackKind.FieldToken, field.Name) { Field = field };

    public static Operand ConstantInt32(int value) =>
        new(StackKind.Int32, value.ToString(CultureInfo.InvariantCulture)) { Constant = value };

    public static Operand ConstantInt64(long value) =>
        new(StackKind.Int64, value.ToString(CultureInfo.InvariantCulture)) { Constant = value };
}

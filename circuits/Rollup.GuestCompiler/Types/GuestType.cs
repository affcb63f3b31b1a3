using Mono.Cecil;

namespace Rollup.GuestCompiler.Types;

/// <summary>
/// A type without open parameters, with the layout that the host's runtime gives it too: the kernel's structs are read and written as bytes,
/// so both sides must agree on every offset. Two equal types are one object (<see cref="TypeTable"/>).
/// </summary>
internal sealed class GuestType
{
    public required TypeKind Kind { get; init; }

    /// <summary>The full name with its arguments: the type's identity.</summary>
    public required string Name { get; init; }

    /// <summary>Null for primitive types and spans.</summary>
    public TypeDefinition? Definition { get; init; }

    public IReadOnlyList<GuestType> Arguments { get; init; } = [];

    /// <summary>Bytes of a value, padding included.</summary>
    public int Size { get; set; }

    public int Alignment { get; set; } = 1;

    public IReadOnlyList<Field> Fields { get; set; } = [];

    /// <summary>
    /// The primitive values that a struct consists of, when they are at most two: such a struct is passed and returned in registers. Null for larger
    /// ones, and where the fields do not describe all of the bytes (fixed buffers, explicit layouts).
    /// </summary>
    public IReadOnlyList<Scalar>? Scalars { get; set; }

    public bool IsStruct => Kind == TypeKind.Struct;

    /// <summary>A struct without fields occupies a byte that nobody reads.</summary>
    public bool IsEmpty => Scalars is { Count: 0 };

    /// <summary>Whether values go in registers: primitive ones, and structs of at most two primitive ones.</summary>
    public bool IsInRegisters => !IsStruct || Scalars is not null;

    public bool IsSpan { get; init; }

    public bool IsUnsigned => Kind is TypeKind.UInt8 or TypeKind.UInt16 or TypeKind.UInt32 or TypeKind.UInt64 or TypeKind.Pointer;

    /// <summary>The LLVM type of a value in memory. Structs are arrays of words, for LLVM's types would lay out padding anew.</summary>
    public string Memory => Kind switch
    {
        TypeKind.Void => "void",
        TypeKind.Int8 or TypeKind.UInt8 => "i8",
        TypeKind.Int16 or TypeKind.UInt16 => "i16",
        TypeKind.Int32 or TypeKind.UInt32 => "i32",
        TypeKind.Int64 or TypeKind.UInt64 => "i64",
        TypeKind.Pointer => "ptr",
        _ when Alignment == 8 => $"[{Size / 8} x i64]",
        _ when Alignment == 4 => $"[{Size / 4} x i32]",
        _ => $"[{Size} x i8]",
    };

    /// <summary>The LLVM type of a primitive value in a register: narrow integers are widened to 32 bits, as on the evaluation stack.</summary>
    public string Register => Kind switch
    {
        TypeKind.Int64 or TypeKind.UInt64 => "i64",
        TypeKind.Pointer => "ptr",
        _ => "i32",
    };

    public override string ToString() => Name;

    public sealed record Field(string Name, GuestType Type, int Offset);

    public sealed record Scalar(int Offset, GuestType Type);
}

namespace Rollup.GuestCompiler.Types;

/// <summary>What a value of a type is in memory. Booleans, characters and enums are the integers that they are stored as.</summary>
internal enum TypeKind
{
    Void,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,

    /// <summary>A pointer or a reference.</summary>
    Pointer,

    Struct,
}

namespace Rollup.GuestCompiler.Emission;

/// <summary>What the evaluation stack distinguishes (ECMA-335, III.1.1): narrow integers are 32 bits wide on it.</summary>
internal enum StackKind
{
    Int32,
    Int64,

    /// <summary>A native integer, pointer or reference that LLVM knows to be an address.</summary>
    Pointer,

    /// <summary>The address of a private copy of a struct.</summary>
    Struct,

    /// <summary>A field whose data the next call makes a span of.</summary>
    FieldToken,
}

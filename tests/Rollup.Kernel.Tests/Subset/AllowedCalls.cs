namespace Rollup.Kernel.Tests.Subset;

/// <summary>
/// The part of the base class library that the kernel may call. The guest compiler gives each of these a meaning of its
/// own, so an entry here is a promise: total or trapping, without allocation, the same on every machine.
/// </summary>
internal static class AllowedCalls
{
    private static readonly Dictionary<string, HashSet<string>> Methods = new(StringComparer.Ordinal)
    {
        ["System.Span`1"] = SpanMembers("Clear", "Fill"),
        ["System.ReadOnlySpan`1"] = SpanMembers(),
        ["System.MemoryExtensions"] = ["SequenceEqual", "SequenceCompareTo", "IndexOfAnyExcept"],
        ["System.Runtime.InteropServices.MemoryMarshal"] =
            ["AsBytes", "Cast", "CreateSpan", "CreateReadOnlySpan", "GetReference", "Read", "Write", "AsRef"],
        ["System.Runtime.CompilerServices.Unsafe"] =
            ["Add", "AddByteOffset", "As", "AsRef", "AsPointer", "BitCast", "ByteOffset", "ReadUnaligned", "SizeOf", "SkipInit", "WriteUnaligned"],
        ["System.Runtime.CompilerServices.RuntimeHelpers"] = ["CreateSpan"],
        ["System.Buffers.Binary.BinaryPrimitives"] =
        [
            "ReadUInt16LittleEndian", "ReadUInt32LittleEndian", "ReadUInt64LittleEndian", "ReadUInt16BigEndian", "ReadUInt32BigEndian",
            "ReadUInt64BigEndian", "WriteUInt16LittleEndian", "WriteUInt32LittleEndian", "WriteUInt64LittleEndian", "WriteUInt16BigEndian",
            "WriteUInt32BigEndian", "WriteUInt64BigEndian", "ReverseEndianness",
        ],
        ["System.Numerics.BitOperations"] = ["LeadingZeroCount", "TrailingZeroCount", "PopCount", "RotateLeft", "RotateRight", "Log2"],
        ["System.Math"] = ["BigMul", "Min", "Max"],
    };

    /// <summary>Interfaces of the library that may be called through a struct type parameter.</summary>
    private static readonly HashSet<string> Interfaces = ["System.IEquatable`1", "System.IComparable`1"];

    public static bool IsAllowed(string type, string method) => Methods.TryGetValue(type, out HashSet<string>? names) && names.Contains(method);

    public static bool IsAllowedInterface(string type) => Interfaces.Contains(type);

    private static HashSet<string> SpanMembers(params string[] more) =>
        [".ctor", "get_Item", "get_Length", "get_IsEmpty", "get_Empty", "Slice", "CopyTo", "TryCopyTo", "op_Implicit", "GetPinnableReference", .. more];
}

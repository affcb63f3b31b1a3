using Mono.Cecil;

namespace Rollup.GuestCompiler.Library;

/// <summary>
/// The part of the base class library that provable code may call. The compiler gives each method a meaning of its own, and the kernel's subset test
/// allows what is listed here and nothing else. An entry is a promise: total or failing, without allocation, the same on every machine.
/// </summary>
public static class ProvableLibrary
{
    private static readonly Dictionary<string, Dictionary<string, LibraryFunction>> Functions = new(StringComparer.Ordinal)
    {
        ["System.Span`1"] = SpanFunctions.OfSpan,
        ["System.ReadOnlySpan`1"] = SpanFunctions.OfReadOnlySpan,
        ["System.MemoryExtensions"] = MemoryExtensionsFunctions.All,
        ["System.Runtime.InteropServices.MemoryMarshal"] = MemoryMarshalFunctions.All,
        ["System.Runtime.CompilerServices.Unsafe"] = UnsafeFunctions.All,
        ["System.Runtime.CompilerServices.RuntimeHelpers"] = MemoryMarshalFunctions.OfRuntimeHelpers,
        ["System.Buffers.Binary.BinaryPrimitives"] = BinaryPrimitivesFunctions.All,
        ["System.Numerics.BitOperations"] = ArithmeticFunctions.OfBitOperations,
        ["System.Math"] = ArithmeticFunctions.OfMath,
    };

    /// <summary>Interfaces of the library that may be called through a struct type parameter.</summary>
    private static readonly HashSet<string> Interfaces = new(StringComparer.Ordinal) { "System.IEquatable`1", "System.IComparable`1" };

    /// <summary>Whether the method, of a type given by its full name without arguments, may be called.</summary>
    public static bool IsAllowed(string type, string method) => Functions.TryGetValue(type, out Dictionary<string, LibraryFunction>? methods) && methods.ContainsKey(method);

    public static bool IsAllowedInterface(string type) => Interfaces.Contains(type);

    internal static bool IsLibrary(MethodReference method) =>
        method.DeclaringType.GetElementType().Scope is AssemblyNameReference { Name: var name }
        && (name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard");

    internal static LibraryFunction? Find(MethodReference method)
    {
        TypeReference declaring = method.DeclaringType.GetElementType();
        return Functions.TryGetValue(declaring.FullName, out Dictionary<string, LibraryFunction>? methods) ? methods.GetValueOrDefault(method.Name) : null;
    }
}

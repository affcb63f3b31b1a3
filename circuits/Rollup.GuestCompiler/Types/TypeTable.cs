using Mono.Cecil;

namespace Rollup.GuestCompiler.Types;

/// <summary>All types of a program, each laid out once.</summary>
internal sealed class TypeTable
{
    private const int PointerSize = 8;

    private readonly Dictionary<string, GuestType> _types = new(StringComparer.Ordinal);

    public TypeTable()
    {
        Void = Primitive(TypeKind.Void, "void", 0);
        Int8 = Primitive(TypeKind.Int8, "i8", 1);
        UInt8 = Primitive(TypeKind.UInt8, "u8", 1);
        Int16 = Primitive(TypeKind.Int16, "i16", 2);
        UInt16 = Primitive(TypeKind.UInt16, "u16", 2);
        Int32 = Primitive(TypeKind.Int32, "i32", 4);
        UInt32 = Primitive(TypeKind.UInt32, "u32", 4);
        Int64 = Primitive(TypeKind.Int64, "i64", 8);
        UInt64 = Primitive(TypeKind.UInt64, "u64", 8);
        Pointer = Primitive(TypeKind.Pointer, "ptr", PointerSize);
    }

    public GuestType Void { get; }

    public GuestType Int8 { get; }

    public GuestType UInt8 { get; }

    public GuestType Int16 { get; }

    public GuestType UInt16 { get; }

    public GuestType Int32 { get; }

    public GuestType UInt32 { get; }

    public GuestType Int64 { get; }

    public GuestType UInt64 { get; }

    public GuestType Pointer { get; }

    /// <summary>The type that <paramref name="reference"/> names inside an instance with the parameters of <paramref name="context"/>.</summary>
    public GuestType Get(TypeReference reference, GenericContext context)
    {
        switch (reference)
        {
            case GenericParameter parameter:
                return (parameter.Type == GenericParameterType.Type ? context.OfType : context.OfMethod)[parameter.Position];
            case ByReferenceType or PointerType:
                return Pointer;
            case PinnedType or RequiredModifierType or OptionalModifierType:
                return Get(((TypeSpecification)reference).ElementType, context);
            case GenericInstanceType instance:
                return Struct(instance.ElementType, [.. instance.GenericArguments.Select(argument => Get(argument, context))]);
        }

        return reference.MetadataType switch
        {
            MetadataType.Void => Void,
            MetadataType.Boolean or MetadataType.Byte => UInt8,
            MetadataType.SByte => Int8,
            MetadataType.Int16 => Int16,
            MetadataType.UInt16 or MetadataType.Char => UInt16,
            MetadataType.Int32 => Int32,
            MetadataType.UInt32 => UInt32,
            MetadataType.Int64 or MetadataType.IntPtr => Int64,
            MetadataType.UInt64 or MetadataType.UIntPtr => UInt64,
            _ => Struct(reference, []),
        };
    }

    /// <summary>
    /// The struct, or the container of static methods, that <paramref name="reference"/> names without arguments. An enum is its underlying type.
    /// </summary>
    public GuestType Struct(TypeReference reference, IReadOnlyList<GuestType> arguments)
    {
        if (reference.FullName is "System.Span`1" or "System.ReadOnlySpan`1")
            return Span(arguments[0], isReadOnly: reference.Name == "ReadOnlySpan`1");
        TypeDefinition definition = reference.Resolve() ?? throw new NotSupportedException($"the type {reference.FullName} cannot be found");
        if (definition.IsEnum)
            return Get(definition.Fields.First(field => !field.IsStatic).FieldType, GenericContext.None);
        bool isStaticClass = definition is { IsAbstract: true, IsSealed: true };
        if (!definition.IsValueType && !definition.IsInterface && !isStaticClass)
            throw new NotSupportedException($"{reference.FullName} is a reference type");

        string name = NameOf(definition.FullName, arguments);
        if (_types.TryGetValue(name, out GuestType? known))
            return known;
        var type = new GuestType { Kind = TypeKind.Struct, Name = name, Definition = definition, Arguments = arguments };
        _types.Add(name, type);
        if (definition.IsValueType)
            LayOut(type, definition);
        return type;
    }

    /// <summary>A span is a pointer and a 32-bit count of elements.</summary>
    public GuestType Span(GuestType element, bool isReadOnly)
    {
        string name = NameOf(isReadOnly ? "System.ReadOnlySpan`1" : "System.Span`1", [element]);
        if (_types.TryGetValue(name, out GuestType? known))
            return known;
        var type = new GuestType
        {
            Kind = TypeKind.Struct,
            Name = name,
            Arguments = [element],
            IsSpan = true,
            Size = 2 * PointerSize,
            Alignment = PointerSize,
            Scalars = [new(0, Pointer), new(PointerSize, Int32)],
        };
        _types.Add(name, type);
        return type;
    }

    private static string NameOf(string name, IReadOnlyList<GuestType> arguments) =>
        arguments.Count == 0 ? name : $"{name}<{string.Join(",", arguments)}>";

    private GuestType Primitive(TypeKind kind, string name, int size)
    {
        var type = new GuestType { Kind = kind, Name = name, Size = size, Alignment = Math.Max(size, 1) };
        _types.Add(name, type);
        return type;
    }

    private void LayOut(GuestType type, TypeDefinition definition)
    {
        var context = new GenericContext(type.Arguments, []);
        var fields = new List<GuestType.Field>();
        int end = 0;
        int alignment = 1;
        foreach (FieldDefinition field in definition.Fields.Where(field => !field.IsStatic))
        {
            GuestType fieldType = Get(field.FieldType, context);
            int fieldAlignment = definition.PackingSize > 0 ? Math.Min(fieldType.Alignment, definition.PackingSize) : fieldType.Alignment;
            int offset = definition.IsExplicitLayout ? field.Offset : AlignUp(end, fieldAlignment);
            fields.Add(new(field.Name, fieldType, offset));
            end = Math.Max(end, offset + fieldType.Size);
            alignment = Math.Max(alignment, fieldAlignment);
        }

        type.Fields = fields;
        type.Alignment = alignment;
        type.Size = Math.Max(AlignUp(end, alignment), Math.Max(1, definition.ClassSize));
        // A fixed buffer declares its first element alone, and its size.
        bool isDescribedByFields = !definition.IsExplicitLayout && (fields.Count == 0 || type.Size - end < alignment);
        type.Scalars = isDescribedByFields ? ScalarsOf(fields) : null;
    }

    private static List<GuestType.Scalar>? ScalarsOf(List<GuestType.Field> fields)
    {
        var scalars = new List<GuestType.Scalar>();
        foreach (GuestType.Field field in fields)
        {
            if (!field.Type.IsStruct)
                scalars.Add(new(field.Offset, field.Type));
            else if (field.Type.Scalars is { } inner)
                scalars.AddRange(inner.Select(scalar => new GuestType.Scalar(field.Offset + scalar.Offset, scalar.Type)));
            else
                return null;
        }

        return scalars.Count <= 2 ? scalars : null;
    }

    private static int AlignUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}

using Mono.Cecil;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Methods;

/// <summary>
/// The functions of the program, each found when the first call of it is translated, and translated in the order in which they were found: the same
/// input gives the same program.
/// </summary>
internal sealed class MethodTable(TypeTable types)
{
    private readonly Dictionary<string, GuestMethod> _methods = new(StringComparer.Ordinal);
    private readonly HashSet<string> _symbols = new(StringComparer.Ordinal);
    private readonly Queue<GuestMethod> _untranslated = new();

    public bool TryTakeUntranslated(out GuestMethod method) => _untranslated.TryDequeue(out method!);

    public GuestMethod Get(MethodDefinition definition, GuestType declaringType, IReadOnlyList<GuestType> arguments)
    {
        string key = $"{declaringType}::{definition.FullName}<{string.Join(",", arguments)}>";
        if (_methods.TryGetValue(key, out GuestMethod? known))
            return known;
        var context = new GenericContext(declaringType.Arguments, arguments);
        IEnumerable<GuestType> parameters = definition.Parameters.Select(parameter => types.Get(parameter.ParameterType, context));
        var method = new GuestMethod
        {
            Definition = definition,
            DeclaringType = declaringType,
            Context = context,
            Symbol = UniqueSymbol(definition, declaringType, arguments),
            Parameters = definition.HasThis ? [types.Pointer, .. parameters] : [.. parameters],
            ReturnType = types.Get(definition.ReturnType, context),
        };
        _methods.Add(key, method);
        _untranslated.Enqueue(method);
        return method;
    }

    /// <summary>
    /// The method with which <paramref name="type"/> implements the interface's method <paramref name="called"/>. An explicit override is
    /// looked for first, for the C# compiler emits one (a bridge) where parameters carry modifiers, as <c>in</c> parameters do.
    /// </summary>
    public MethodDefinition Implementation(GuestType type, MethodReference called, IReadOnlyList<GuestType> arguments, GenericContext caller)
    {
        MethodDefinition declared = called.Resolve() ?? throw new NotSupportedException($"the method {called.FullName} cannot be found");
        TypeDefinition definition = type.Definition ?? throw new NotSupportedException($"{type} does not implement {called.FullName}");
        IReadOnlyList<GuestType> interfaceArguments = called.DeclaringType is GenericInstanceType instance
            ? [.. instance.GenericArguments.Select(argument => types.Get(argument, caller))]
            : [];
        string wanted = Signature(declared, new GenericContext(interfaceArguments, arguments));
        var context = new GenericContext(type.Arguments, arguments);

        MethodDefinition[] overrides =
            [.. definition.Methods.Where(method => method.Overrides.Any(overridden => overridden.Resolve() == declared) && Signature(method, context) == wanted)];
        if (overrides is [var bridge])
            return bridge;
        MethodDefinition[] candidates =
        [
            .. definition.Methods.Where(method => method.Name == declared.Name
                && method.IsStatic == declared.IsStatic
                && method.Parameters.Count == declared.Parameters.Count
                && method.GenericParameters.Count == declared.GenericParameters.Count
                && Signature(method, context) == wanted),
        ];
        return candidates is [var only] ? only : throw new NotSupportedException($"{type} has {candidates.Length} implementations of {called.FullName}");
    }

    private string Signature(MethodDefinition method, GenericContext context) =>
        string.Join(",", method.Parameters.Select(parameter => ParameterName(parameter.ParameterType, context)));

    private string ParameterName(TypeReference parameter, GenericContext context) => parameter switch
    {
        RequiredModifierType or OptionalModifierType => ParameterName(((TypeSpecification)parameter).ElementType, context),
        ByReferenceType or PointerType => ParameterName(((TypeSpecification)parameter).ElementType, context) + "&",
        _ when parameter.MetadataType is MetadataType.Object or MetadataType.String or MetadataType.Class => parameter.FullName,
        _ => types.Get(parameter, context).Name,
    };

    private string UniqueSymbol(MethodDefinition definition, GuestType declaringType, IReadOnlyList<GuestType> arguments)
    {
        string readable = string.Join(".", [ShortName(declaringType), definition.Name, .. arguments.Select(ShortName)]);
        string name = string.Concat(readable.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '_'));
        string unique = name;
        for (int i = 2; !_symbols.Add(unique); i++)
            unique = $"{name}.{i}";
        return unique;
    }

    private static string ShortName(GuestType type)
    {
        string full = type.Definition?.Name ?? type.Name[..(type.Name.IndexOf('`') is >= 0 and int tick ? tick : type.Name.Length)];
        string name = full.Split('`')[0].Split('.')[^1];
        return string.Join("_", [name, .. type.Arguments.Select(ShortName)]);
    }
}

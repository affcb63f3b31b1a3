using Mono.Cecil;
using Mono.Cecil.Cil;
using Rollup.GuestCompiler.Library;

namespace Rollup.Kernel.Tests.Subset;

/// <summary>
/// Reads IL and lists everything outside the provable subset of C#. Overrides of <see cref="object"/>'s methods are for the
/// host's collections and debuggers: their bodies are not read, and any call to them from the subset is a finding.
/// </summary>
internal static class SubsetChecker
{
    private static readonly HashSet<Code> ForbiddenCodes =
    [
        Code.Newarr, Code.Box, Code.Unbox, Code.Unbox_Any, Code.Ldstr, Code.Throw, Code.Rethrow, Code.Castclass, Code.Isinst,
        Code.Ldftn, Code.Ldvirtftn, Code.Calli, Code.Mkrefany, Code.Refanytype, Code.Refanyval, Code.Arglist, Code.Stsfld,
        Code.Conv_R4, Code.Conv_R8, Code.Conv_R_Un, Code.Ldc_R4, Code.Ldc_R8, Code.Ldind_R4, Code.Ldind_R8, Code.Stind_R4, Code.Stind_R8,
        Code.Ckfinite, Code.Ldlen, Code.Ldelema, Code.Ldelem_Any, Code.Stelem_Any, Code.Ldelem_Ref, Code.Stelem_Ref, Code.Ldind_Ref, Code.Stind_Ref,
    ];

    /// <summary>One line per finding in the given types and the types nested in them, in the order of the metadata.</summary>
    public static IReadOnlyList<string> Check(IEnumerable<TypeDefinition> types)
    {
        var findings = new List<string>();
        foreach (TypeDefinition type in types)
            CheckType(type, findings);
        return findings;
    }

    private static void CheckType(TypeDefinition type, List<string> findings)
    {
        // Attributes that the compiler embeds, and the container of static data, are not code that runs.
        bool isCompilers = type.BaseType?.FullName == "System.Attribute" || type.Name is "<Module>" or "<PrivateImplementationDetails>";
        bool isStaticClass = type.IsAbstract && type.IsSealed;
        if (!type.IsValueType && !type.IsInterface && !isStaticClass && !isCompilers)
            findings.Add($"{type.FullName}: reference type");
        if (type.BaseType?.FullName == "System.Attribute")
            return;

        foreach (FieldDefinition field in type.Fields)
            CheckField(field, findings);
        foreach (MethodDefinition method in type.Methods)
            CheckMethod(method, findings);
        foreach (TypeDefinition nested in type.NestedTypes)
            CheckType(nested, findings);
    }

    private static void CheckField(FieldDefinition field, List<string> findings)
    {
        if (field.IsLiteral)
            return;
        if (field.IsStatic && !IsStaticData(field))
            findings.Add($"{field.FullName}: static field");
        if (WhyForbidden(field.FieldType) is { } reason)
            findings.Add($"{field.FullName}: {reason}");
    }

    private static void CheckMethod(MethodDefinition method, List<string> findings)
    {
        if (IsForTheHostOnly(method))
            return;
        string name = $"{method.DeclaringType.FullName}::{method.Name}";
        if (method.IsConstructor && method.IsStatic)
            findings.Add($"{name}: static constructor");
        if (WhyForbidden(method.ReturnType) is { } returned)
            findings.Add($"{name}: returns {returned}");
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            if (WhyForbidden(parameter.ParameterType) is { } reason)
                findings.Add($"{name}: parameter {parameter.Name}: {reason}");
        }

        if (!method.HasBody)
            return;
        if (method.Body.HasExceptionHandlers)
            findings.Add($"{name}: exception handler");
        foreach (VariableDefinition local in method.Body.Variables)
        {
            if (WhyForbidden(local.VariableType) is { } reason)
                findings.Add($"{name}: local: {reason}");
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (WhyForbidden(instruction, method.Module) is { } reason)
                findings.Add($"{name}: {reason}");
        }
    }

    private static string? WhyForbidden(Instruction instruction, ModuleDefinition module)
    {
        Code code = instruction.OpCode.Code;
        if (ForbiddenCodes.Contains(code))
            return $"{instruction.OpCode.Name} {instruction.Operand}";
        return code switch
        {
            Code.Newobj => WhyForbidden(((MethodReference)instruction.Operand).DeclaringType) is { } reason
                ? $"newobj {reason}"
                : WhyForbiddenCall((MethodReference)instruction.Operand, module, isConstrained: false),
            Code.Call => WhyForbiddenCall((MethodReference)instruction.Operand, module, IsConstrained(instruction)),
            Code.Callvirt => IsConstrained(instruction)
                ? WhyForbiddenCall((MethodReference)instruction.Operand, module, isConstrained: true)
                : $"virtual call of {instruction.Operand}",
            Code.Ldsfld or Code.Ldsflda when !IsStaticData(((FieldReference)instruction.Operand).Resolve()) => $"static field {instruction.Operand}",
            Code.Ldtoken when instruction.Operand is not FieldReference => $"ldtoken {instruction.Operand}",
            _ => null,
        };
    }

    private static string? WhyForbiddenCall(MethodReference called, ModuleDefinition module, bool isConstrained)
    {
        TypeReference declaring = called.DeclaringType.GetElementType();
        bool isOwn = declaring.Scope == module;
        if (isOwn)
            return called.Resolve() is { } method && IsForTheHostOnly(method) ? $"call of {called}" : null;
        if (called.Parameters.Any(parameter => WhyForbidden(parameter.ParameterType) is not null) || WhyForbidden(called.ReturnType) is not null)
            return $"call of {called}";
        if (called is GenericInstanceMethod generic && generic.GenericArguments.Any(argument => WhyForbidden(argument) is not null))
            return $"call of {called}";
        bool isAllowed = isConstrained
            ? ProvableLibrary.IsAllowedInterface(declaring.FullName)
            : ProvableLibrary.IsAllowed(declaring.FullName, called.Name);
        return isAllowed ? null : $"call of {called}";
    }

    /// <summary>Why a value of this type cannot exist in the subset; null when it can.</summary>
    private static string? WhyForbidden(TypeReference type)
    {
        switch (type)
        {
            case GenericParameter:
                return null;
            case ArrayType:
                return $"array {type.FullName}";
            case FunctionPointerType:
                return $"function pointer {type.FullName}";
            case RequiredModifierType or OptionalModifierType or PinnedType or ByReferenceType or PointerType:
                return WhyForbidden(((TypeSpecification)type).ElementType);
            case GenericInstanceType generic:
                return WhyForbidden(generic.ElementType) ?? generic.GenericArguments.Select(WhyForbidden).FirstOrDefault(reason => reason is not null);
        }

        return type.MetadataType switch
        {
            MetadataType.Void => null,
            MetadataType.Single or MetadataType.Double => $"floating point {type.FullName}",
            MetadataType.String or MetadataType.Object or MetadataType.Class => type.Resolve() is { IsInterface: true } ? $"interface value {type.FullName}" : $"reference type {type.FullName}",
            _ when type.FullName is "System.Decimal" or "System.Half" => $"floating point {type.FullName}",
            _ => null,
        };
    }

    private static bool IsConstrained(Instruction call)
    {
        Instruction? prefix = call.Previous;
        return prefix is { OpCode.Code: Code.Constrained }
            && (prefix.Operand is GenericParameter parameter ? parameter.HasNotNullableValueTypeConstraint : ((TypeReference)prefix.Operand).IsValueType);
    }

    /// <summary>A field that the compiler laid into the image for a <see cref="ReadOnlySpan{T}"/> over constants.</summary>
    private static bool IsStaticData(FieldDefinition? field) =>
        field is { IsInitOnly: true, DeclaringType.Name: "<PrivateImplementationDetails>" } && field.RVA != 0;

    private static bool IsForTheHostOnly(MethodDefinition method) =>
        method is { IsVirtual: true, IsStatic: false }
        && ((method.Name == "Equals" && method.Parameters is [{ ParameterType.FullName: "System.Object" }])
            || (method.Name is "GetHashCode" or "ToString" && method.Parameters.Count == 0));
}

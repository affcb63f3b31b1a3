using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Rollup.Architecture.Tests;

/// <summary>Which namespace of an assembly uses which other one of the same assembly, in signatures, fields, attributes' arguments aside, and code.</summary>
internal sealed class NamespaceGraph
{
    private readonly AssemblyDefinition _assembly;
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    public NamespaceGraph(Project project)
    {
        _assembly = project.Assembly;
        foreach (TypeDefinition type in project.AllTypes)
        {
            Read(type);
        }
    }

    /// <summary>A cycle of each strongly connected set of namespaces, with a type that makes each of its steps: "A → B (by C)". Empty if the namespaces are layered.</summary>
    public IReadOnlyList<string> Cycles()
    {
        List<string> cycles = [];
        HashSet<string> done = [];
        foreach (string start in _uses.Keys)
        {
            if (!done.Contains(start) && FindPath(start, start) is { } path)
            {
                cycles.Add(string.Join(", ", path.Zip(path.Skip(1), (from, to) => $"{from} → {to} (by {_uses[from][to]})")));
                done.UnionWith(path);
            }
        }

        return cycles;
    }

    /// <summary>The shortest way of at least one step from a namespace to another, or null.</summary>
    private List<string>? FindPath(string from, string to)
    {
        Dictionary<string, string> cameFrom = new(StringComparer.Ordinal);
        Queue<string> open = new([from]);
        while (open.TryDequeue(out string? place))
        {
            foreach (string next in _uses.GetValueOrDefault(place)?.Keys ?? Enumerable.Empty<string>())
            {
                if (next == to)
                {
                    List<string> path = [next, place];
                    while (path[^1] != from)
                    {
                        path.Add(cameFrom[path[^1]]);
                    }

                    path.Reverse();
                    return path;
                }

                if (cameFrom.TryAdd(next, place))
                {
                    open.Enqueue(next);
                }
            }
        }

        return null;
    }

    private void Read(TypeDefinition type)
    {
        Use(type, type.BaseType);
        foreach (InterfaceImplementation implemented in type.Interfaces)
        {
            Use(type, implemented.InterfaceType);
        }

        foreach (GenericParameterConstraint constraint in type.GenericParameters.SelectMany(parameter => parameter.Constraints))
        {
            Use(type, constraint.ConstraintType);
        }

        foreach (FieldDefinition field in type.Fields)
        {
            Use(type, field.FieldType);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            UseSignature(type, method);
            foreach (GenericParameterConstraint constraint in method.GenericParameters.SelectMany(parameter => parameter.Constraints))
            {
                Use(type, constraint.ConstraintType);
            }

            foreach (VariableDefinition variable in method.Body?.Variables ?? Enumerable.Empty<VariableDefinition>())
            {
                Use(type, variable.VariableType);
            }

            foreach (Instruction instruction in method.Body?.Instructions ?? Enumerable.Empty<Instruction>())
            {
                switch (instruction.Operand)
                {
                    case TypeReference reference:
                        Use(type, reference);
                        break;
                    case FieldReference reference:
                        Use(type, reference.DeclaringType);
                        Use(type, reference.FieldType);
                        break;
                    case MethodReference reference:
                        Use(type, reference.DeclaringType);
                        UseSignature(type, reference);
                        foreach (TypeReference argument in (reference as GenericInstanceMethod)?.GenericArguments ?? Enumerable.Empty<TypeReference>())
                        {
                            Use(type, argument);
                        }

                        break;
                }
            }
        }
    }

    private void UseSignature(TypeDefinition user, MethodReference method)
    {
        Use(user, method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            Use(user, parameter.ParameterType);
        }
    }

    private void Use(TypeDefinition user, TypeReference? used)
    {
        switch (used)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (TypeReference argument in generic.GenericArguments)
                {
                    Use(user, argument);
                }

                break;
            case FunctionPointerType pointer:
                Use(user, pointer.ReturnType);
                foreach (ParameterDefinition parameter in pointer.Parameters)
                {
                    Use(user, parameter.ParameterType);
                }

                return;
            case TypeSpecification specification:
                Use(user, specification.ElementType);
                return;
        }

        TypeReference element = used.GetElementType();
        if (element.Scope is not AssemblyNameReference && NamespaceOf(element) is { Length: > 0 } to && NamespaceOf(user) is { Length: > 0 } from && from != to)
        {
            if (!_uses.TryGetValue(from, out SortedDictionary<string, string>? edges))
            {
                _uses[from] = edges = new SortedDictionary<string, string>(StringComparer.Ordinal);
            }

            edges.TryAdd(to, user.FullName);
        }
    }

    private string NamespaceOf(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        // Namespaces of the compiler's helpers are not the project's.
        return type.Namespace.StartsWith(_assembly.Name.Name, StringComparison.Ordinal) ? type.Namespace : "";
    }
}

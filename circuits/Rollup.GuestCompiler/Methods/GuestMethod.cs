using Mono.Cecil;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Methods;

/// <summary>A method without open type parameters: one function of the program.</summary>
internal sealed class GuestMethod
{
    public required MethodDefinition Definition { get; init; }

    public required GuestType DeclaringType { get; init; }

    public required GenericContext Context { get; init; }

    /// <summary>The name of the function, unique in the program; also the symbol in the ELF.</summary>
    public required string Symbol { get; init; }

    /// <summary><c>this</c>, a pointer, and then the declared parameters.</summary>
    public required IReadOnlyList<GuestType> Parameters { get; init; }

    public required GuestType ReturnType { get; init; }

    /// <summary>Whether the caller hands over, as the first argument, the place for the result.</summary>
    public bool ReturnsByPointer => !ReturnType.IsInRegisters;

    /// <summary>The LLVM type of the function's result.</summary>
    public string ReturnRegister
    {
        get
        {
            if (ReturnType.Kind == TypeKind.Void || ReturnType.IsEmpty || ReturnsByPointer)
                return "void";
            return ReturnType.Scalars switch
            {
                null => ReturnType.Register,
                [var only] => only.Type.Memory,
                var pair => $"{{{pair[0].Type.Memory}, {pair[1].Type.Memory}}}",
            };
        }
    }
}

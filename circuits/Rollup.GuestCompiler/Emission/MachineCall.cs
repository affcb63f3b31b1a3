using Mono.Cecil;

namespace Rollup.GuestCompiler.Emission;

/// <summary>
/// An instruction of the machine as a C# method: <c>extern</c>, marked <c>InternalCall</c>, and with one of the attributes named here. They are known by
/// their names, so that a program need not reference the compiler.
/// </summary>
internal readonly record struct MachineCall(MachineCallKind Kind, int Number)
{
    public static MachineCall Of(MethodDefinition method)
    {
        foreach (CustomAttribute attribute in method.CustomAttributes)
        {
            switch (attribute.AttributeType.Name)
            {
                case "CustomInstructionAttribute":
                    return new(MachineCallKind.CustomInstruction, NumberOf(attribute));
                case "CustomInstructionEnabledAttribute":
                    return new(MachineCallKind.IsEnabled, NumberOf(attribute));
                case "FailureInstructionAttribute":
                    return new(MachineCallKind.Fail, 0);
            }
        }

        throw new NotSupportedException("a method without a body that stands for no instruction of the machine");
    }

    private static int NumberOf(CustomAttribute attribute) => (int)attribute.ConstructorArguments[0].Value;
}

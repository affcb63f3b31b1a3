namespace Rollup.Guest.Platform;

/// <summary>Marks the method that stands for an instruction in opcode custom-0, with its number (funct7).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CustomInstructionAttribute(int number) : Attribute
{
    public int Number { get; } = number;
}

namespace Rollup.Guest.Platform;

/// <summary>Marks the method that says whether the program is compiled to use a custom instruction: a constant to the compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CustomInstructionEnabledAttribute(int number) : Attribute
{
    public int Number { get; } = number;
}

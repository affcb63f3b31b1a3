namespace Rollup.Guest.Platform;

/// <summary>Marks the method that ends a failed run: <c>ebreak</c> with the code in a0.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FailureInstructionAttribute : Attribute;

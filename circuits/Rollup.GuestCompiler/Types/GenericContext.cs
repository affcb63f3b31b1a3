namespace Rollup.GuestCompiler.Types;

/// <summary>What the type parameters of a type and of a method stand for in one instance.</summary>
internal sealed record GenericContext(IReadOnlyList<GuestType> OfType, IReadOnlyList<GuestType> OfMethod)
{
    public static GenericContext None { get; } = new([], []);
}

using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Airs.Symbolic;
using Rollup.Stark.Fields;
using Rollup.Stark.Quotients;
using Rollup.Stark.Tests.Chips;

namespace Rollup.Stark.Tests.Airs;

public sealed class SymbolicEvaluationTests
{
    [Theory]
    [InlineData("fibonacci")]
    [InlineData("squares")]
    [InlineData("poseidon2")]
    [InlineData("keccak batch")]
    [InlineData("mulmod")]
    public void Symbols_stand_for_what_the_verifier_computes(string name)
    {
        foreach (IAir air in ChipWitness.Create(name).Airs)
        {
            int preprocessedWidth = air.Preprocessed()?.Width ?? 0;
            Point point = new(Draw(air.Width, 1), Draw(air.Width, 2), Draw(preprocessedWidth, 3), [.. Draw(air.PublicValueCount, 4).Select(e => e.C0)]);
            Extension lambda = Draw(1, 5)[0];
            Extension[] selectors = Draw(3, 6);
            AirStructure structure = AirStructure.Of(air, preprocessedWidth, maxDegree: 3);

            OutOfDomainFolder<Extension, Scalar> folder = new(
                point.Local, point.Next, point.Preprocessed, point.PublicValues, lambda, new(selectors[0], selectors[1], selectors[2]), new(selectors[0], selectors[1], [structure]));
            air.Evaluate<OutOfDomainFolder<Extension, Scalar>, Extension>(ref folder);

            Extension expected = default;
            foreach (SymbolicConstraint constraint in structure.Constraints)
            {
                Extension selector = constraint.Selector == RowSelector.All ? Extension.One : selectors[(int)constraint.Selector - 1];
                expected = (expected * lambda) + (selector * point.Evaluate(constraint.Value.Node));
            }

            folder.Sum.ShouldBe(expected, air.Name);
        }
    }

    private static Extension[] Draw(int count, uint seed)
    {
        Extension generator = new(new(KoalaBear.FromCanonical(seed)), new(KoalaBear.One), new(KoalaBear.FromCanonical(77)), default, new(KoalaBear.Two));
        return [.. Enumerable.Range(1, count).Select(i => generator.Pow((ulong)i))];
    }

    private sealed record Point(Extension[] Local, Extension[] Next, Extension[] Preprocessed, Scalar[] PublicValues)
    {
        private readonly Dictionary<SymbolicNode, Extension> _values = new(ReferenceEqualityComparer.Instance);

        public Extension Evaluate(SymbolicNode node)
        {
            if (!_values.TryGetValue(node, out Extension value))
            {
                value = Compute(node);
                _values.Add(node, value);
            }

            return value;
        }

        private Extension Compute(SymbolicNode node) => node.Kind switch
        {
            SymbolicKind.Constant => Extension.Constant(node.Value),
            SymbolicKind.Local => Local[node.Index],
            SymbolicKind.Next => Next[node.Index],
            SymbolicKind.Preprocessed => Preprocessed[node.Index],
            SymbolicKind.PublicValue => Extension.FromBase(PublicValues[node.Index]),
            SymbolicKind.Add => Evaluate(node.Left!) + Evaluate(node.Right!),
            SymbolicKind.Subtract => Evaluate(node.Left!) - Evaluate(node.Right!),
            SymbolicKind.Multiply => Evaluate(node.Left!) * Evaluate(node.Right!),
            _ => -Evaluate(node.Left!),
        };
    }
}

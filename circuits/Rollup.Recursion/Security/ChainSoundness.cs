using System.Globalization;
using System.Text;
using Rollup.Recursion.Keys;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;
using Rollup.Stark.Security;

namespace Rollup.Recursion.Security;

/// <summary>One kind of proof below a final proof: how many there are, and what each of them guarantees.</summary>
/// <param name="Plan">Of the proofs; of segments, that of the weakest shape.</param>
public sealed record LayerSoundness(string Name, int Proofs, ProofPlan Plan, HashKind Hash)
{
    public SoundnessReport Report { get; } = SoundnessCalculator.Compute(Plan, Hash);

    /// <summary>The input with which the public <c>soundcalc</c> tool computes the same of one proof.</summary>
    public string ToToml() => SoundcalcExport.ToToml(Name, Plan, Hash);

    /// <summary>−log₂ of the probability that any of them errs, by the union bound, collisions of hashes left out.</summary>
    public double Bits => -Math.Log2(Proofs * Report.Rows.Sum(row => Math.Pow(2, -row.Bits)));
}

/// <summary>
/// What a final proof guarantees: a false statement takes an error in at least one of the proofs below it, so all their errors add up. Collisions of a hash break every proof that uses it at once and count
/// once per hash; work is part of the rows that count on it, and named there.
/// </summary>
public sealed record ChainSoundness(IReadOnlyList<LayerSoundness> Layers, IReadOnlyDictionary<HashKind, int> CollisionBits)
{
    /// <summary>Proofs of segments and inner circuits that stand behind one final proof, unless it is told otherwise.</summary>
    public const int DefaultInnerProofs = 500;

    public double Bits => -Math.Log2(Layers.Sum(layer => Math.Pow(2, -layer.Bits)) + CollisionBits.Values.Sum(bits => Math.Pow(2, -bits)));

    /// <summary>
    /// Of a chain of so many proofs of segments and inner circuits. A third of them are segments, of the weakest shape, for each has its lift, and there are about as many other inner proofs.
    /// </summary>
    public static ChainSoundness Of(ProofKeys keys, int innerProofs = DefaultInnerProofs)
    {
        int lifts = (innerProofs + 2) / 3;
        VerifyingKey<Poseidon2Suite> machine = keys.Machine.Stark.Verifying;
        ProofPlan weakest = machine.Plans.Zip(machine.Soundness).MinBy(shape => shape.Second.Bits).First;
        return new(
            [
                new("segments", lifts, weakest, HashKind.Poseidon2),
                new("lifts", lifts, keys.Inner.Layouts.Lifts.Outline.Plans[0], HashKind.Poseidon2),
                new("folds", innerProofs - (2 * lifts), keys.Inner.Layouts.Folds.Outline.Plans[0], HashKind.Poseidon2),
                new("shrink", 1, keys.Final.Shrink.Verifying.Plans[0], HashKind.Poseidon2),
                new("final", 1, keys.Final.Final.Verifying.Plans[0], HashKind.Keccak),
            ],
            new SortedDictionary<HashKind, int>(Enum.GetValues<HashKind>().ToDictionary(hash => hash, SoundnessCalculator.CollisionBits)));
    }

    public override string ToString()
    {
        StringBuilder text = new(string.Create(CultureInfo.InvariantCulture, $"one final proof over {Layers.Sum(layer => layer.Proofs)} proofs: {Bits:F1} bits\n"));
        foreach (LayerSoundness layer in Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{layer.Name}: {layer.Proofs} times {-Math.Log2(layer.Report.Rows.Sum(row => Math.Pow(2, -row.Bits))):F1} bits ({layer.Report.Regime.Name}): {layer.Bits:F1}\n");
            foreach (SoundnessRow row in layer.Report.Rows)
                text.Append(CultureInfo.InvariantCulture, $"  {row.Source,-24} {row.Bits,7:F1}{(row.GrindingBits > 0 ? $" (of which {row.GrindingBits} by grinding)" : "")}\n");
        }

        text.Append("hash collisions\n");
        foreach ((HashKind hash, int bits) in CollisionBits)
            text.Append(CultureInfo.InvariantCulture, $"  {hash,-24} {bits,7:F1}\n");
        return text.ToString();
    }
}

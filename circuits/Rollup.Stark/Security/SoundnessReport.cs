using System.Globalization;
using System.Text;

namespace Rollup.Stark.Security;

/// <summary>The bits of a parameter set by error source.</summary>
public sealed record SoundnessReport(ProximityRegime Regime, IReadOnlyList<SoundnessRow> Rows, int CollisionBits)
{
    /// <summary>−log₂ of the sum of all errors, and no more than the collision resistance of the hash.</summary>
    public double Bits => Math.Min(CollisionBits, -Math.Log2(Rows.Sum(r => Math.Pow(2, -r.Bits))));

    /// <summary>The most work that any row counts on.</summary>
    public int GrindingBits => Rows.Max(r => r.GrindingBits);

    public override string ToString()
    {
        StringBuilder text = new(string.Create(CultureInfo.InvariantCulture, $"{Regime.Name}: {Bits:F1} bits\n"));
        foreach (SoundnessRow row in Rows)
            _ = text.Append(CultureInfo.InvariantCulture, $"  {row.Source,-24} {row.Bits,7:F1}{(row.GrindingBits > 0 ? $" (of which {row.GrindingBits} by grinding)" : "")}\n");
        return text.Append(CultureInfo.InvariantCulture, $"  {"hash collisions",-24} {CollisionBits,7:F1}\n").ToString();
    }
}

namespace Rollup.Stark.Fields;

/// <summary>The field of all challenges, KoalaBear[X] / (X⁵ + X² − 1); its elements are <see cref="Quintic{P}"/>.</summary>
public static class ExtensionField
{
    /// <summary>Base elements in an extension element.</summary>
    public const int Degree = 5;
}

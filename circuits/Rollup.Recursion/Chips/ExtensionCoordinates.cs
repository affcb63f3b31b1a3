using Rollup.Kernel.Fields;
using Rollup.Recursion.Memory;

namespace Rollup.Recursion.Chips;

/// <summary>Between values and the coordinates that rows hold.</summary>
internal static class ExtensionCoordinates
{
    public static void Write(Extension value, Span<KoalaBear> coordinates)
    {
        for (int i = 0; i < MemoryBuses.ExtensionLength; i++)
            coordinates[i] = value[i].Value;
    }

    public static Extension Read(ReadOnlySpan<KoalaBear> coordinates)
        => new(new(coordinates[0]), new(coordinates[1]), new(coordinates[2]), new(coordinates[3]), new(coordinates[4]));
}

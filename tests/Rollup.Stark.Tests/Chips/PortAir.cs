using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Tests.Chips;

/// <summary>Sends its rows to a bus: what a machine would be to the chip behind it. Column 0 says whether a row is sent.</summary>
internal sealed class PortAir(Bus bus) : IAir
{
    public string Name => "port";

    public int Width => 1 + bus.MessageLength;

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.AssertBool("a row is sent or not", builder.Local[0]);
        builder.Send(bus, builder.Local[1..], builder.Local[0], maxMultiplicity: 1);
    }

    public static Trace Generate(IReadOnlyList<KoalaBear[]> messages)
    {
        Trace trace = new(1 + messages[0].Length, Trace.HeightFor(messages.Count));
        for (int row = 0; row < messages.Count; row++)
        {
            trace[row, 0] = KoalaBear.One;
            messages[row].CopyTo(trace.Row(row)[1..]);
        }

        return trace;
    }
}

using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Tests.Precompiles.Modular;

/// <summary>Stands for the rest of the machine on one bus: sends what column 0 says, and receives what column 1 says.</summary>
internal sealed class PortAir(Bus bus) : IAir
{
    public string Name => $"port of {bus.Name}";

    public int Width => 2 + bus.MessageLength;

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.AssertBool("a row is sent or not", builder.Local[0]);
        builder.AssertBool("a row is received or not", builder.Local[1]);
        builder.Send(bus, builder.Local[2..], builder.Local[0], maxMultiplicity: 1);
        builder.Receive(bus, builder.Local[2..], builder.Local[1], maxMultiplicity: 1);
    }
}

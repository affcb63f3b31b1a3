using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>The four numbers that digits add up to, see <see cref="MicroinstructionColumns{T}.TakesBits"/> and the flags after it.</summary>
[InlineArray(Count)]
internal struct Accumulators
{
    public const int Count = 4;

    private uint _first;

    /// <summary>What they are in the next row.</summary>
    public void Step(in MicroinstructionColumns<int> code, byte digit)
    {
        if (code.TakesBits != 0)
        {
            for (int i = 0; i < Count; i++)
                this[i] = (2 * this[i]) + ((uint)digit >> i & 1);
        }
        else if (code.TakesByte != 0)
        {
            (this[3], this[2], this[1], this[0]) = (this[2], this[1], this[0], digit);
        }
        else if (code.AddsAccumulator != 0)
        {
            (this[0], this[1], this[2], this[3]) = (this[1], this[2], this[3], 0);
        }
    }

    /// <summary>What they add to the equation.</summary>
    public readonly BigInteger Sum(in MicroinstructionColumns<int> code)
        => code.AddsAccumulator != 0 ? this[0] : code.AddsBytes != 0 ? this[0] + ((ulong)this[1] << 8) + ((ulong)this[2] << 16) + ((ulong)this[3] << 24) : 0;
}

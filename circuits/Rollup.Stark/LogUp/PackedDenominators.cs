using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.LogUp;

/// <summary>The prover's denominators, of packed base messages.</summary>
internal static class PackedDenominators
{
    public static Quintic<P> Denominator<P>(this LogUpChallenges<Extension> challenges, Bus bus, scoped ReadOnlySpan<P> message)
        where P : unmanaged, IPackedField<P>
    {
        Quintic<P> result = Quintic<P>.Broadcast(challenges.Start(bus));
        for (int i = 0; i < message.Length; i++)
            result += Quintic<P>.Broadcast(challenges.BetaPowers[i]) * message[i];
        return result;
    }
}

using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.LogUp;

/// <summary>The prover's denominators, of packed base messages.</summary>
internal static class PackedDenominators
{
    /// <summary>From this length on a sum of products that is reduced at its end is cheaper.</summary>
    private const int LongMessage = 4;

    public static Quintic<P> Denominator<P>(this LogUpChallenges<Extension> challenges, Bus bus, scoped ReadOnlySpan<P> message)
        where P : unmanaged, IPackedField<P>
    {
        Quintic<P> result = Quintic<P>.Broadcast(challenges.Start(bus));
        if (message.Length >= LongMessage)
            return result + P.Dot(message, challenges.BetaPowers);
        for (int i = 0; i < message.Length; i++)
            result += Quintic<P>.Broadcast(challenges.BetaPowers[i]) * message[i];
        return result;
    }
}

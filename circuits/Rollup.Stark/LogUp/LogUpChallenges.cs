using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.LogUp;

/// <summary>
/// The challenges of LogUp (eprint 2022/1530): a message m₀, …, m_k of bus number u has the denominator
/// D = α + u + β·m₀ + β²·m₁ + … + β^(k+1)·m_k, and the sum of ±multiplicity/D over all tables is zero if and only if, but for a negligible
/// fraction of challenges, all buses balance modulo p.
/// </summary>
public sealed class LogUpChallenges
{
    private readonly Extension[] _betaPowers;

    /// <summary>Takes the powers up to the longest message of <paramref name="shapes"/>.</summary>
    public LogUpChallenges(Extension alpha, Extension beta, IEnumerable<AirShape> shapes)
    {
        Alpha = alpha;
        int longest = shapes.SelectMany(s => s.Interactions).Select(i => i.Bus.MessageLength).DefaultIfEmpty(0).Max();
        _betaPowers = new Extension[longest];
        Extension power = beta;
        for (int i = 0; i < longest; i++, power *= beta)
            _betaPowers[i] = power;
    }

    public Extension Alpha { get; }

    /// <summary>β, β², ….</summary>
    public ReadOnlySpan<Extension> BetaPowers => _betaPowers;

    /// <summary>D for packed base messages.</summary>
    public Quintic<P> Denominator<P>(Bus bus, scoped ReadOnlySpan<P> message)
        where P : unmanaged, IPackedField<P>
    {
        Quintic<P> result = Quintic<P>.Broadcast(Alpha + Extension.Constant(Kernel.Fields.KoalaBear.FromCanonical((uint)bus.Number)));
        for (int i = 0; i < message.Length; i++)
            result += Quintic<P>.Broadcast(_betaPowers[i]) * message[i];
        return result;
    }

    /// <summary>D for a message of extension elements.</summary>
    public Extension Denominator(Bus bus, scoped ReadOnlySpan<Extension> message)
    {
        Extension result = Alpha + Extension.Constant(Kernel.Fields.KoalaBear.FromCanonical((uint)bus.Number));
        for (int i = 0; i < message.Length; i++)
            result += _betaPowers[i] * message[i];
        return result;
    }
}

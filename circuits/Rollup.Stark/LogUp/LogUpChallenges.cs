using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.LogUp;

/// <summary>
/// The challenges of LogUp (eprint 2022/1530): a message m₀, …, m_k of bus number u has the denominator
/// D = α + u + β·m₀ + β²·m₁ + … + β^(k+1)·m_k, and the sum of ±multiplicity/D over all tables is zero if and only if, but for a negligible
/// fraction of challenges, all buses balance modulo p.
/// </summary>
public sealed class LogUpChallenges<TExtension>
    where TExtension : struct, IAlgebra<TExtension>
{
    private readonly TExtension _alpha;
    private readonly TExtension[] _betaPowers;

    /// <summary>Takes the powers up to the longest message of <paramref name="tables"/>.</summary>
    public LogUpChallenges(TExtension alpha, TExtension beta, IEnumerable<AirStructure> tables)
    {
        _alpha = alpha;
        int longest = tables.SelectMany(t => t.Interactions).Select(i => i.Bus.MessageLength).DefaultIfEmpty(0).Max();
        _betaPowers = new TExtension[longest];
        TExtension power = beta;
        for (int i = 0; i < longest; i++, power *= beta)
            _betaPowers[i] = power;
    }

    /// <summary>β, β², ….</summary>
    public ReadOnlySpan<TExtension> BetaPowers => _betaPowers;

    /// <summary>α + u.</summary>
    public TExtension Start(Bus bus) => _alpha + TExtension.Constant(KoalaBear.FromCanonical((uint)bus.Number));

    /// <summary>D for a message of extension elements, at an out-of-domain point.</summary>
    public TExtension Denominator(Bus bus, scoped ReadOnlySpan<TExtension> message)
    {
        TExtension result = Start(bus);
        for (int i = 0; i < message.Length; i++)
            result += _betaPowers[i] * message[i];
        return result;
    }
}

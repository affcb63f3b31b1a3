using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Verification;

namespace Rollup.Stark.Transcripts;

/// <summary>
/// The Fiat–Shamir transcript. Its state is a digest s, at first zero; what is absorbed waits in a list w. Each challenge replaces s by H(s ‖ w), empties
/// w and is read off the new s, so it depends on everything absorbed before. What is absorbed between two challenges, and of which kinds it is, is fixed by the key, whose digest is absorbed first.
/// </summary>
public class Transcript<TContext, TBase, TExtension, TDigest, TBit>(TContext context) : IChallenger<TBase, TExtension, TDigest, TBit>
    where TContext : IVerifierContext<TBase, TExtension, TDigest, TBit>
    where TBase : struct, IAlgebra<TBase>
    where TExtension : struct, IExtension<TExtension, TBase>
{
    private readonly List<HashItem<TBase, TExtension, TDigest>> _pending = [];

    /// <summary>After the last challenge.</summary>
    protected TDigest State { get; private set; } = context.Constant(default);

    public void Absorb(TBase value) => _pending.Add(HashItem<TBase, TExtension, TDigest>.Of(value));

    public void Absorb(TExtension value) => _pending.Add(HashItem<TBase, TExtension, TDigest>.Of(value));

    public void Absorb(TDigest value) => _pending.Add(HashItem<TBase, TExtension, TDigest>.Of(value));

    public void AbsorbConstant(int value) => Absorb(TBase.Constant(KoalaBear.FromCanonical((uint)value)));

    public TExtension SampleExtension()
    {
        Advance();
        return context.ToExtension(State);
    }

    public TBit[][] SampleQueries(int count, int bits)
    {
        TBit[][] queries = new TBit[count][];
        for (int i = 0; i < count; i++)
        {
            if (i % Digest.Length == 0)
                Advance();
            queries[i] = context.ToBits(State, i % Digest.Length, bits);
        }

        return queries;
    }

    public void BeginWork() => Advance();

    public void EndWork(TBase nonce, int bits, WorkStage stage)
    {
        Absorb(nonce);
        Advance();
        context.AssertZeroBits(State, bits, VerificationError.InsufficientWork, $"nonce before the challenge of {stage}");
    }

    private void Advance()
    {
        _pending.Insert(0, HashItem<TBase, TExtension, TDigest>.Of(State));
        State = context.Hash(HashDomain.Transcript, CollectionsMarshal.AsSpan(_pending));
        _pending.Clear();
    }
}

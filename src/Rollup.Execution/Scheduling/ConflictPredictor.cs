using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Rollup.Execution.Blocks;
using Rollup.Execution.Versions;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Scheduling;

/// <summary>
/// Guesses before execution which earlier transaction a transaction will depend on, so that it is executed after that one instead of in vain.
/// Each call is taken to be about some subjects: the contract as a whole, the sender within it, and each of the first words of its arguments within it
/// (the balances of a token belong to such subjects, the reserves of a pool to the pool as a whole). Which of these matter is learned for each
/// contract and selector, over blocks: when two calls conflict, what they have in common gains; when a call did not
/// read what the predicted predecessor wrote, what made it look so loses. Guesses affect speed only. Threads read and write without locks: what
/// a race loses is a guess.
/// </summary>
internal sealed class ConflictPredictor
{
    private const int Classes = 1 << 12;
    private const int SelectorLength = 4;
    private const int Words = 8;
    private const int Sources = 2 + Words;
    private const int ContractSource = 0;
    private const int SenderSource = 1;
    private const int FirstWordSource = 2;

    private const sbyte Gain = 4;
    private const sbyte Confirmation = 1;
    private const sbyte Loss = 2;
    private const sbyte Threshold = 3;
    private const sbyte Best = 24;

    private readonly CallClass[] _classes = new CallClass[Classes];

    // By the hash of a subject: the last transaction about it (low half) and a part of the hash (high half). Newer subjects overwrite older ones.
    private ulong[] _last = [];
    private uint _lastMask;
    private ulong _seed;

    /// <summary>Whether it was seen that somebody spends what the same block brought.</summary>
    private bool _receiversSpend;

    /// <summary>Forgets the transactions of the last block, not what has been learned.</summary>
    public void Begin(int transactions)
    {
        uint size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(8 * transactions, 1024));
        if (size > _last.Length)
            _last = new ulong[size];
        _lastMask = (uint)_last.Length - 1;
        _seed += 0x9e3779b97f4a7c15;
    }

    /// <summary>
    /// Finds whom <paramref name="transaction"/>, number <paramref name="index"/>, probably depends on, and notes it as the last one about its subjects.
    /// Transactions are asked about roughly in order.
    /// </summary>
    public void Predict(in BlockTransaction transaction, int index, out PredecessorSet predecessors)
    {
        predecessors = default;
        ulong account = SeededHash.Of(transaction.Sender, _seed);
        Take(account, index, PredecessorSet.Certain, ref predecessors);
        Note(account, index);
        if (!transaction.IsCall)
            return;

        // The recipient of value depends on this transaction once it spends; who else sends to it does not.
        if (_receiversSpend && transaction.HasValue)
            Note(SeededHash.Of(transaction.To, _seed), index);
        if (transaction.Data.Length < SelectorLength)
            return;
        ulong contract = SeededHash.Of(transaction.To, ~_seed);
        ref CallClass known = ref ClassOf(in transaction, out uint tag);
        if (known.Tag != tag || known.Active == 0)
            return;
        for (uint active = known.Active; active != 0; active &= active - 1)
        {
            int source = BitOperations.TrailingZeroCount(active);
            if (!TrySubject(in transaction, contract, source, out ulong subject))
                continue;
            Take(subject, index, source, ref predecessors);
            Note(subject, index);
        }
    }

    /// <summary>A transaction turned out to depend on an earlier one: what they have in common will be looked at.</summary>
    public void Learn(in BlockTransaction first, in BlockTransaction second)
    {
        _receiversSpend |= second.HasValue && second.IsCall && second.To == first.Sender;
        if (!IsContractCall(in first) || !IsContractCall(in second))
            return;
        ref CallClass one = ref Adopt(in first);
        ref CallClass other = ref Adopt(in second);
        for (int i = 0; i < Sources; i++)
        {
            if (!TrySubject(in first, SeededHash.Of(first.To, ~_seed), i, out ulong subject))
                continue;
            for (int j = 0; j < Sources; j++)
            {
                if (!TrySubject(in second, SeededHash.Of(second.To, ~_seed), j, out ulong counterpart) || subject != counterpart)
                    continue;
                one.Adjust(i, Gain);
                other.Adjust(j, Gain);
            }
        }
    }

    /// <summary>A predicted dependency of <paramref name="transaction"/> was one, or was none.</summary>
    public void Judge(in BlockTransaction transaction, int source, bool wasRight)
    {
        ref CallClass known = ref ClassOf(in transaction, out uint tag);
        if (known.Tag == tag)
            known.Adjust(source, wasRight ? Confirmation : (sbyte)-Loss);
    }

    private static bool IsContractCall(in BlockTransaction transaction) => transaction.IsCall && transaction.Data.Length >= SelectorLength;

    private static bool TrySubject(in BlockTransaction transaction, ulong contract, int source, out ulong subject)
    {
        subject = contract;
        if (source == ContractSource)
            return true;
        if (source == SenderSource)
        {
            subject = SeededHash.Of(transaction.Sender.ToU256(), contract);
            return true;
        }

        int offset = SelectorLength + ((source - FirstWordSource) * U256.Size);
        ReadOnlySpan<byte> data = transaction.Data;
        if (data.Length < offset + U256.Size)
            return false;
        subject = SeededHash.Of(U256.ReadBigEndian(data.Slice(offset, U256.Size)), contract);
        return true;
    }

    private ref CallClass ClassOf(in BlockTransaction transaction, out uint tag)
    {
        ulong hash = SeededHash.Of(transaction.To, BinaryPrimitives.ReadUInt32LittleEndian(transaction.Data));
        tag = (uint)(hash >> 32) | 1;
        return ref _classes[hash & (Classes - 1)];
    }

    private ref CallClass Adopt(in BlockTransaction transaction)
    {
        ref CallClass known = ref ClassOf(in transaction, out uint tag);
        if (known.Tag != tag)
            known = new CallClass { Tag = tag };
        return ref known;
    }

    private void Take(ulong subject, int index, int source, ref PredecessorSet predecessors)
    {
        ulong last = Volatile.Read(ref _last[(uint)subject & _lastMask]);
        if ((last ^ subject) >> 32 == 0 && (uint)last < (uint)index)
            predecessors.Add((int)last, source);
    }

    private void Note(ulong subject, int index) => Volatile.Write(ref _last[(uint)subject & _lastMask], (subject >> 32 << 32) | (uint)index);

    /// <summary>What is known of calls with one selector to one contract.</summary>
    private struct CallClass
    {
        public uint Tag;

        /// <summary>The sources that are looked at, as bits.</summary>
        public uint Active;

        private Scores _scores;

        public void Adjust(int source, sbyte change)
        {
            int score = Math.Clamp(_scores[source] + change, -Best, Best);
            _scores[source] = (sbyte)score;
            uint bit = 1u << source;
            Active = score >= Threshold ? Active | bit : Active & ~bit;
        }
    }

    [InlineArray(Sources)]
    private struct Scores
    {
        private sbyte _first;
    }
}

/// <summary>The transactions on whose writes a transaction probably depends, and what made it look so.</summary>
internal struct PredecessorSet
{
    /// <summary>The most that are kept.</summary>
    public const int Capacity = 4;

    /// <summary>Instead of a source: the transactions have the same sender, so that the dependency is certain.</summary>
    public const int Certain = -1;

    public int Count;
    private Indices _transactions;
    private Indices _sources;

    /// <summary>The transaction at <paramref name="index"/>.</summary>
    public readonly int Transaction(int index) => _transactions[index];

    /// <summary>What shows it: a number of <see cref="ConflictPredictor"/>, or <see cref="Certain"/>.</summary>
    public readonly int Source(int index) => _sources[index];

    /// <summary>Adds a transaction, unless it is there already or there are too many.</summary>
    public void Add(int transaction, int source)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_transactions[i] == transaction)
                return;
        }

        if (Count == Capacity)
            return;
        _transactions[Count] = transaction;
        _sources[Count] = source;
        Count++;
    }

    [InlineArray(Capacity)]
    private struct Indices
    {
        private int _first;
    }
}

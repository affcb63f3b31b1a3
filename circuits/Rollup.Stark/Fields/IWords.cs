using System.Diagnostics.CodeAnalysis;

namespace Rollup.Stark.Fields;

/// <summary>
/// A machine vector of 32-bit words with the few operations that <see cref="Packed{W}"/> is made of. Words are counted from 0; where a
/// vector is taken as 64-bit integers, an even word is the low half of one and the odd word after it the high half.
/// </summary>
public interface IWords<TSelf>
    where TSelf : unmanaged, IWords<TSelf>
{
    /// <summary>Words per vector, a power of two.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(uint value);

    /// <summary>Word by word, modulo 2^32.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Word by word, modulo 2^32.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator >>>(TSelf value, int count);

    /// <summary>By the same count below 32 in every word: a broadcast count is cheaper than one in a register of its own.</summary>
    static abstract TSelf ShiftLeft(TSelf value, TSelf counts);

    /// <inheritdoc cref="ShiftLeft"/>
    static abstract TSelf ShiftRight(TSelf value, TSelf counts);

    /// <summary>Word by word the smaller one, unsigned.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>Sums of 64-bit integers, modulo 2^64.</summary>
    static abstract TSelf Add64(TSelf left, TSelf right);

    /// <summary>Differences of 64-bit integers, modulo 2^64.</summary>
    static abstract TSelf Subtract64(TSelf left, TSelf right);

    /// <summary>64-bit products of the even words, unsigned.</summary>
    static abstract TSelf MultiplyEven(TSelf left, TSelf right);

    /// <summary>64-bit products of the even words, signed.</summary>
    static abstract TSelf MultiplyEvenSigned(TSelf left, TSelf right);

    /// <summary>The odd words in the even places; what the odd places hold is left open.</summary>
    static abstract TSelf OddToEven(TSelf value);

    /// <summary>The even words alone, as 64-bit integers.</summary>
    static abstract TSelf Low64(TSelf value);

    /// <summary>The odd words alone, as 64-bit integers.</summary>
    static abstract TSelf High64(TSelf value);

    /// <summary>The odd words of <paramref name="even"/> in the even places, those of <paramref name="odd"/> where they are.</summary>
    static abstract TSelf JoinOdd(TSelf even, TSelf odd);

    /// <summary>Words 1 … Count − 1 of <paramref name="value"/>, followed by word 0 of <paramref name="next"/>.</summary>
    static abstract TSelf ShiftIn(TSelf value, TSelf next);

    /// <summary>
    /// Word i is word i of <paramref name="low"/> where the bit <paramref name="distance"/> of i is clear, and word i XOR <paramref name="distance"/> of <paramref name="high"/> where it is set.
    /// </summary>
    static abstract TSelf JoinLow(TSelf low, TSelf high, [ConstantExpected] int distance);

    /// <summary>
    /// Word i is word i XOR <paramref name="distance"/> of <paramref name="low"/> where the bit <paramref name="distance"/> of i is clear, and word i of <paramref name="high"/> where it is set.
    /// </summary>
    static abstract TSelf JoinHigh(TSelf low, TSelf high, [ConstantExpected] int distance);
}

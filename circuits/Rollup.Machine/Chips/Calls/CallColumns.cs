using Rollup.Machine.Access;

namespace Rollup.Machine.Chips.Calls;

/// <summary>A call of a precompile: both registers hold addresses, multiples of 8 below 2^32. The precompile's own table takes the message, once.</summary>
public struct CallColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    public T Rs1;

    public T Rs2;

    /// <summary>The number of the function. The operations follow each other as the functions do; a row of the program that is no call has another operation, whose number less that of the calls no table takes as a function.</summary>
    public T Function;

    public BaseColumns<T> First;

    public BaseColumns<T> Second;
}

using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Arithmetic;

/// <summary>ADD and SUB.</summary>
public struct AddColumns<T>
{
    public RegisterForm<T> Form;

    /// <summary>1 if the row is an addition.</summary>
    public T IsAdd;

    /// <summary>1 if the row is a subtraction.</summary>
    public T IsSub;

    /// <summary>rs1 ± rs2 modulo 2^64.</summary>
    public WordColumns<T> Result;
}

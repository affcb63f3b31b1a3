using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;

namespace Rollup.Machine.Chips.Multiplication;

/// <summary>MUL: the low 64 bits of the product.</summary>
public struct MultiplyColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    public RegisterForm<T> Form;

    public ProductColumns<T> Factors;

    public WordColumns<T> Result;

    /// <summary>What is carried out of each limb.</summary>
    public WordColumns<T> Carry;
}

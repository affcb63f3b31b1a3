using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>The matrices of x ↦ x^p and x ↦ x^(p²) on the basis 1, X, X², X³, X⁴, column after column.</summary>
internal static class QuinticFrobenius
{
    public static readonly KoalaBear[] Once = Matrix(1);

    public static readonly KoalaBear[] Twice = Matrix(2);

    private static KoalaBear[] Matrix(int times)
    {
        Scalar zero = default, one = new(KoalaBear.One);
        Extension image = new(zero, one, zero, zero, zero);
        for (int i = 0; i < times; i++)
            image = image.Pow(KoalaBear.Modulus);

        KoalaBear[] matrix = new KoalaBear[25];
        Extension power = Extension.One;
        for (int column = 0; column < 5; column++, power *= image)
        {
            for (int row = 0; row < 5; row++)
                matrix[(5 * column) + row] = power[row].Value;
        }

        return matrix;
    }
}

namespace Rollup.Kernel.Crypto.Fields;

/// <summary>A finite field, its elements being values of <typeparamref name="TSelf"/>; <c>default</c> is zero.</summary>
public interface IField<TSelf>
    where TSelf : struct, IField<TSelf>
{
    /// <summary>The neutral element of multiplication.</summary>
    static abstract TSelf One { get; }

    /// <summary>Whether the element is zero.</summary>
    bool IsZero { get; }

    /// <summary>The sum.</summary>
    static abstract TSelf operator +(in TSelf a, in TSelf b);

    /// <summary>The difference.</summary>
    static abstract TSelf operator -(in TSelf a, in TSelf b);

    /// <summary>The product.</summary>
    static abstract TSelf operator *(in TSelf a, in TSelf b);

    /// <summary>The negative.</summary>
    static abstract TSelf operator -(in TSelf a);

    /// <summary>Equality.</summary>
    static abstract bool operator ==(in TSelf a, in TSelf b);

    /// <summary>Inequality.</summary>
    static abstract bool operator !=(in TSelf a, in TSelf b);

    /// <summary>The element times itself.</summary>
    TSelf Square();

    /// <summary>The inverse; zero for zero.</summary>
    TSelf Inverse();
}

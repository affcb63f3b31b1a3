using System.Runtime.CompilerServices;

namespace Rollup.Stark.Airs;

/// <summary>Fixed-length runs of columns for typed column structs.</summary>
public static class ColumnArrays
{
    [InlineArray(3)]
    public struct Of3<T>
    {
        private T _column0;
    }

    [InlineArray(4)]
    public struct Of4<T>
    {
        private T _column0;
    }

    [InlineArray(5)]
    public struct Of5<T>
    {
        private T _column0;
    }

    [InlineArray(7)]
    public struct Of7<T>
    {
        private T _column0;
    }

    [InlineArray(8)]
    public struct Of8<T>
    {
        private T _column0;
    }

    [InlineArray(15)]
    public struct Of15<T>
    {
        private T _column0;
    }

    [InlineArray(16)]
    public struct Of16<T>
    {
        private T _column0;
    }

    [InlineArray(20)]
    public struct Of20<T>
    {
        private T _column0;
    }

    [InlineArray(23)]
    public struct Of23<T>
    {
        private T _column0;
    }

    [InlineArray(24)]
    public struct Of24<T>
    {
        private T _column0;
    }

    [InlineArray(25)]
    public struct Of25<T>
    {
        private T _column0;
    }

    [InlineArray(32)]
    public struct Of32<T>
    {
        private T _column0;
    }

    [InlineArray(64)]
    public struct Of64<T>
    {
        private T _column0;
    }

    [InlineArray(96)]
    public struct Of96<T>
    {
        private T _column0;
    }

    [InlineArray(100)]
    public struct Of100<T>
    {
        private T _column0;
    }

    [InlineArray(320)]
    public struct Of320<T>
    {
        private T _column0;
    }

    [InlineArray(1600)]
    public struct Of1600<T>
    {
        private T _column0;
    }
}

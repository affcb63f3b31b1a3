using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Recursion.Programs;

/// <summary>
/// An element of the challenge field in a circuit that is being recorded: a word of its memory, or a constant. Operators and constants are static and have no recorder of their own, so a word carries
/// its; <c>default</c> is the constant zero.
/// </summary>
public readonly struct CircuitValue : IExtension<CircuitValue, CircuitBase>, IScaled<CircuitValue, CircuitValue>
{
    private readonly Extension _constant;
    private readonly int _word;

    internal CircuitValue(CircuitRecorder recorder, int word)
    {
        Recorder = recorder;
        _word = word;
    }

    public CircuitValue(Extension constant) => _constant = constant;

    public static CircuitValue One => Constant(KoalaBear.One);

    public bool IsConstant => Recorder is null;

    /// <summary>The recorder of a word; null for a constant.</summary>
    internal CircuitRecorder? Recorder { get; }

    internal int Word => Recorder is not null ? _word : throw new InvalidOperationException("A constant has no word.");

    internal Extension ConstantValue => Recorder is null ? _constant : throw new InvalidOperationException("The value is no constant.");

    public static CircuitValue Constant(KoalaBear value) => new(Extension.Constant(value));

    public static CircuitValue operator +(CircuitValue left, CircuitValue right)
        => Recording(left, right) is { } recorder ? recorder.Add(left, right) : new(left._constant + right._constant);

    public static CircuitValue operator -(CircuitValue left, CircuitValue right)
        => Recording(left, right) is { } recorder ? recorder.Subtract(left, right) : new(left._constant - right._constant);

    public static CircuitValue operator *(CircuitValue left, CircuitValue right)
        => Recording(left, right) is { } recorder ? recorder.Multiply(left, right) : new(left._constant * right._constant);

    public static CircuitValue operator -(CircuitValue value) => default(CircuitValue) - value;

    public static CircuitValue Scale(CircuitValue value, CircuitValue factor) => value * factor;

    public static CircuitValue Embed(CircuitValue value) => value;

    public static CircuitValue Scale(CircuitValue value, CircuitBase factor) => value * factor.Value;

    public static CircuitValue Embed(CircuitBase value) => value.Value;

    /// <summary>The inverse; a circuit whose value is zero there has no witness.</summary>
    public CircuitValue Inverse()
    {
        if (Recorder is not null)
            return Recorder.Invert(this);
        return _constant != Extension.Zero ? new(_constant.Inverse()) : throw new InvalidCircuitException("The constant zero has no inverse.");
    }

    internal bool Is(Extension constant) => Recorder is null && _constant == constant;

    private static CircuitRecorder? Recording(CircuitValue left, CircuitValue right)
        => left.Recorder is null || right.Recorder is null || ReferenceEquals(left.Recorder, right.Recorder)
            ? left.Recorder ?? right.Recorder
            : throw new InvalidOperationException("The values belong to two circuits.");
}

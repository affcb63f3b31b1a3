namespace Rollup.Stark.Fields;

/// <summary>A computation that is generic over the packed field, to be run by <see cref="PackedField.Dispatch"/>.</summary>
public interface IPackedAction<out TResult>
{
    TResult Run<P>()
        where P : unmanaged, IPackedField<P>;
}

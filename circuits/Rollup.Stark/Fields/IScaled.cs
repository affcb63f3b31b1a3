namespace Rollup.Stark.Fields;

/// <summary>
/// The extension <typeparamref name="TSelf"/> as a module over <typeparamref name="T"/>: base elements for the prover, extension elements (openings at a
/// random point) for the verifier. The constraints of LogUp are written once against it.
/// </summary>
public interface IScaled<TSelf, T>
    where TSelf : struct, IScaled<TSelf, T>
{
    static abstract TSelf Scale(TSelf value, T factor);

    static abstract TSelf Embed(T value);
}

namespace Rollup.Stark.Hashing;

/// <summary>Which of its members a <see cref="HashItem{TBase, TExtension, TDigest}"/> is.</summary>
public enum HashItemKind
{
    Base,
    Extension,
    Digest,
}

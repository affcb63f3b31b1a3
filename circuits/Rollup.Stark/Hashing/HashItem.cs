namespace Rollup.Stark.Hashing;

/// <summary>An element of a message to be hashed: a base element, an extension element or a digest.</summary>
public readonly struct HashItem<TBase, TExtension, TDigest>
{
    private HashItem(HashItemKind kind, TBase @base, TExtension extension, TDigest digest)
    {
        Kind = kind;
        Base = @base;
        Extension = extension;
        Digest = digest;
    }

    public HashItemKind Kind { get; }

    public TBase Base { get; }

    public TExtension Extension { get; }

    public TDigest Digest { get; }

    public static HashItem<TBase, TExtension, TDigest> Of(TBase value) => new(HashItemKind.Base, value, default!, default!);

    public static HashItem<TBase, TExtension, TDigest> Of(TExtension value) => new(HashItemKind.Extension, default!, value, default!);

    public static HashItem<TBase, TExtension, TDigest> Of(TDigest value) => new(HashItemKind.Digest, default!, default!, value);
}

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>What has happened to an account in this transaction; all but <see cref="CodeLoaded"/> are undone by a revert.</summary>
[Flags]
internal enum AccountFlags : uint
{
    None = 0,

    /// <summary>Accessed (EIP-2929).</summary>
    Warm = 1,

    /// <summary>Touched (EIP-161): deleted at the end if dead.</summary>
    Touched = 2,

    /// <summary>Created as a contract by this transaction (EIP-6780).</summary>
    Created = 4,

    /// <summary>Self-destructed after having been created by this transaction.</summary>
    Destroyed = 8,

    /// <summary>The code was changed, so that it must be stored.</summary>
    CodeChanged = 16,

    /// <summary>The code view is filled.</summary>
    CodeLoaded = 32,
}

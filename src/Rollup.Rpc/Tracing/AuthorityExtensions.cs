using Rollup.Execution.Native;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.State;

namespace Rollup.Rpc.Tracing;

/// <summary>The accounts that gave authorizations (EIP-7702).</summary>
internal static class AuthorityExtensions
{
    /// <summary>
    /// Reads the account of every authorization that has a signer, so that a trace of the accounts touched shows it, as geth's does: the execution itself does not look at
    /// those of authorizations for other chains.
    /// </summary>
    public static void TouchAuthorities(this StateOverlay state, AuthorizationList authorizations)
    {
        NativeHost host = new(memo: null);
        RlpReader entries = new(authorizations.Content);
        while (Authorization.Read(ref entries, out Authorization authorization) == RlpError.None)
        {
            if (authorization.TryRecoverAuthority(ref host, out Address authority))
                _ = state.Read(StateKey.Account(in authority));
        }
    }
}

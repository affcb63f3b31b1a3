using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Calls;
using Rollup.Rpc.JsonRpc;
using Rollup.State;

namespace Rollup.Rpc.Simulations;

/// <summary>
/// The least gas limit with which a call succeeds. Mostly that is what it uses before refunds: if it then does the same. Where it does not, because
/// callers keep a 64th (EIP-150), it is found by bisection, and as in geth may exceed the least by 1.5 %.
/// </summary>
internal static class GasEstimator
{
    private const ulong ErrorParts = 1000;
    private const ulong TolerableParts = 15;

    /// <summary>Estimates <paramref name="request"/>, which may use at most <paramref name="gasCap"/>.</summary>
    public static (ulong Gas, RpcError? Error) Estimate(Simulation simulation, CallRequest request, ulong gasCap)
    {
        ulong high = request.Gas >= TransactionRules.BaseGas ? request.Gas.Value : simulation.Block.GasLimit;
        high = Math.Min(Math.Min(high, gasCap), TransactionRules.MaxGasLimit);
        if (!TryLimitToFunds(simulation, request, ref high))
            return (0, RpcError.Refused("insufficient funds for transfer"));
        if (IsPlainTransfer(simulation, request) && simulation.Run(request, TransactionRules.BaseGas).Succeeded)
            return (TransactionRules.BaseGas, null);

        SimulatedCall most = simulation.Run(request, high);
        if (!most.Succeeded)
            return (0, most.RanOutOfGas ? RpcError.Refused($"gas required exceeds allowance ({high})") : most.ToRpcError());
        ulong used = most.GasUsedBeforeRefunds;
        SimulatedCall least = simulation.Run(request, used);
        return least.Succeeded && least.GasUsedBeforeRefunds == used
            ? (used, null)
            : Search(simulation, request, low: most.GasUsed - 1, high, (used + (ulong)GasCost.CallStipend) * 64 / 63);
    }

    /// <summary>The least sufficient limit in (<paramref name="low"/>, <paramref name="high"/>], of which high is known to suffice; <paramref name="guess"/> is tried first.</summary>
    private static (ulong Gas, RpcError? Error) Search(Simulation simulation, CallRequest request, ulong low, ulong high, ulong guess)
    {
        ulong middle = guess;
        while (low + 1 < high && (high - low) * ErrorParts >= high * TolerableParts)
        {
            if (middle < high)
            {
                SimulatedCall attempt = simulation.Run(request, middle);
                if (attempt.Problem is not null && !attempt.LacksIntrinsicGas)
                    return (0, attempt.Problem);
                if (attempt.Succeeded)
                    high = middle;
                else
                    low = Math.Max(low, middle);
            }

            middle = Math.Min((low + high) / 2, 2 * low); // Most limits are near what is used.
        }

        return (high, null);
    }

    /// <summary>Lowers the limit to what the caller can pay for; false if not even the value is there.</summary>
    private static bool TryLimitToFunds(Simulation simulation, CallRequest request, ref ulong high)
    {
        if (request.MaxFeePerGas is not { IsZero: false } price)
            return true;
        Address from = request.From;
        if (U256.SubUnderflows(simulation.State.GetAccount(in from).Balance, request.Value, out U256 available))
            return false;
        U256 affordable = available / price;
        if (affordable < high)
            high = affordable.L0;
        return true;
    }

    private static bool IsPlainTransfer(Simulation simulation, CallRequest request)
    {
        if (request is not { Data.Length: 0, To: { } to })
            return false;
        AccountState recipient = simulation.State.GetAccount(in to);
        return !recipient.HasCode;
    }
}

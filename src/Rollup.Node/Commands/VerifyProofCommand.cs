using System.CommandLine;
using System.Globalization;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;
using Rollup.Node.Configuration;

namespace Rollup.Node.Commands;

/// <summary>
/// <c>rollup verify-proof</c>: asks a deployed verifier about a final proof, by a call that costs nothing, and prints its verdict and the gas that a transaction would take. Exit code 0 if it accepts, 3 if it
/// refuses, 1 and 2 as for every command if there was no answer.
/// </summary>
internal static class VerifyProofCommand
{
    private const int Refused = 3, Word = 32;

    /// <summary>Far above any proof; nothing larger is read or sent.</summary>
    private const long MaxFileBytes = 1 << 20;

    private static readonly Argument<FileInfo> Proof = new("final.bin") { Description = "The final proof" };
    private static readonly Option<string> L1Url = new("--l1") { Description = "JSON-RPC URL of an L1 node", Required = true };
    private static readonly Option<string> Verifier = new("--verifier") { Description = "Address of the FinalVerifier", Required = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("verify-proof", "Ask a deployed verifier about a final proof") { Proof, L1Url, Verifier };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            bool isAccepted = false;
            int exitCode = await SettingOptions.RunAsync(async () =>
            {
                if (!Uri.TryCreate(parsed.GetValue(L1Url), UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
                    throw new ConfigurationException("--l1 must be an http:// or https:// URL");
                if (!HexFormat.TryParseAddress(parsed.GetValue(Verifier), out Address verifier))
                    throw new ConfigurationException("--verifier must be an address");
                isAccepted = await AskAsync(url, verifier, Read(parsed.GetValue(Proof)!), cancellationToken);
            });
            return exitCode != 0 ? exitCode : isAccepted ? 0 : Refused;
        });
        return command;
    }

    private static byte[] Read(FileInfo file)
    {
        try
        {
            if (file.Length is < RollupContract.ProofHeadBytes or > MaxFileBytes)
                throw new ConfigurationException($"{file} is no final proof: it has {file.Length} bytes");
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(exception.Message);
        }
    }

    private static async Task<bool> AskAsync(Uri url, Address verifier, byte[] file, CancellationToken cancellationToken)
    {
        using JsonRpcClient rpc = new(url);
        L1Client l1 = new(rpc);
        L1Call call = new(verifier, RollupContract.VerifyCalldata(file) ?? throw new ConfigurationException("This is no final proof: its third word is no address"));
        bool isAccepted;
        try
        {
            byte[] answer = await l1.CallAsync(call, L1BlockTag.Latest, cancellationToken);
            if (answer.Length != Word || answer.AsSpan(..^1).IndexOfAnyExcept((byte)0) >= 0 || answer[^1] > 1)
                throw new L1MalformedException($"{verifier.ToChecksum()} gave no verdict: is there a FinalVerifier at this address?");
            isAccepted = answer[^1] == 1;
        }
        catch (L1RpcException exception) when (exception.RevertData is not null)
        {
            isAccepted = false;
        }

        if (!isAccepted)
        {
            Console.WriteLine("refused");
            return false;
        }

        ulong gas = await l1.EstimateGasAsync(call, L1BlockTag.Latest, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"accepted: {file.Length - RollupContract.ProofHeadBytes} bytes of proof, {gas} gas for a transaction"));
        return true;
    }
}

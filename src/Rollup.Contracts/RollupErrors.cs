using System.Globalization;
using System.Numerics;
using System.Text;
using Nethereum.ABI.ABIDeserialisation;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.ABI.Model;
using Nethereum.Contracts;
using Rollup.Ethereum.Hex;

namespace Rollup.Contracts;

/// <summary>error TimestampInFuture(uint256 blockTimestamp, uint64 timestamp): the one refusal that waiting cures.</summary>
[Error("TimestampInFuture")]
public sealed class TimestampInFutureError : IErrorDTO
{
    [Parameter("uint256", "blockTimestamp", 1)]
    public BigInteger BlockTimestamp { get; set; }

    [Parameter("uint64", "timestamp", 2)]
    public ulong Timestamp { get; set; }
}

/// <summary>The reasons with which <c>RollupChain</c> (src/contracts) refuses a call, in words.</summary>
public static class RollupErrors
{
    private static readonly ContractABI Abi = new ABIStringSignatureDeserialiser().ExtractContractABI(
        "error Error(string message)",
        "error Panic(uint256 code)",
        "error AccessControlUnauthorizedAccount(address account, bytes32 role)",
        "error CreationWithRecipient()",
        "error DataNotPublished(bytes32 dataHash)",
        "error DataTooLong(uint256 limit, uint256 length)",
        "error DisabledVersion(uint64 version)",
        "error EnforcedPause()",
        "error FallbackClosed()",
        "error ForcedGasPriceTooHigh(uint256 price)",
        "error InsufficientPrepayment(uint256 required, uint256 sent)",
        "error InvalidActivation(uint256 earliest, uint64 activeFrom)",
        "error InvalidGasLimit(uint256 minimum, uint256 maximum, uint256 gasLimit)",
        "error InvalidParameters()",
        "error InvalidProof()",
        "error InvalidRange(uint256 from, uint256 to)",
        "error InvalidRevert(uint256 lastKept)",
        "error InvalidTerms()",
        "error ItemOverdue(uint256 index)",
        "error MixedVersions(uint64 first, uint64 last)",
        "error NoVerifier(uint64 version)",
        "error NotBridge(address caller)",
        "error NotDirectCall()",
        "error NotFinalized(uint256 batchNumber)",
        "error PauseSpent(uint64 pausedAt)",
        "error QueuePositionBeforeParent(uint64 parent, uint64 position)",
        "error QueuePositionOutOfRange(uint256 position, uint256 length)",
        "error TimestampBeforeParent(uint64 parent, uint64 timestamp)",
        "error TimestampInFuture(uint256 blockTimestamp, uint64 timestamp)",
        "error TimestampTooOld(uint256 earliest, uint64 timestamp)",
        "error UnexpectedConfig(bytes32 expected, bytes32 actual)",
        "error UnexpectedDataHash(bytes32 expected, bytes32 actual)",
        "error UnexpectedNumber(uint256 expected, uint256 actual)",
        "error UnexpectedParent(bytes32 expected, bytes32 actual)",
        "error UnexpectedRollingHash(bytes32 expected, bytes32 actual)",
        "error UnexpectedVersion(uint64 expected, uint64 actual)",
        "error UnknownVersion(uint64 version)",
        "error VerifierMissing()");

    /// <summary>The errors that have a name here.</summary>
    public static IEnumerable<string> Names => Abi.Errors.Select(error => error.Name);

    /// <summary>Whether <paramref name="data"/>, that of a revert, is the error <typeparamref name="TError"/>.</summary>
    public static bool Is<TError>(byte[]? data)
        where TError : IErrorDTO, new()
        => data is not null && data.ToHex().IsExceptionEncodedDataForError<TError>();

    /// <summary>A text for the data of a revert: a message, an error with its arguments, or the bytes in hex if nothing is known.</summary>
    public static string Describe(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return "no reason given";
        string hex = data.ToHex();
        try
        {
            ErrorABI? error = data.Length < 4 ? null : Array.Find(Abi.Errors, error => hex.IsExceptionEncodedDataForError(error));
            return error is not null && AbiCodec.Holds(data[4..], error.InputParameters) ? Describe(error, error.DecodeErrorDataToDefault(hex)) : hex;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Not what its selector promises: the bytes say more than a guess. The library has no one exception for it.
            return hex;
        }
    }

    private static string Describe(ErrorABI error, List<ParameterOutput> arguments)
    {
        if (arguments.Count != error.InputParameters.Length || arguments.Exists(argument => argument.Result is null))
            throw new FormatException("An argument is missing.");
        if (error.Name == "Error")
            return (string)arguments[0].Result;
        if (error.Name == "Panic")
            return string.Create(CultureInfo.InvariantCulture, $"Panic(0x{(BigInteger)arguments[0].Result:x2})");
        StringBuilder text = new StringBuilder(error.Name).Append('(');
        text.AppendJoin(", ", arguments.Select(argument => $"{argument.Parameter.Name}: {(argument.Result is byte[] bytes ? bytes.ToHex() : string.Create(CultureInfo.InvariantCulture, $"{argument.Result}"))}"));
        return text.Append(')').ToString();
    }
}

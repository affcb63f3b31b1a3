using Rollup.Guest;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Provers;

/// <summary>Does the work of proof jobs. The one that proves is <see cref="BatchProver"/>; tests of leases and faults have others that are quick.</summary>
public interface IProver
{
    /// <summary>The program that it proves runs of.</summary>
    ProgramKeyBytes Program { get; }

    /// <summary>Makes a job's result and verifies it. Runs for seconds to minutes on the calling thread.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    ProofOutcome Prove(ProofTask task, ProverRun run);
}

/// <summary>The key of a program in 32 bytes, as L1 has it.</summary>
public sealed record ProgramKeyBytes(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The key of the program that this build proves.</summary>
    public static ProgramKeyBytes Pinned { get; } = new(Convert.FromHexString(PinnedGuest.ReadKeys().ProgramKey));

    /// <summary>Compares the bytes.</summary>
    public bool Equals(ProgramKeyBytes? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Bytes.Span);

    /// <inheritdoc/>
    public override string ToString() => "0x" + Convert.ToHexStringLower(Bytes.Span);
}

/// <summary>A job with what it needs.</summary>
/// <param name="Job">The job.</param>
/// <param name="Inputs">The results of its inputs.</param>
/// <param name="Witness">Of its batch, for plans and segments; empty otherwise.</param>
public sealed record ProofTask(ProofJob Job, IReadOnlyList<ReadOnlyMemory<byte>> Inputs, ReadOnlyMemory<byte> Witness);

/// <summary>How a prover runs.</summary>
/// <param name="Threads">How many it may use.</param>
/// <param name="Progress">Told stage and progress, from 0 to 1.</param>
/// <param name="Cancellation">Stops it.</param>
public sealed record ProverRun(int Threads, Action<string, double> Progress, CancellationToken Cancellation);

/// <summary>What came of a job.</summary>
public abstract record ProofOutcome
{
    private ProofOutcome()
    {
    }

    /// <summary>The result, verified natively.</summary>
    /// <param name="Result">The bytes to keep.</param>
    /// <param name="Cells">Cells that the proof commits to.</param>
    public sealed record Made(ReadOnlyMemory<byte> Result, long Cells) : ProofOutcome;

    /// <summary>An input is not what it should be.</summary>
    /// <param name="Index">Which one.</param>
    /// <param name="Reason">Why.</param>
    public sealed record InvalidInput(int Index, string Reason) : ProofOutcome;

    /// <summary>It cannot be done.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Failed(string Reason) : ProofOutcome;
}

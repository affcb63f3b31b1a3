using Rollup.Machine.Events;
using Rollup.Machine.Segments;
using Rollup.Stark.Proofs;
using Digest = Rollup.Kernel.State.Digest;

namespace Rollup.Machine.Proving;

/// <summary>Verifies that the proofs of segments together prove a run: from the program's start to the halt pc, with an output.</summary>
public static class RunVerifier
{
    public static RunVerdict Verify(MachineKey key, RunProof run, IEnumerable<SegmentProof> segments)
    {
        uint pc = key.Program.Entry;
        Digest root = InitialMemory.Root(key.ImageRoot, run.InputRoot);
        int count = 0;
        foreach (SegmentProof segment in segments)
        {
            SegmentStatement statement = segment.Statement;
            if (statement.StartPc != pc || statement.StartRoot != root)
                return count == 0 ? new(RunError.WrongStart, "segment 0 does not start as runs do") : new(RunError.BrokenChain, $"segment {count} does not start where segment {count - 1} ends");
            VerificationResult verdict = Verifier.Verify(key.Stark.Verifying, statement.ToPublicValues(), segment.Proof);
            if (!verdict.IsValid)
                return new(RunError.SegmentRejected, $"segment {count}: {verdict.Error}: {verdict.Detail}");
            (pc, root) = (statement.EndPc, statement.EndRoot);
            count++;
        }

        if (count != run.SegmentCount || count == 0)
            return new(RunError.Malformed, $"{count} segments instead of {run.SegmentCount}");
        if (pc != MemoryMap.HaltPc)
            return new(RunError.NotHalted, $"the last segment ends at 0x{pc:x}");
        if (!run.Output.IsIn(root))
            return new(RunError.WrongOutput, "the output is not in the last memory");
        return run.Output.Words[0] == MemoryMap.OutputFixedWord ? RunVerdict.Valid : new(RunError.OutputMissing, "the output does not begin with the fixed word");
    }
}

using System.Globalization;
using Rollup.Machine.Proving;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Profiling;
using Rollup.Recursion.Programs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Cli;

/// <summary><c>recursion --profile</c>: what the circuits cost, by table and by part of the verifier that they contain.</summary>
internal static class RecursionCommand
{
    private const int DearestParts = 24;

    public static int Profile(TextWriter output)
    {
        MachineKey machine = BatchMachine.CreateKey(Workers.All);
        InnerCircuits inner = InnerCircuits.Create(machine.Stark.Verifying, ProofParameters.Inner);
        output.WriteLine($"lifts: {inner.Layouts.Lifts.Shape}\nother inner circuits: {inner.Layouts.Folds.Shape}");
        foreach (int index in inner.Indices)
        {
            InnerLayout layout = inner.Layouts[AllowedKeys.GroupOf(index)];
            Write(NameOf(index), inner.Program(index), layout.Shape, layout.Outline);
        }

        FinalCircuits final = FinalCircuits.Create(inner.Layouts, ProofParameters.Shrink, ProofParameters.Final);
        Write("shrink", final.Shrink.Circuit.Program, final.Shrink.Circuit.Layout, final.Shrink.Verifying);
        Write("final", final.Final.Circuit.Program, final.Final.Circuit.Layout, final.Final.Verifying);
        return 0;

        string NameOf(int index) => index switch
        {
            AllowedKeys.JoinOfLifts => "join of two lifts",
            AllowedKeys.JoinOfLiftAndJoin => "join of lift and join",
            AllowedKeys.JoinOfJoinAndLift => "join of join and lift",
            AllowedKeys.JoinOfJoins => "join of two joins",
            AllowedKeys.CloseOfLift => "close of a lift",
            AllowedKeys.CloseOfJoin => "close of a join",
            AllowedKeys.Chain => "chain",
            _ => $"lift of {machine.Shapes[index].Name}",
        };

        void Write<THash>(string name, CircuitProgram program, CircuitLayout layout, VerifyingKey<THash> outline)
            where THash : struct, IHashSuite<THash>
        {
            CircuitProfile profile = new(program, layout, outline.Plans[0]);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {profile.Total.Operations} operations, {profile.Total.Compressions} compressions, {profile.Total.Blocks} blocks; {profile.CellsOf(profile.Total) / 1e6:F1} M cells in use of {profile.Committed / 1e6:F1} M; needs {profile.Needed}"));
            foreach (PartCost part in profile.Parts.Take(DearestParts))
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{profile.CellsOf(part) / 1e3,9:F0} k cells {part.Operations,8} {part.Compressions,8} {part.Blocks,8}  {part.Part}"));
            }
        }
    }
}

using Mono.Cecil;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Subset;

public class SubsetTests
{
    [Fact]
    public void The_kernel_stays_within_the_provable_subset()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(U256).Assembly.Location);
        IReadOnlyList<string> findings = SubsetChecker.Check(module.Types);
        findings.ShouldBeEmpty(Environment.NewLine + string.Join(Environment.NewLine, findings));
    }

    [Theory]
    [InlineData(nameof(Violations.OrdinaryClass), "reference type")]
    [InlineData(nameof(Violations.RecordClass), "reference type")]
    [InlineData(nameof(Violations.DelegateType), "reference type")]
    [InlineData(nameof(Violations.ReferenceField), "reference type System.String")]
    [InlineData(nameof(Violations.FloatField), "floating point System.Double")]
    [InlineData(nameof(Violations.MutableStatic), "static field")]
    [InlineData(nameof(Violations.StoredStatic), "stsfld")]
    [InlineData(nameof(Violations.StaticConstructor), "static constructor")]
    [InlineData(nameof(Violations.NewArray), "newarr")]
    [InlineData(nameof(Violations.NewObject), "newobj reference type")]
    [InlineData(nameof(Violations.Boxing), "box")]
    [InlineData(nameof(Violations.StringLiteral), "ldstr")]
    [InlineData(nameof(Violations.Throwing), "throw")]
    [InlineData(nameof(Violations.Catching), "exception handler")]
    [InlineData(nameof(Violations.InterfaceCall), "virtual call")]
    [InlineData(nameof(Violations.OpenTypeParameter), "virtual call")]
    [InlineData(nameof(Violations.FloatArithmetic), "ldc.r8")]
    [InlineData(nameof(Violations.LinqQuery), "System.Linq.Enumerable::Count")]
    [InlineData(nameof(Violations.Lambda), "ldftn")]
    [InlineData(nameof(Violations.FunctionPointer), "calli")]
    [InlineData(nameof(Violations.Asynchronous), "AsyncTaskMethodBuilder")]
    [InlineData(nameof(Violations.BigNumbers), "System.Numerics.BigInteger")]
    [InlineData(nameof(Violations.Clock), "System.Environment::get_TickCount64")]
    [InlineData(nameof(Violations.HostOnlyCall), "System.Object::Equals")]
    [InlineData(nameof(Violations.UnlistedCall), "System.Int32::RotateLeft")]
    public void Every_kind_of_violation_is_found(string type, string expected) =>
        CheckFixture(type).ShouldContain(finding => finding.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Allowed_code_has_no_findings() => CheckFixture(nameof(Violations.Allowed)).ShouldBeEmpty();

    private static IReadOnlyList<string> CheckFixture(string name)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(Violations).Assembly.Location);
        TypeDefinition container = module.GetType(typeof(Violations).FullName);
        return SubsetChecker.Check(container.NestedTypes.Where(type => type.Name == name));
    }
}

using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Calls;

/// <summary>
/// Gathers the slots that an execution touches, and the accounts that are not warm anyway: all but sender, recipient, precompiles and
/// authorities.
/// </summary>
/// <param name="warm">The accounts that are warm anyway, recipient and precompiles apart.</param>
internal sealed class AccessListObserver(IReadOnlySet<Address> warm) : ExecutionObserver
{
    private readonly SortedDictionary<Address, SortedSet<U256>> _list = [];
    private readonly List<Address> _frames = [];
    private Address _recipient;

    /// <summary>The slots by account.</summary>
    public IReadOnlyCollection<KeyValuePair<Address, SortedSet<U256>>> List => _list;

    /// <inheritdoc/>
    public override bool OnInstruction(scoped in TracedInstruction instruction)
    {
        ReadOnlySpan<U256> stack = instruction.Stack;
        switch (instruction.Opcode)
        {
            case (Opcode.SLoad or Opcode.SStore) when stack.Length >= 1:
                Slots(_frames[^1]).Add(stack[^1]);
                break;
            case (Opcode.ExtCodeCopy or Opcode.ExtCodeHash or Opcode.ExtCodeSize or Opcode.Balance or Opcode.SelfDestruct) when stack.Length >= 1:
                Touch(Address.FromU256(in stack[^1]));
                break;
            case (Opcode.DelegateCall or Opcode.Call or Opcode.StaticCall or Opcode.CallCode) when stack.Length >= 5:
                Touch(Address.FromU256(in stack[^2]));
                break;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void OnEnter(scoped in TracedFrame frame)
    {
        if (frame.Depth == 0)
            _recipient = frame.To;
        _frames.Add(frame.Opcode is Opcode.DelegateCall or Opcode.CallCode ? _frames[^1] : frame.To);
    }

    /// <inheritdoc/>
    public override void OnExit(int depth, string? error, long gasLeft, ReadOnlySpan<byte> output) => _frames.RemoveAt(_frames.Count - 1);

    private void Touch(Address address)
    {
        if (!warm.Contains(address) && address != _recipient && !Precompile.TryIdentify<RollupOsaka>(in address, out _))
            _ = Slots(address);
    }

    private SortedSet<U256> Slots(Address address)
    {
        if (!_list.TryGetValue(address, out SortedSet<U256>? slots))
            _list.Add(address, slots = []);
        return slots;
    }
}

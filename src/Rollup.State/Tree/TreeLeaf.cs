using Rollup.Kernel.State;

namespace Rollup.State.Tree;

/// <summary>A leaf in full; one whose value is absent stands for its deletion.</summary>
internal readonly struct TreeLeaf(StateKey key, TreeKey path, ulong index, StateValue value)
{
    public readonly StateKey Key = key;
    public readonly TreeKey Path = path;
    public readonly ulong Index = index;
    public readonly StateValue Value = value;

    public bool IsAbsent => Value.IsAbsent(in Key);
}

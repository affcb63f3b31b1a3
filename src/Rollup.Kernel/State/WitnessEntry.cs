using System.Runtime.InteropServices;

namespace Rollup.Kernel.State;

/// <summary>An entry that the batch touches: what the witness proves of it, and what execution has made of it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct WitnessEntry
{
    /// <summary>The entry's name.</summary>
    public StateKey Key { readonly get; internal set; }

    /// <summary>Its path in the tree.</summary>
    public TreeKey Path { readonly get; internal set; }

    /// <summary>Its value in the parent batch's state.</summary>
    public StateValue Original { readonly get; internal set; }

    /// <summary>Its value now.</summary>
    public StateValue Current { readonly get; internal set; }

    /// <summary>The index of its leaf: given by the witness if it existed, by the update if it is created.</summary>
    public ulong Index { readonly get; internal set; }

    /// <summary>Whether the parent batch's state has a leaf for it.</summary>
    public bool Existed { readonly get; internal set; }

    /// <summary>The node in which its path ends.</summary>
    internal uint Node { readonly get; set; }

    /// <summary>The next entry of the same hash bucket, plus one; 0 ends the list.</summary>
    internal uint NextInBucket { readonly get; set; }

    /// <summary>What becomes of its leaf.</summary>
    public readonly LeafChange Change
    {
        get
        {
            bool exists = !Current.IsAbsent(Key);
            if (!Existed)
                return exists ? LeafChange.Created : LeafChange.None;
            if (!exists)
                return LeafChange.Deleted;
            return Current == Original ? LeafChange.None : LeafChange.Updated;
        }
    }
}

using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Hashing;

/// <summary>
/// A message for <see cref="IHashSuite{TSelf}.HashWords"/>, put together from base elements, extension elements and digests. With a hash that has blocks (Poseidon2, 16 words), a block holds up to sixteen
/// base elements, three extension elements, or two digests, and zeros fill it up before another kind follows and at the end: a circuit absorbs each kind by a lookup of its own size. The sequence of kinds is
/// always fixed by the key, so the zeros do not make two messages one.
/// </summary>
public sealed class HashMessage<THash>
    where THash : struct, IHashSuite<THash>
{
    private readonly List<uint> _words = [];
    private int _elementWords;

    /// <summary>The message, which may not grow any more.</summary>
    public ReadOnlySpan<uint> Words
    {
        get
        {
            FillBlock();
            return CollectionsMarshal.AsSpan(_words);
        }
    }

    public void Add(KoalaBear element)
    {
        Open(1);
        _words.Add(THash.Word(element));
    }

    public void Add(in Extension element)
    {
        Open(ExtensionField.Degree);
        for (int i = 0; i < ExtensionField.Degree; i++)
            _words.Add(THash.Word(element[i].Value));
    }

    public void Add(in Digest digest)
    {
        Open(Digest.Length);
        _words.AddRange(digest);
    }

    /// <summary>Goes on to the next block if an element of that many words may not follow in this one.</summary>
    private void Open(int elementWords)
    {
        if (THash.BlockWords == 0)
            return;
        int used = _words.Count % THash.BlockWords;
        if (used > 0 && (elementWords != _elementWords || used + elementWords > THash.BlockWords))
            FillBlock();
        _elementWords = elementWords;
    }

    private void FillBlock()
    {
        while (THash.BlockWords > 0 && _words.Count % THash.BlockWords > 0)
            _words.Add(0);
    }
}

using System.Numerics;

namespace Rollup.Kernel.Hashing;

/// <summary>
/// The permutation Keccak-f[1600] (FIPS 202, section 3.3), two rounds per step and all lanes in locals. A lane's name gives its
/// place: the consonant is the row y (b g k m s), the vowel the column x (a e i o u), after the Keccak team's implementation overview.
/// </summary>
public static class KeccakF1600
{
    /// <summary>The number of 64-bit lanes of a state.</summary>
    public const int Lanes = 25;

    private static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
        0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>Permutes the 25 lanes of <paramref name="state"/> in place; lane x + 5y is A[x, y].</summary>
    public static void Permute(Span<ulong> state)
    {
        ReadOnlySpan<ulong> constants = RoundConstants;
        state = state[..Lanes];
        ulong aba = state[0];
        ulong abe = state[1];
        ulong abi = state[2];
        ulong abo = state[3];
        ulong abu = state[4];
        ulong aga = state[5];
        ulong age = state[6];
        ulong agi = state[7];
        ulong ago = state[8];
        ulong agu = state[9];
        ulong aka = state[10];
        ulong ake = state[11];
        ulong aki = state[12];
        ulong ako = state[13];
        ulong aku = state[14];
        ulong ama = state[15];
        ulong ame = state[16];
        ulong ami = state[17];
        ulong amo = state[18];
        ulong amu = state[19];
        ulong asa = state[20];
        ulong ase = state[21];
        ulong asi = state[22];
        ulong aso = state[23];
        ulong asu = state[24];

        for (int round = 0; round < 24; round += 2)
        {
            ulong ca = aba ^ aga ^ aka ^ ama ^ asa;
            ulong ce = abe ^ age ^ ake ^ ame ^ ase;
            ulong ci = abi ^ agi ^ aki ^ ami ^ asi;
            ulong co = abo ^ ago ^ ako ^ amo ^ aso;
            ulong cu = abu ^ agu ^ aku ^ amu ^ asu;
            ulong ta = cu ^ BitOperations.RotateLeft(ce, 1);
            ulong te = ca ^ BitOperations.RotateLeft(ci, 1);
            ulong ti = ce ^ BitOperations.RotateLeft(co, 1);
            ulong to = ci ^ BitOperations.RotateLeft(cu, 1);
            ulong tu = co ^ BitOperations.RotateLeft(ca, 1);
            ulong ba = aba ^ ta;
            ulong be = BitOperations.RotateLeft(age ^ te, 44);
            ulong bi = BitOperations.RotateLeft(aki ^ ti, 43);
            ulong bo = BitOperations.RotateLeft(amo ^ to, 21);
            ulong bu = BitOperations.RotateLeft(asu ^ tu, 14);
            ulong eba = ba ^ (~be & bi) ^ constants[round];
            ulong ebe = be ^ (~bi & bo);
            ulong ebi = bi ^ (~bo & bu);
            ulong ebo = bo ^ (~bu & ba);
            ulong ebu = bu ^ (~ba & be);
            ba = BitOperations.RotateLeft(abo ^ to, 28);
            be = BitOperations.RotateLeft(agu ^ tu, 20);
            bi = BitOperations.RotateLeft(aka ^ ta, 3);
            bo = BitOperations.RotateLeft(ame ^ te, 45);
            bu = BitOperations.RotateLeft(asi ^ ti, 61);
            ulong ega = ba ^ (~be & bi);
            ulong ege = be ^ (~bi & bo);
            ulong egi = bi ^ (~bo & bu);
            ulong ego = bo ^ (~bu & ba);
            ulong egu = bu ^ (~ba & be);
            ba = BitOperations.RotateLeft(abe ^ te, 1);
            be = BitOperations.RotateLeft(agi ^ ti, 6);
            bi = BitOperations.RotateLeft(ako ^ to, 25);
            bo = BitOperations.RotateLeft(amu ^ tu, 8);
            bu = BitOperations.RotateLeft(asa ^ ta, 18);
            ulong eka = ba ^ (~be & bi);
            ulong eke = be ^ (~bi & bo);
            ulong eki = bi ^ (~bo & bu);
            ulong eko = bo ^ (~bu & ba);
            ulong eku = bu ^ (~ba & be);
            ba = BitOperations.RotateLeft(abu ^ tu, 27);
            be = BitOperations.RotateLeft(aga ^ ta, 36);
            bi = BitOperations.RotateLeft(ake ^ te, 10);
            bo = BitOperations.RotateLeft(ami ^ ti, 15);
            bu = BitOperations.RotateLeft(aso ^ to, 56);
            ulong ema = ba ^ (~be & bi);
            ulong eme = be ^ (~bi & bo);
            ulong emi = bi ^ (~bo & bu);
            ulong emo = bo ^ (~bu & ba);
            ulong emu = bu ^ (~ba & be);
            ba = BitOperations.RotateLeft(abi ^ ti, 62);
            be = BitOperations.RotateLeft(ago ^ to, 55);
            bi = BitOperations.RotateLeft(aku ^ tu, 39);
            bo = BitOperations.RotateLeft(ama ^ ta, 41);
            bu = BitOperations.RotateLeft(ase ^ te, 2);
            ulong esa = ba ^ (~be & bi);
            ulong ese = be ^ (~bi & bo);
            ulong esi = bi ^ (~bo & bu);
            ulong eso = bo ^ (~bu & ba);
            ulong esu = bu ^ (~ba & be);

            ca = eba ^ ega ^ eka ^ ema ^ esa;
            ce = ebe ^ ege ^ eke ^ eme ^ ese;
            ci = ebi ^ egi ^ eki ^ emi ^ esi;
            co = ebo ^ ego ^ eko ^ emo ^ eso;
            cu = ebu ^ egu ^ eku ^ emu ^ esu;
            ta = cu ^ BitOperations.RotateLeft(ce, 1);
            te = ca ^ BitOperations.RotateLeft(ci, 1);
            ti = ce ^ BitOperations.RotateLeft(co, 1);
            to = ci ^ BitOperations.RotateLeft(cu, 1);
            tu = co ^ BitOperations.RotateLeft(ca, 1);
            ba = eba ^ ta;
            be = BitOperations.RotateLeft(ege ^ te, 44);
            bi = BitOperations.RotateLeft(eki ^ ti, 43);
            bo = BitOperations.RotateLeft(emo ^ to, 21);
            bu = BitOperations.RotateLeft(esu ^ tu, 14);
            aba = ba ^ (~be & bi) ^ constants[round + 1];
            abe = be ^ (~bi & bo);
            abi = bi ^ (~bo & bu);
            abo = bo ^ (~bu & ba);
            abu = bu ^ (~ba & be);
            ba = BitOperations.RotateLeft(ebo ^ to, 28);
            be = BitOperations.RotateLeft(egu ^ tu, 20);
            bi = BitOperations.RotateLeft(eka ^ ta, 3);
            bo = BitOperations.RotateLeft(eme ^ te, 45);
            bu = BitOperations.RotateLeft(esi ^ ti, 61);
            aga = ba ^ (~be & bi);
            age = be ^ (~bi & bo);
            agi = bi ^ (~bo & bu);
            ago = bo ^ (~bu & ba);
            agu = bu ^ (~ba & be);
            ba = BitOperations.RotateLeft(ebe ^ te, 1);
            be = BitOperations.RotateLeft(egi ^ ti, 6);
            bi = BitOperations.RotateLeft(eko ^ to, 25);
            bo = BitOperations.RotateLeft(emu ^ tu, 8);
            bu = BitOperations.RotateLeft(esa ^ ta, 18);
            aka = ba ^ (~be & bi);
            ake = be ^ (~bi & bo);
            aki = bi ^ (~bo & bu);
            ako = bo ^ (~bu & ba);
            aku = bu ^ (~ba & be);
            ba = BitOperations.RotateLeft(ebu ^ tu, 27);
            be = BitOperations.RotateLeft(ega ^ ta, 36);
            bi = BitOperations.RotateLeft(eke ^ te, 10);
            bo = BitOperations.RotateLeft(emi ^ ti, 15);
            bu = BitOperations.RotateLeft(eso ^ to, 56);
            ama = ba ^ (~be & bi);
            ame = be ^ (~bi & bo);
            ami = bi ^ (~bo & bu);
            amo = bo ^ (~bu & ba);
            amu = bu ^ (~ba & be);
            ba = BitOperations.RotateLeft(ebi ^ ti, 62);
            be = BitOperations.RotateLeft(ego ^ to, 55);
            bi = BitOperations.RotateLeft(eku ^ tu, 39);
            bo = BitOperations.RotateLeft(ema ^ ta, 41);
            bu = BitOperations.RotateLeft(ese ^ te, 2);
            asa = ba ^ (~be & bi);
            ase = be ^ (~bi & bo);
            asi = bi ^ (~bo & bu);
            aso = bo ^ (~bu & ba);
            asu = bu ^ (~ba & be);
        }

        state[0] = aba;
        state[1] = abe;
        state[2] = abi;
        state[3] = abo;
        state[4] = abu;
        state[5] = aga;
        state[6] = age;
        state[7] = agi;
        state[8] = ago;
        state[9] = agu;
        state[10] = aka;
        state[11] = ake;
        state[12] = aki;
        state[13] = ako;
        state[14] = aku;
        state[15] = ama;
        state[16] = ame;
        state[17] = ami;
        state[18] = amo;
        state[19] = amu;
        state[20] = asa;
        state[21] = ase;
        state[22] = asi;
        state[23] = aso;
        state[24] = asu;
    }
}

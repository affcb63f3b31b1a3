// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVerifier} from "./IVerifier.sol";

/// @title Verifier of final proofs, written by the command `contract` of circuits/Rollup.Stark.Cli from the key of the final circuit: do not edit
/// @dev An element of the extension is a word of five lanes of 51 bits, the coefficients of 1, X, …, X⁴. A product is that of integers modulo 2^255 + 2^102 − 1, which is X⁵ + X² − 1 at X = 2^51. It
/// comes out divided by R = 2^40, so challenges and what is multiplied with each other are kept as R times their value. circuits/README.md says more.
contract FinalVerifier is IVerifier {
    /// @dev The length of every proof.
    uint256 private constant PROOF_BYTES = 0x0000000000000000000000000000000000000000000000000000000000015ca1;
    /// @dev The base field.
    uint256 private constant P = 0x000000000000000000000000000000000000000000000000000000007f000001;
    /// @dev 2^40 in it.
    uint256 private constant R = 0x0000000000000000000000000000000000000000000000000000000003fffdfc;
    /// @dev Its square.
    uint256 private constant R_SQUARED = 0x000000000000000000000000000000000000000000000000000000003fe3cfb0;
    /// @dev X⁵ + X² − 1 at X = 2^51.
    uint256 private constant MODULUS = 0x800000000000000000000000000000000000003fffffffffffffffffffffffff;
    /// @dev The lowest lane.
    uint256 private constant LANE = 0x0000000000000000000000000000000000000000000000000007ffffffffffff;
    /// @dev The lowest of three sums of coefficients.
    uint256 private constant SUM = 0x0000000000000000000000000000000000000000001fffffffffffffffffffff;
    /// @dev p in every lane.
    uint256 private constant LANES_P = 0x000007f00000100000fe00000200001fc00000400003f800000800007f000001;
    /// @dev 2 p in every lane.
    uint256 private constant LANES_2P = 0x00000fe00000200001fc00000400003f800000800007f00000100000fe000002;
    /// @dev 54 p in every lane.
    uint256 private constant LANES_54P = 0x0001aca000036000359400006c0006b280000d8000d6500001b0001aca000036;
    /// @dev In every lane a multiple of p that is more than what a product's coefficient can be below zero.
    uint256 private constant POSITIVE = 0x177fe9702f5e9467fc4408e1bcbbff4b817af4800003f8000008bbff8b017af5;
    /// @dev The same, and 2^16·p.
    uint256 private constant POSITIVE_LOW = 0x1f6fe9703f5e9565fc440ae1bcdbbf4b81baf483f803f80800093aff8b027af5;
    /// @dev 2^31 − p in every lane.
    uint256 private constant LANES_TO_BIT_31 = 0x0000000ffffff0000001fffffe0000003fffffc0000007fffff8000000ffffff;
    /// @dev The low 1 bits of every lane.
    uint256 private constant LANES_1 = 0x0000000000001000000000000200000000000040000000000008000000000001;
    /// @dev The low 16 bits of every lane.
    uint256 private constant LANES_16 = 0x000000000ffff000000001fffe000000003fffc000000007fff800000000ffff;
    /// @dev The low 24 bits of every lane.
    uint256 private constant LANES_24 = 0x0000000ffffff0000001fffffe0000003fffffc0000007fffff8000000ffffff;
    /// @dev The low 27 bits of every lane.
    uint256 private constant LANES_27 = 0x0000007ffffff000000ffffffe000001ffffffc000003ffffff8000007ffffff;
    /// @dev The low 31 bits of every lane.
    uint256 private constant LANES_31 = 0x000007fffffff00000fffffffe00001fffffffc00003fffffff800007fffffff;
    /// @dev The low 35 bits of every lane.
    uint256 private constant LANES_35 = 0x00007ffffffff0000ffffffffe0001ffffffffc0003ffffffff80007ffffffff;
    /// @dev p⁵ − 2.
    uint256 private constant INVERSE_EXPONENT = 0x00000000000000000000000007b13d82cc877606388ef602760a00027affffff;
    /// @dev Its second bit.
    uint256 private constant INVERSE_TOP = 0x0000000000000000000000000200000000000000000000000000000000000000;
    /// @dev The top bit of eight elements of four bytes.
    uint256 private constant TOP_BITS = 0x8000000080000000800000008000000080000000800000008000000080000000;
    /// @dev 2^31 − p in each of them.
    uint256 private constant TO_TOP_BIT = 0x00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff;
    /// @dev The lower half of every eight bytes.
    uint256 private constant EVEN_PLACES = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
    /// @dev Bytes of a node.
    uint256 private constant DIGEST = 26;
    /// @dev Bytes of two nodes.
    uint256 private constant NODE = 52;
    /// @dev The bytes of a word that are a node.
    uint256 private constant DIGEST_MASK = 0xffffffffffffffffffffffffffffffffffffffffffffffffffff000000000000;
    /// @dev Memory: Two nodes, where they are hashed.
    uint256 private constant NODES = 0;
    /// @dev Memory: Where the proof stands in the calldata.
    uint256 private constant PROOF = 64;
    /// @dev Memory: The constraints batched so far.
    uint256 private constant BATCHED = 96;
    /// @dev Memory: The queries' positions.
    uint256 private constant POSITIONS = 128;
    /// @dev Memory: The public values, times R.
    uint256 private constant PUBLIC_VALUES = 960;
    /// @dev Memory: ζⁿ per height, tallest first, times R; so are the next two.
    uint256 private constant POWER = 2688;
    /// @dev Memory: ζⁿ − 1.
    uint256 private constant VANISHING = 2720;
    /// @dev Memory: ζ·ω.
    uint256 private constant ZETA_NEXT = 2752;
    /// @dev Memory: S/n per table with messages, times R.
    uint256 private constant SHARES = 2784;
    /// @dev Memory: 0.
    uint256 private constant ZERO = 2816;
    /// @dev Memory: What the constraints read of constants, times R.
    uint256 private constant CONSTANTS = 2848;
    /// @dev Memory: The openings, times R.
    uint256 private constant OPENINGS = 8992;
    /// @dev Memory: The state of a permutation.
    uint256 private constant STATE = 0x0000000000000000000000000000000000000000000000000000000000004d80;
    /// @dev Memory: What the constraints compute once and use again.
    uint256 private constant TEMPORARIES = 0x0000000000000000000000000000000000000000000000000000000000005080;
    /// @dev Memory: 1, b, b², … of the batching challenge; those that sums are multiplied with times R.
    uint256 private constant POWERS = 0x0000000000000000000000000000000000000000000000000000000000008680;
    /// @dev Memory: b^(chunk − 1), …, b, 1: per word of cells the coefficients of those that stand at even places, then of the others, four in a word.
    uint256 private constant WEIGHTS = 0x0000000000000000000000000000000000000000000000000000000000008ea0;
    /// @dev Memory: Per height the batched openings at ζ; so are the next two.
    uint256 private constant OPENED = 0x00000000000000000000000000000000000000000000000000000000000098a0;
    /// @dev Memory: At ζ·ω.
    uint256 private constant OPENED_NEXT = 0x00000000000000000000000000000000000000000000000000000000000098c0;
    /// @dev Memory: The power of b before those at ζ·ω, times R.
    uint256 private constant NEXT_WEIGHT = 0x00000000000000000000000000000000000000000000000000000000000098e0;
    /// @dev Memory: Per height the batched columns of a query's rows.
    uint256 private constant SUMS = 0x0000000000000000000000000000000000000000000000000000000000009900;
    /// @dev Memory: Those that are opened at ζ·ω.
    uint256 private constant SUMS_NEXT = 0x0000000000000000000000000000000000000000000000000000000000009920;
    /// @dev Memory: The final polynomial, as WEIGHTS.
    uint256 private constant FINAL = 0x0000000000000000000000000000000000000000000000000000000000009940;
    /// @dev Memory: Roots of unity of order 2, 4, 8, ….
    uint256 private constant ROOTS = 0x000000000000000000000000000000000000000000000000000000000000a940;
    /// @dev Memory: Their inverses.
    uint256 private constant INVERSE_ROOTS = 0x000000000000000000000000000000000000000000000000000000000000abe0;
    /// @dev Memory: Inverse roots of unity in bit-reversed order, times R.
    uint256 private constant TWIDDLES = 0x000000000000000000000000000000000000000000000000000000000000ae80;
    /// @dev Memory: Per query the point of its position.
    uint256 private constant POINTS = 0x000000000000000000000000000000000000000000000000000000000000af80;
    /// @dev Memory: Their inverses.
    uint256 private constant INVERSE_POINTS = 0x000000000000000000000000000000000000000000000000000000000000b1e0;
    /// @dev Memory: x − ζ and x − ζ·ω per query and height, times R.
    uint256 private constant DIFFERENCES = 0x000000000000000000000000000000000000000000000000000000000000b440;
    /// @dev Memory: Their inverses.
    uint256 private constant INVERSES = 0x000000000000000000000000000000000000000000000000000000000000b900;
    /// @dev Memory: The values that fold to one.
    uint256 private constant VALUES = 0x000000000000000000000000000000000000000000000000000000000000bdc0;
    /// @dev Memory: What is in front of a row's cells when they are batched.
    uint256 private constant PADDING = 0x000000000000000000000000000000000000000000000000000000000000bfc0;
    /// @dev Memory: A row.
    uint256 private constant ROW = 0x000000000000000000000000000000000000000000000000000000000000bfe0;
    /// @dev Memory: The tables in the contract's code.
    uint256 private constant DATA = 0x000000000000000000000000000000000000000000000000000000000000c3a0;
    /// @dev Memory: The transcript's state and what is absorbed after it.
    uint256 private constant TRANSCRIPT = 0x000000000000000000000000000000000000000000000000000000000000e060;
    /// @dev Memory: the challenge that batches constraints.
    uint256 private constant LAMBDA = 800;
    /// @dev Memory: the instructions that evaluate constraints.
    uint256 private constant PROGRAM = 0x000000000000000000000000000000000000000000000000000000000000c9ec;
    /// @dev Memory: the commitment to the preprocessed columns.
    uint256 private constant PREPROCESSED_CAP = 0x000000000000000000000000000000000000000000000000000000000000de58;

    /// @inheritdoc IVerifier
    function verify(bytes32 programKey, uint256 l1ChainId, address rollup, bytes32 fromHash, bytes32 toHash, bytes calldata proof)
        external
        pure
        returns (bool valid)
    {
        assembly {
            // The tables of the contract's code.
            function loadData() {
                mstore(0xc3a0, 0x7700040903fffdfc07fffbf801fffefe0bfff9f40ffff7f07d0001037300060d)
                mstore(0xc3c0, 0x6f00081101fffffe3fffffc0000100007d0000033f0000415f0000217eff0001)
                mstore(0xc3e0, 0x76969f3f2fbaec1e0fa4c7dc6e90cd9b230057152a58e36304c1f8ed641a4c3b)
                mstore(0xc400, 0x7b0ca41f1948e9d63e281cde179c550f510931e42ede8e9a419f7262531b7861)
                mstore(0xc420, 0x08afe3870a3413286f9badd9070a158b107d51b503991490267f0c540f6617ba)
                mstore(0xc440, 0x00a953f019728dd53fa4e8781b6e4f55734ebfa12a1640eb13c5a5ca431d7868)
                mstore(0xc460, 0x3daf437f0ccd4f7073bb3ac46d76d3e960de1b1b6e78739a404d371253fbf404)
                mstore(0xc480, 0x427b80f33cd77c9d41f26523411f0b636e1cfbb352d79b9c20f6eb194ce127e7)
                mstore(0xc4a0, 0x3bc278586d4b57bc2625e803222b0d1c3e3fee70639e419575adab3d7be002fc)
                mstore(0xc4c0, 0x12a1a7f326938eb145aaeb1e29b0b77e64ea924800d0994218bdefb1690e609e)
                mstore(0xc4e0, 0x0ffd41da31abad54284e72b25347a996129576052f9c4fb258637d510f5f6bf0)
                mstore(0xc500, 0x46e1e910211bba55618ea66f3cd32fbd13b8402b0c5a1d19508459d116f8dedb)
                mstore(0xc520, 0x628b81cf70db50cf5b0f71507ad220bd0784c2976bac97c836685b581274f65c)
                mstore(0xc540, 0x27b51b09159bb48d2de9ea31391cadb612ec26e7072a631051d3b5ca1dd21c19)
                mstore(0xc560, 0x7ce2521279bc7c7c4b8d31b733e8aad27cca73da2e7fb99630495e61175d2f53)
                mstore(0xc580, 0x077211c809c876fe08912d762ba8b0de00c2a90f174b16fb3e7d15946199d159)
                mstore(0xc5a0, 0x00049f6320ce9e11280626e334e0e5584528c60662f67722338a25b05c0049f3)
                mstore(0xc5c0, 0x2eb0fa51668a46f303ffa1330052df9f47a4313c6f737d8879be0f616364f103)
                mstore(0xc5e0, 0x049db15c6c37765e3e1ceb3025d318141078dc83669455d34026100443a10ca4)
                mstore(0xc600, 0x6fd182401634d86e0fa6ae4c40a305a55479a09d4597e2a035083824199f41f4)
                mstore(0xc620, 0x50c5502a37b06c5669b90ceb762eca697700040903fffdfc07fffbf801fffefe)
                mstore(0xc640, 0x0bfff9f40ffff7f07d0001037300060d6f00081101fffffe00ffff7f3fffffc0)
                mstore(0xc660, 0x1fffffe00ffffff007fffff8000100007d0000033f0000415f0000216f000011)
                mstore(0xc680, 0x770000097b0000057e0000027eff00017c7d42fc405da2fe49330da96953ee79)
                mstore(0xc6a0, 0x3a532b52783cc9a1456a5e2a5fddefe608eea6f75aeeddf443c3f75410b106b7)
                mstore(0xc6c0, 0x020b6e3434417a8d27dc9c8e6c553b843fa069d06aa9211603bc87c11125e404)
                mstore(0xc6e0, 0x28e07062034e81087104670a7369afb80309505f72f056787b82f3b51b005b80)
                mstore(0xc700, 0x60d812ac1bb59580516be4451559be671e23e6b31b8c0d2d0fb682b52579d033)
                mstore(0xc720, 0x39f49af36b2f345102197e1c5847a23c266dfdd7303f961416513b1328157af2)
                mstore(0xc740, 0x656f207508ce7d1000d1f965323146dc74cee10e0a49228c5a6c8b93503824eb)
                mstore(0xc760, 0x342e374960372ad31aeb3c4355f307243c82e74950b57fad3a4c779f3a867491)
                mstore(0xc780, 0x328a6ef357425cec4c4d6b440731c0a201e0457820e79b554c10385e4b9d19fc)
                mstore(0xc7a0, 0x369e00b678424ea83904ee90721db30805eb5ee5063152781010c2e76acfba1e)
                mstore(0xc7c0, 0x4c3ec15f737ee2fa28ec736b51b7509f1301d45d1600560f586a41bb062be09e)
                mstore(0xc7e0, 0x1ba0ca6b4ee2e96a1162bb473da861e04fcca1586844664c725355830a1518e0)
                mstore(0xc800, 0x14896869607a6e6001f129571e6916d458612ead34a0b0dc5b2c0b62577bc5da)
                mstore(0xc820, 0x74aab04a1245b483374c62a067a9c2f000e14e613a2bad65161abe932667d22e)
                mstore(0xc840, 0x156505523d3d1da319c8c327588769bc1993f8a91fdceda1315a2b4647aade6a)
                mstore(0xc860, 0x72849b6b7428819578aae4c4393bc7886fbb85f12c073706008d3d9460881057)
                mstore(0xc880, 0x33ed72544879c27853cfaf473ed5d46b216759f841296d5d05c4879d30cfb7da)
                mstore(0xc8a0, 0x6c80a6be71e8f29d6919b78560c247e42308318b2b2b04857a5252067cb488bc)
                mstore(0xc8c0, 0x2fafed4648aa293b465c6f117db099f0133ec18d1eaf8efb20e85824082a77c3)
                mstore(0xc8e0, 0x080ba4cd6800f30b1d37ea2471d11b3425202851353526c9148be457722a01af)
                mstore(0xc900, 0x526f56ca7a232a99178e8d5315282ad426a011647e6a7fc82ec751f05db628d9)
                mstore(0xc920, 0x51b29bc82a209f8819eed83907442c1709e3b6534a1b0f9c2b388eca50924606)
                mstore(0xc940, 0x5b53ecdb78a761426e7023d90f3088bf38ff0e714a46fdbb0fc343ee354515f6)
                mstore(0xc960, 0x522f04d913b9e7a5184023dd4e4c06f85f985e8138af164e4280d82e0fa71f00)
                mstore(0xc980, 0x0366b4bc53ffe9572820658a383e615f00d6a8276b89d60e11b9259358b725dc)
                mstore(0xc9a0, 0x4e2678f33e65a546324c3d5b1c748f1517a8f47b123e42b24d37d08546dd1f84)
                mstore(0xc9c0, 0x1d00420b0125dbd5569f7dd05de18732585869d33e60a8b56ece38c3076ca6d8)
                mstore(0xc9e0, 0x244dbf254542b2db3baf22ea007e01fa007ec1f7007f01f6107f41f5107f41f8)
                mstore(0xca00, 0x007e41f4c07f8285e0a10203007e01fb007dc1fc107f41f6007d41f9007e81f4)
                mstore(0xca20, 0xc07fc204a0a18058007e01fc107f41f7007d81f9007e81f5007ec1f4c0800284)
                mstore(0xca40, 0xc0a14205a0a1c058007dc1f9007e81f6007ec1f5007f01f4c0804286e0a14206)
                mstore(0xca60, 0x007e01f9007e81f7007ec1f6007f01f5007f41f4c0808287e01602070083020e)
                mstore(0xca80, 0x0083c20b0084020a108442091084420c00834208c0848289e0a202170083020f)
                mstore(0xcaa0, 0x0082c2101084420a0082420d00838208c084c218a0a28058008302101084420b)
                mstore(0xcac0, 0x0082820d008382090083c208c0850288c0a24219a0a2c0580082c20d0083820a)
                mstore(0xcae0, 0x0083c20900840208c085428ae0a2421a0083020d0083820b0083c20a00840209)
                mstore(0xcb00, 0x00844208c085828be016021b008802220088c21f0089021e1089421d10894220)
                mstore(0xcb20, 0x0088421cc089828de0a3022b008802230087c2241089421e008742210088821c)
                mstore(0xcb40, 0xc089c22ca0a38058008802241089421f008782210088821d0088c21cc08a028c)
                mstore(0xcb60, 0xc0a3422da0a3c0580087c2210088821e0088c21d0089021cc08a428ee0a3422e)
                mstore(0xcb80, 0x008802210088821f0088c21e0089021d0089421cc08a828fe016022fd0578129)
                mstore(0xcba0, 0x20a40128d057c12a204a02912058012820584128205881282058c12820590128)
                mstore(0xcbc0, 0x20594128d09001d220a4812bd09041d3204ac293d09081d4204ac294d090c1d5)
                mstore(0xcbe0, 0x204ac295d09101d6204ac296d09141d7204ac297d09181d8204ac298d091c1d9)
                mstore(0xcc00, 0x204ac2992057412d2053c12e2054012e2054412e2054812e2055012e2055412e)
                mstore(0xcc20, 0x2055812e2055c12e2056412e2056812e2056c12e2057012e1055c15410558155)
                mstore(0xcc40, 0x80a6829b90a6829b1055c1570054c153c0a7029dd01601582046c29e1055c155)
                mstore(0xcc60, 0x0055815690a7c29f10550153c0a8015990a842a12046c2a21055c15690a8c2a3)
                mstore(0xcc80, 0x1054c15500550154c0a7429cc0a9015a90a942a52046c2a61055815310550155)
                mstore(0xcca0, 0xc0a742a0c0a9c15b80aa02a790aa00582046c2a91055c1531055815400554155)
                mstore(0xccc0, 0xc0aa82a4c0aac15c90aa82ab2046c2ac105701591056c15a80ab42ae90ab42ae)
                mstore(0xcce0, 0x1057015c00560158c0abc2b0d016015d2046c2b11057015a0056c15b90ac82b2)
                mstore(0xcd00, 0x10560159c0acc15e90ad02b42046c2b51057015b90ad82b61056815800564159)
                mstore(0xcd20, 0xc0ac02afc0adc15f90ae02b82046c2b91056c15810568159c0ac02b3c0ae8160)
                mstore(0xcd40, 0x80aec2ba90aec0582046c2bc105701581056c1590056815ac0af42b7c0af8161)
                mstore(0xcd60, 0x90af42be2046c2bf005482359054c058005382359053c0581053823910538238)
                mstore(0xcd80, 0x1053823710538236008ec2c2008f02c3008f42c4108f82c50078424000780241)
                mstore(0xcda0, 0x0077c24210778243108f82c21078424300540235008e82c10077423fc05442c8)
                mstore(0xcdc0, 0xc0b182c990b1c058105502351054823910548238105482371054823600b3023b)
                mstore(0xcde0, 0x008f02cd008f42ce108f82cf008f42c2108f82c3007842421078024300540239)
                mstore(0xce00, 0x008e82c2008ec2c3008f02c4008f42c5008f82c10078423f007802400077c241)
                mstore(0xce20, 0x0077824200774243c01602d1d01602d2008f02c2008f42c3108f82c400784241)
                mstore(0xce40, 0x007802421077c24300540238008e82c3008ec2c4008f02c5008f42c10078023f)
                mstore(0xce60, 0x0077c2400077824100774242c0b202d4d0b242d500540237008e82c4008ec2c5)
                mstore(0xce80, 0x008f02c10077c23f0077824000774241c0b202c6c0b442c790b242d200540236)
                mstore(0xcea0, 0x008e82c5008ec2c10077823f0077424090b502d5009002d3009042d6009082d7)
                mstore(0xcec0, 0x1090c2d8108f82cc1090c2d3008e82c0008fc2cac05542dac0b2c2dbc0b401e2)
                mstore(0xcee0, 0x90b64058204b02dc1055023600b3023c00b3423d108f82ce009042d3009082d6)
                mstore(0xcf00, 0x1090c2d700b3c23a008ec2c0008fc2d8009002cac0b741e390b782df204b02e0)
                mstore(0xcf20, 0x1055023700b3023d108f82cd009082d31090c2d600b3823a008ec2cf008f02c0)
                mstore(0xcf40, 0x008fc2d7009002d8009042cac0b842d0c0b682d9c0b881e490b6c2e3204b02e4)
                mstore(0xcf60, 0x1055023800b3423a008ec2ce008f02cf008f42c0008fc2d6009002d7009042d8)
                mstore(0xcf80, 0x009082cac0b942dec0b682dfd0b6c1e5204b02e61055023900b3023a008ec2cd)
                mstore(0xcfa0, 0x008f02ce008f42cf008f82c0008fc2d3009002d6009042d7009082d80090c2ca)
                mstore(0xcfc0, 0xc0b9c2e2c01602e3d01601e6204b02e800784236007802370077c23810778239)
                mstore(0xcfe0, 0x1078423900774235c05382ea90ba4058105582370055c2360055423890bb02e7)
                mstore(0xd000, 0x007842381078023900784235007802360077c2370077823800774239d05482ee)
                mstore(0xd020, 0x00784237007802381077c239007802350077c2360077823700774238c05442f0)
                mstore(0xd040, 0x90ba80580077c2350077823600774237c05402e990ba82ee0077823500774236)
                mstore(0xd060, 0x9053c2f0008ec2ef008f02f1008f42f2108f82f31055c239108f82ef0054c235)
                mstore(0xd080, 0x008e82ebc05602f5c0bb42f690bd0058005682359056c058105582359055c2f9)
                mstore(0xd0a0, 0x105582391055823810558236008ec2fb008f02fc008f42ec108f82fd00798240)
                mstore(0xd0c0, 0x00794241007902421078c243108f82fb1079824300560235008e82fa0078823f)
                mstore(0xd0e0, 0xc0564300c0bf830190bfc05810568239105682381056823710568236008ec303)
                mstore(0xd100, 0x008f0304008f4305108f8306008f42fb108f82fc007982421079424300560239)
                mstore(0xd120, 0x008e82fb008ec2fc008f02ec008f42fd008f82fa0079823f0079424000790241)
                mstore(0xd140, 0x0078c24200788243c0160308d0160309008f02fb008f42fc108f82ec00798241)
                mstore(0xd160, 0x007942421079024300560238008e82fc008ec2ec008f02fd008f42fa0079423f)
                mstore(0xd180, 0x007902400078c24100788242c0c0030bd0c0430c00560237008e82ec008ec2fd)
                mstore(0xd1a0, 0x008f02fa0079023f0078c24000788241c0c002fec0c202ff90c0430900560236)
                mstore(0xd1c0, 0x008e82fd008ec2fa0078c23f0078824090c2c30c0090030a0090430d0090830e)
                mstore(0xd1e0, 0x1090c30f108f83031090c30a00570235008e82f8008fc302c0574311c0c1c312)
                mstore(0xd200, 0x90c40058004b42f7004b0313604682300055c2370055423990bf0058008f02ef)
                mstore(0xd220, 0x008f42f1108f82f20054c236008e82f3008ec2eb8056431490b2c315008f0303)
                mstore(0xd240, 0x008f4304108f83050090430a0090830d1090c30e00570236008e8306008ec2f8)
                mstore(0xd260, 0x008fc30f0090030290c5c318004b4316004b0319604682310055c23890bec058)
                mstore(0xd280, 0x008f42ef108f82f1005542350054c237008e82f2008ec2f3008f02ebc05682ed)
                mstore(0xd2a0, 0xc0bd42f480c682dd90bd831b008f4303108f83040090830a1090c30d00570237)
                mstore(0xd2c0, 0x008e8305008ec306008f02f8008fc30e0090030f00904302c0c44307c0c74310)
                mstore(0xd2e0, 0x90c4831e004b431c004b031f60468232005542360054c238008e82f1008ec2f2)
                mstore(0xd300, 0x008f02f3008f42ebc056c314c0bd431580be42e190bd805800570238008e8304)
                mstore(0xd320, 0x008ec305008f0306008f42f8008fc30d0090030e0090430f00908302c0c44317)
                mstore(0xd340, 0xd0c48318004b4320004b0321604682330055c235005542370054c239008e82ef)
                mstore(0xd360, 0x008ec2f1008f02f2008f42f3008f82ebc057031ac0bf431b90b9405800570239)
                mstore(0xd380, 0x008e8303008ec304008f0305008f4306008f82f8008fc30a0090030d0090430e)
                mstore(0xd3a0, 0x0090830f0090c302c016031dd016031e004b4322004b03236046823420774128)
                mstore(0xd3c0, 0x207781282077c1282078012820784128d097014e204ac324d097414f204ac325)
                mstore(0xd3e0, 0xd0978150204ac326d097c151204ac327d0980152204ac328204681f21057011a)
                mstore(0xd400, 0x100600181006032a1006032b1006032c1006032d1056c11a1056811a1056411a)
                mstore(0xd420, 0x004641f21056011a9016401700ca432e00cb432f00cb033000cac33100ca8332)
                mstore(0xd440, 0x0048001890ccc05800ca80530006005a90ccc05800ca80520006005b90ccc058)
                mstore(0xd460, 0x00ca80510006005c90ccc05800ca80500006005d90ccc05800ca804f0006005e)
                mstore(0xd480, 0x90ccc05800ca804e0006005f90ccc05800ca804d0006006090ccc05800ca804c)
                mstore(0xd4a0, 0x0006006190ccc05800ca804b0006006290ccc05800ca804a0006006390ccc058)
                mstore(0xd4c0, 0x00ca80490006006490ccc05800ca80480006006590ccc05800ca804700060066)
                mstore(0xd4e0, 0x90ccc05800ca80460006006790ccc05800ca80450006006890ccc05800ca8044)
                mstore(0xd500, 0x0006006990ccc05800ca80430006006a90ccc05800ca80420006006b90ccc058)
                mstore(0xd520, 0x00ca80410006006c90ccc05800ca80400006006d90ccc05800ca803f0006006e)
                mstore(0xd540, 0x90ccc05800ca803e0006006f90ccc05800ca803d0006007090ccc05800ca803c)
                mstore(0xd560, 0x0006007190ccc05800ca803b0006007290ccc05800ca803a0006007390ccc058)
                mstore(0xd580, 0x00ca80390006007490ccc05800ca80380006007590ccc05800ca803700060076)
                mstore(0xd5a0, 0x90ccc05800ca80360006007790ccc05800ca80350006007890ccc05800ca8034)
                mstore(0xd5c0, 0x0006007990ccc05800ca80330006007a90ccc05800ca80320006007b90ccc058)
                mstore(0xd5e0, 0x00ca80310006007c90ccc05800ca80300006007d90ccc05800ca802f0006007e)
                mstore(0xd600, 0x90ccc05800ca802e0006007f90ccc05800ca802d0006008090ccc05800ca802c)
                mstore(0xd620, 0x0006008190ccc05800ca802b0006008290ccc05800ca802a0006008390ccc058)
                mstore(0xd640, 0x00ca80290006008490ccc05800ca80280006008590ccc05800ca802700060086)
                mstore(0xd660, 0x90ccc05800ca80260006008790ccc05800ca80250006008890ccc05800ca8024)
                mstore(0xd680, 0x0006008990ccc05800ca80230006008a90ccc05800ca80220006008b90ccc058)
                mstore(0xd6a0, 0x00ca80210023001890ccc05800ca80200023401890ccc05800ca801f00238018)
                mstore(0xd6c0, 0x90ccc05800ca801e9006033310da436a10da036b10d9c36c10d9836d10d9436e)
                mstore(0xd6e0, 0x10d9036f10d8c37010d8837110d8437210d8037310d7c37410d7837510d74376)
                mstore(0xd700, 0x10d7037710d6c37810d6837910d6437a10d6037b10d5c37c10d5837d10d5437e)
                mstore(0xd720, 0x10d5037f10d4c38010d4838110d4438210d4038310d3c38410d3838510d34386)
                mstore(0xd740, 0x10d3038710d2c38810d2838910d2438a10d2038b10d1c38c10d1838d10d1438e)
                mstore(0xd760, 0x10d1038f10d0c39010d0839110d0439210d0039310cfc39410cf839510cf4396)
                mstore(0xd780, 0x10cf039710cec39810ce839910ce439a10ce039b10cdc39c10cd839d10cd439e)
                mstore(0xd7a0, 0x10cd039fd0574155007c83a1905540581006032e100603a3100603a4d0570154)
                mstore(0xd7c0, 0x007c83a690550058d056c153007c83a89054c058d0568152007c83aa90548058)
                mstore(0xd7e0, 0xd0564151007c83ac90544058d0560150007c83ae90540058d055c14f007c83b0)
                mstore(0xd800, 0x9053c058d055814e007c83b2905380589023801700e883a500e903a700e8c3a9)
                mstore(0xd820, 0x00cb83ab00cb43ad00cb03af00cac3b100ca83b30048801890ed005810e803b5)
                mstore(0xd840, 0x004d436a104d4369004d436b10da03b7004d436c10d9c3b8004d436d10d983b9)
                mstore(0xd860, 0x004d436e10d943ba004d436f10d903bb004d437010d8c3bc004d437110d883bd)
                mstore(0xd880, 0x004d437210d843be004d437310d803bf004d437410d7c3c0004d437510d783c1)
                mstore(0xd8a0, 0x004d437610d743c2004d437710d703c3004d437810d6c3c4004d437910d683c5)
                mstore(0xd8c0, 0x004d437a10d643c6004d437b10d603c7004d437c10d5c3c8004d437d10d583c9)
                mstore(0xd8e0, 0x004d437e10d543ca004d437f10d503cb004d438010d4c3cc004d438110d483cd)
                mstore(0xd900, 0x004d438210d443ce004d438310d403cf004d438410d3c3d0004d438510d383d1)
                mstore(0xd920, 0x004d438610d343d2004d438710d303d3004d438810d2c3d4004d438910d283d5)
                mstore(0xd940, 0x004d438a10d243d6004d438b10d203d7004d438c10d1c3d8004d438d10d183d9)
                mstore(0xd960, 0x004d438e10d143da004d438f10d103db004d439010d0c3dc004d439110d083dd)
                mstore(0xd980, 0x004d439210d043de004d439310d003df004d439410cfc3e0004d439510cf83e1)
                mstore(0xd9a0, 0x004d439610cf43e2004d439710cf03e3004d439810cec3e4004d439910ce83e5)
                mstore(0xd9c0, 0x004d439a10ce43e6004d439b10ce03e7004d439c10cdc3e8004d439d10cd83e9)
                mstore(0xd9e0, 0x004d439e10cd43ea0048439f10cd03eb00ed82614048c3a060ed43ec007f432e)
                mstore(0xda00, 0x007f032d007ec32c007e832b007e432a004e001890ccc058007e032e007dc32d)
                mstore(0xda20, 0x007d832c007d432b007d032a004d801890ccc05810fb43ee905541e90072411b)
                mstore(0xda40, 0x104643f0905501e80072011b104643f29054c1e70071c11b104643f4905481e6)
                mstore(0xda60, 0x0071811b104643f6905441e50071411b104643f8905401e40071011b104643fa)
                mstore(0xda80, 0x9053c1e30070c11b104643fc905381e20070811b104643fe00e943f100e903f3)
                mstore(0xdaa0, 0x00e8c3f500cb83f700cb43f900cb03fb00cac3fd00ca83ff0049801890ed0058)
                mstore(0xdac0, 0x10fbc400004e43ee104dc3ed010042624049c3ef610004020083032e0082c32d)
                mstore(0xdae0, 0x0082832c0082432b0082032a004f801890ccc0580081c32e0081832d0081432c)
                mstore(0xdb00, 0x0081032b0080c32a004f001890ccc0580080832e0080432d0080032c007fc32b)
                mstore(0xdb20, 0x007f832a004e801890ccc058110104051100c4060084432e0084032d0083c32c)
                mstore(0xdb40, 0x0083832b0083432a0050001890ccc0581101c408004f4405104ec404004fc406)
                mstore(0xdb60, 0x1100c40a01024263405044076102040b0088032e0087c32d0087832c0087432b)
                mstore(0xdb80, 0x0087032a0051801890ccc0580086c32e0086832d0086432c0086032b0085c32a)
                mstore(0xdba0, 0x0051001890ccc0580085832e0085432d0085032c0084c32b0084832a00508018)
                mstore(0xdbc0, 0x90ccc0581103440e1103040f0089432e0089032d0088c32c0088832b0088432a)
                mstore(0xdbe0, 0x0052001890ccc058110404110051440e1050c40d0051c40f1103041301048264)
                mstore(0xdc00, 0x4052441061044414004d032e004cc32d004c832c004c432b004c032a004bc018)
                mstore(0xdc20, 0x90ccc058008bc32e008b832d008b432c008b032b008ac32a0053001890ccc058)
                mstore(0xdc40, 0x008a832e008a432d008a032c0089c32b0089832a0052801890ccc05811058417)
                mstore(0xdc60, 0x110544180054832e0054432d0054032c0053c32b0053832a0047001890ccc058)
                mstore(0xdc80, 0x1106441a005344171052c416010601f31105441c0106c265404744196106841d)
                mstore(0xdca0, 0x0055c32e0055832d0055432c0055032b0054c32a0047801890ccc058005743a5)
                mstore(0xdcc0, 0x005703a40056c3a30056832e0056432d0056032c0055c32b0055832a00490018)
                mstore(0xdce0, 0x90ed00581107841fc015c266c099c261c0160262c0160263c0160264d0160265)
                mstore(0xdd00, 0x010804214049441e6047c41fd0150090d0150091d01500921109026b1108c425)
                mstore(0xdd20, 0x11088426d01500941109026a1108c429110a042a110902691108842c110a042d)
                mstore(0xdd40, 0x1108c2681108842f110a04300023c4270024c42b0025442e10258431110c8055)
                mstore(0xdd60, 0x03fffdfc58ff932754ff952b50ff972f4cff993348ff9b3744ff9d3b40ff9f3f)
                mstore(0xdd80, 0x3cffa14338ffa34734ffa54b30ffa74f2cffa95328ffab5724ffad5b20ffaf5f)
                mstore(0xdda0, 0x1cffb16318ffb36714ffb56b10ffb76f0cffb97308ffbb7704ffbd7b00ffbf7f)
                mstore(0xddc0, 0x7bffc18477ffc38873ffc58c6fffc7906bffc99467ffcb9863ffcd9c5fffcfa0)
                mstore(0xdde0, 0x5bffd1a457ffd3a853ffd5ac4fffd7b04bffd9b447ffdbb843ffddbc3fffdfc0)
                mstore(0xde00, 0x3bffe1c437ffe3c833ffe5cc2fffe7d02bffe9d427ffebd823ffeddc1fffefe0)
                mstore(0xde20, 0x1bfff1e417fff3e813fff5ec0ffff7f00bfff9f407fffbf8401614614a5b3829)
                mstore(0xde40, 0x0819847b76e67b863ee9eba034a4c7d862083e491cf7c1b829eacf202d22bff4)
                mstore(0xde60, 0x10878c3531423303b9cdd93415866f52f2730000000000003785e48cdc8cb916)
                mstore(0xde80, 0xed6e38829445395e0d6185824c4b4bdbab33000000000000850930884a26f078)
                mstore(0xdea0, 0x76adb992494b817ae75d79513bb43d33ad0c0000000000001328afb9d4756092)
                mstore(0xdec0, 0xbde5bffa16a715ae56f6653e32d965e627a7000000000000bc6a2c23269e5cd5)
                mstore(0xdee0, 0x5d75a084eb3d3a2a9237e3ab318c1c05262600000000000070be1b829eec17ab)
                mstore(0xdf00, 0xcc85a0a26f700f8f91d451ab74ecfa884d220000000000009305494bed642da3)
                mstore(0xdf20, 0xa4b4cd1f7b8ea89270dc972fe7ed31466f930000000000006e40fe769dd45f0e)
                mstore(0xdf40, 0xd28b4d6efd17498aff53d7861d5a861b0dc0000000000000898880b65be409b4)
                mstore(0xdf60, 0x061218b5054c0cd2809d12ded219211ba978000000000000be540e6b97c9831e)
                mstore(0xdf80, 0x332f6218e08b874f126538370f65371a2748000000000000c665061d6f6814bc)
                mstore(0xdfa0, 0xc3e83bdfc22213d059960aea0e0f859884aa000000000000a3dad9ca5265ccfa)
                mstore(0xdfc0, 0xedec3644ab61ef502fa7d259533c42cf90790000000000005273695f3473ddf8)
                mstore(0xdfe0, 0x70220ade64e6ada53131ec31c83b82881736000000000000437013de9aa9d8fa)
                mstore(0xe000, 0xa5c35ddb6c15cc672e7039d18f0ebd6bdb2b00000000000013ac60104ccca261)
                mstore(0xe020, 0x565f0575cada491b4d1645e3c44ec7b2c4f90000000000007949aa423c5a7afd)
                mstore(0xe040, 0xdbd391b92c469c47a51e200ad62c76399b120000000000000000000000000000)
            }

            // The protocol's messages and challenges.
            function transcript() {
                absorbDigests(add(TRANSCRIPT, 284), add(mload(PROOF), 3), 16)
                mstore(0x2e0, challenge(advance(796)))
                mstore(0x300, challenge(advance(32)))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 419), 20)
                checkElements(add(TRANSCRIPT, 32), 20)
                absorbDigests(add(TRANSCRIPT, 52), add(mload(PROOF), 439), 16)
                mstore(0x320, challenge(advance(564)))
                absorbDigests(add(TRANSCRIPT, 32), add(mload(PROOF), 855), 16)
                mstore(0x340, challenge(advance(544)))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 1271), 6780)
                checkElements(add(TRANSCRIPT, 32), 6780)
                pop(advance(6812))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 8051), 4)
                checkElements(add(TRANSCRIPT, 32), 4)
                if and(shr(224, advance(36)), 0xfff) { reject() }
                mstore(0x360, challenge(advance(32)))
                absorbDigests(add(TRANSCRIPT, 32), add(mload(PROOF), 8055), 16)
                mstore(0x380, challenge(advance(544)))
                absorbDigests(add(TRANSCRIPT, 32), add(mload(PROOF), 8471), 16)
                mstore(0x3a0, challenge(advance(544)))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 8887), 1280)
                checkElements(add(TRANSCRIPT, 32), 1280)
                pop(advance(1312))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 10167), 4)
                checkElements(add(TRANSCRIPT, 32), 4)
                if and(shr(224, advance(36)), 0xfffffff) { reject() }
                let state := advance(32)
                for { let i := 0 } lt(i, 19) { i := add(i, 1) } {
                    if and(iszero(and(i, 7)), gt(i, 0)) { state := advance(0x20) }
                    mstore(add(POSITIONS, shl(5, i)), and(shr(sub(224, shl(5, and(i, 7))), state), 0x1fffff))
                }
            }

            // Buses balance, and every table's constraints hold at the out-of-domain point.
            function constraints() {
                if iszero(shr(51, mload(0x340))) { reject() }
                loadData()
                for { let i := 0 } lt(i, 62) { i := add(i, 1) } { mstore(add(CONSTANTS, shl(5, i)), load32(add(add(DATA, 6592), shl(2, i)))) }
                for { let i := 0 } lt(i, 339) { i := add(i, 1) } {
                    calldatacopy(0x00, add(add(mload(PROOF), 1271), mul(i, 20)), 20)
                    mstore(add(OPENINGS, shl(5, i)), readScaled(0x00))
                }
                // gas: openings read
                let power := mload(0x340)
                for { let i := 0 } lt(i, 13) { i := add(i, 1) } { power := multiply(power, power) }
                mstore(add(POWER, 0), power)
                mstore(add(VANISHING, 0), subtract(power, R))
                mstore(add(ZETA_NEXT, 0), scale(mload(0x340), 0x1dcc352d))
                let total := 0
                {
                    calldatacopy(0x00, add(mload(PROOF), 419), 20)
                    let sum := readScaled(0x00)
                    total := add(total, sum)
                    mstore(add(SHARES, 0), scale(sum, 0x8000000))
                }
                if remainder(total) { reject() }
                // compact
                mstore(BATCHED, 0)
                run(add(PROGRAM, 0), add(PROGRAM, 432), 0x5080)
                // gas: constraints
                {
                    mcopy(STATE, 0x29c0, 512)
                    externalLayer(16)
                    let s := externalRounds(0, 16, STATE, 0x2bc0, add(DATA, 64))
                    mcopy(STATE, 0x31c0, 512)
                    s := internalRounds(s, 16, 20, 0x33c0, add(DATA, 0), add(DATA, 320))
                    s := externalRounds(s, 16, STATE, 0x3640, add(DATA, 400))
                    mstore(BATCHED, reduce(add(multiply(mload(BATCHED), raised(mload(LAMBDA), 148)), multiply(s, mload(0x2320)))))
                }
                // gas: constraints, rounds of Poseidon2
                // gas: constraints
                {
                    mcopy(STATE, 0x29c0, 768)
                    externalLayer(24)
                    let s := externalRounds(0, 24, STATE, 0x2cc0, add(DATA, 752))
                    mcopy(STATE, 0x35c0, 768)
                    s := internalRounds(s, 24, 23, 0x38c0, add(DATA, 656), add(DATA, 1136))
                    s := batchState(s, 24, 0x4880)
                    mstore(BATCHED, reduce(add(multiply(mload(BATCHED), raised(mload(LAMBDA), 143)), multiply(s, mload(0x2340)))))
                }
                // gas: constraints, rounds of Poseidon2
                // gas: constraints
                {
                    let s := externalRounds(0, 24, 0x2c40, 0x2f40, add(DATA, 1228))
                    mstore(BATCHED, reduce(add(multiply(mload(BATCHED), raised(mload(LAMBDA), 96)), multiply(s, mload(0x2360)))))
                }
                // gas: constraints, rounds of Poseidon2
                run(add(PROGRAM, 432), add(PROGRAM, 4980), 0x5200)
                if remainder(add(mload(BATCHED), sub(LANES_2P, mload(0x8660)))) { reject() }
            }

            // What all queries share.
            function prepare() {
                mstore(POWERS, 1)
                for { let i := POWERS } lt(i, add(POWERS, 2048)) { i := add(i, 0x20) } { mstore(add(i, 0x20), canonical(multiply(mload(i), mload(0x360)))) }
                // The cell at place 8·g + parity + 2·m has the power chunk − 1 − place, in lane m.
                let target := WEIGHTS
                for { let i := add(POWERS, 2048) } gt(i, POWERS) { i := sub(i, 0x100) } {
                    target := gather(sub(i, 0x20), target)
                    target := gather(sub(i, 0x40), target)
                }
                mstore(0x8ca0, multiply(mload(0x8ca0), R_SQUARED))
                mstore(0x8cc0, multiply(mload(0x8cc0), R_SQUARED))
                mstore(0x8d20, multiply(mload(0x8d20), R_SQUARED))
                mstore(0x8e80, multiply(mload(0x8e80), R_SQUARED))
                mstore(OPENED, multiply(batchWords(batchWords(batchWords(batchWords(batchWords(batchWords(batchWords(0, 0x2320, 97), 0x3ba0, 5), 0x2f40, 99), 0x3c40, 78), 0x4cc0, 1), 0x4c20, 5), 0x4d00, 4), 1))
                mstore(OPENED_NEXT, multiply(batchWords(batchWords(0, 0x4600, 49), 0x4ce0, 1), 1))
                mstore(NEXT_WEIGHT, mload(0x8cc0))
                // gas: openings batched
                for { let i := 0 } lt(i, 64) { i := add(i, 1) } {
                    calldatacopy(ROW, add(add(mload(PROOF), 8887), mul(i, 20)), 20)
                    let coefficient := read(ROW)
                    mstore(add(FINAL, shl(6, i)), spreadLow(coefficient))
                    mstore(add(add(FINAL, shl(6, i)), 0x20), spreadHigh(coefficient))
                }
                let root := 0x484ef19b
                let inverseRoot := 0x70ba6fa8
                for { let i := 672 } i {} {
                    i := sub(i, 0x20)
                    mstore(add(ROOTS, i), root)
                    mstore(add(INVERSE_ROOTS, i), inverseRoot)
                    root := mulmod(root, root, P)
                    inverseRoot := mulmod(inverseRoot, inverseRoot, P)
                }
                mstore(TWIDDLES, 0x3fffdfc)
                mstore(0xaea0, 0x5fbf9f8)
                mstore(0xaec0, 0x13616267)
                mstore(0xaee0, 0x4610b3c4)
                mstore(0xaf00, 0x65cfd5a)
                mstore(0xaf20, 0x243c3bd8)
                mstore(0xaf40, 0x5d3ec6a2)
                mstore(0xaf60, 0x7e63ffdd)
            }

            // The points of all queries, and the inverses of their distances to the out-of-domain points.
            function points() {
                let product := R
                let place := 0
                for { let i := 0 } lt(i, 19) { i := add(i, 1) } {
                    let position := mload(add(POSITIONS, shl(5, i)))
                    let x := 1
                    let inverseX := 1
                    for { let bit := 0 } lt(bit, 21) { bit := add(bit, 1) } {
                        if and(shr(bit, position), 1) {
                            x := mulmod(x, mload(add(ROOTS, shl(5, bit))), P)
                            inverseX := mulmod(inverseX, mload(add(INVERSE_ROOTS, shl(5, bit))), P)
                        }
                    }
                    mstore(add(POINTS, shl(5, i)), x)
                    mstore(add(INVERSE_POINTS, shl(5, i)), inverseX)
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(0x340))
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(ZETA_NEXT))
                }
                product := invert(product)
                for {} place {} {
                    place := sub(place, 0x20)
                    mstore(add(INVERSES, place), multiply(product, mload(add(INVERSES, place))))
                    product := multiply(product, mload(add(DIFFERENCES, place)))
                }
            }

            // Opened rows belong to the commitments, and fold to the final polynomial.
            function queries() {
                let cursor := add(mload(PROOF), 10171)
                for { let i := 0 } lt(i, 19) { i := add(i, 1) } {
                    cursor := query(mload(add(POSITIONS, shl(5, i))), mload(add(POINTS, shl(5, i))), mload(add(INVERSE_POINTS, shl(5, i))), add(INVERSES, mul(i, 64)), cursor)
                }
            }

            // Coefficients 0 to 2 of an element, 85 bits each, and the other two.
            function spreadLow(a) -> r { r := or(and(a, LANE), or(shl(85, and(shr(51, a), LANE)), shl(170, and(shr(102, a), LANE)))) }
            function spreadHigh(a) -> r { r := or(and(shr(153, a), LANE), shl(85, shr(204, a))) }

            // Coefficients of four powers, every second one down from `source`: one word per coefficient.
            function gather(source, target) -> end {
                let w0 := mload(source)
                let w1 := mload(sub(source, 0x40))
                let w2 := mload(sub(source, 0x80))
                let w3 := mload(sub(source, 0xc0))
                end := add(target, 160)
                for {} lt(target, end) { target := add(target, 0x20) } {
                    mstore(target, or(or(and(w0, LANE), shl(64, and(w1, LANE))), or(shl(128, and(w2, LANE)), shl(192, and(w3, LANE)))))
                    w0 := shr(51, w0)
                    w1 := shr(51, w1)
                    w2 := shr(51, w2)
                    w3 := shr(51, w3)
                }
            }

            // sum·b^n + Σ b^(n − 1 − i)·vᵢ over n words of memory.
            function batchWords(sum, p, n) -> r {
                r := sum
                for { let end := add(p, shl(5, n)) } lt(p, end) { p := add(p, 0x20) } { r := reduce(add(multiply(r, mload(0x360)), mload(p))) }
            }

            // The same over n extension elements of ROW.
            function batchExtensions(sum, n) -> r {
                checkElements(ROW, mul(n, 20))
                r := sum
                let p := ROW
                for { let end := add(p, mul(n, 20)) } lt(p, end) { p := add(p, 20) } { r := reduce(add(multiply(r, mload(0x360)), read(p))) }
            }


            // Σ b^(n − 1 − i)·cᵢ over n cells of memory at p, which it checks; n is at most the size of a chunk. What stands in the word in front of them is lost.
            function batchCells(p, n) -> r {
                mstore(sub(p, 0x20), 0)
                p := add(p, shl(2, n))
                let bad := 0
                let sum0 := 0
                let sum1 := 0
                let sum2 := 0
                let sum3 := 0
                let sum4 := 0
                {
                    let even := mload(sub(p, 32))
                    bad := or(bad, or(even, add(even, TO_TOP_BIT)))
                    let odd := and(even, EVEN_PLACES)
                    even := and(shr(32, even), EVEN_PLACES)
                    sum0 := add(add(sum0, shr(192, mul(even, mload(0x9760)))), shr(192, mul(odd, mload(0x9800))))
                    sum1 := add(add(sum1, shr(192, mul(even, mload(0x9780)))), shr(192, mul(odd, mload(0x9820))))
                    sum2 := add(add(sum2, shr(192, mul(even, mload(0x97a0)))), shr(192, mul(odd, mload(0x9840))))
                    sum3 := add(add(sum3, shr(192, mul(even, mload(0x97c0)))), shr(192, mul(odd, mload(0x9860))))
                    sum4 := add(add(sum4, shr(192, mul(even, mload(0x97e0)))), shr(192, mul(odd, mload(0x9880))))
                }
                {
                    let even := mload(sub(p, 64))
                    bad := or(bad, or(even, add(even, TO_TOP_BIT)))
                    let odd := and(even, EVEN_PLACES)
                    even := and(shr(32, even), EVEN_PLACES)
                    sum0 := add(add(sum0, shr(192, mul(even, mload(0x9620)))), shr(192, mul(odd, mload(0x96c0))))
                    sum1 := add(add(sum1, shr(192, mul(even, mload(0x9640)))), shr(192, mul(odd, mload(0x96e0))))
                    sum2 := add(add(sum2, shr(192, mul(even, mload(0x9660)))), shr(192, mul(odd, mload(0x9700))))
                    sum3 := add(add(sum3, shr(192, mul(even, mload(0x9680)))), shr(192, mul(odd, mload(0x9720))))
                    sum4 := add(add(sum4, shr(192, mul(even, mload(0x96a0)))), shr(192, mul(odd, mload(0x9740))))
                }
                {
                    let even := mload(sub(p, 96))
                    bad := or(bad, or(even, add(even, TO_TOP_BIT)))
                    let odd := and(even, EVEN_PLACES)
                    even := and(shr(32, even), EVEN_PLACES)
                    sum0 := add(add(sum0, shr(192, mul(even, mload(0x94e0)))), shr(192, mul(odd, mload(0x9580))))
                    sum1 := add(add(sum1, shr(192, mul(even, mload(0x9500)))), shr(192, mul(odd, mload(0x95a0))))
                    sum2 := add(add(sum2, shr(192, mul(even, mload(0x9520)))), shr(192, mul(odd, mload(0x95c0))))
                    sum3 := add(add(sum3, shr(192, mul(even, mload(0x9540)))), shr(192, mul(odd, mload(0x95e0))))
                    sum4 := add(add(sum4, shr(192, mul(even, mload(0x9560)))), shr(192, mul(odd, mload(0x9600))))
                }
                {
                    let even := mload(sub(p, 128))
                    bad := or(bad, or(even, add(even, TO_TOP_BIT)))
                    let odd := and(even, EVEN_PLACES)
                    even := and(shr(32, even), EVEN_PLACES)
                    sum0 := add(add(sum0, shr(192, mul(even, mload(0x93a0)))), shr(192, mul(odd, mload(0x9440))))
                    sum1 := add(add(sum1, shr(192, mul(even, mload(0x93c0)))), shr(192, mul(odd, mload(0x9460))))
                    sum2 := add(add(sum2, shr(192, mul(even, mload(0x93e0)))), shr(192, mul(odd, mload(0x9480))))
                    sum3 := add(add(sum3, shr(192, mul(even, mload(0x9400)))), shr(192, mul(odd, mload(0x94a0))))
                    sum4 := add(add(sum4, shr(192, mul(even, mload(0x9420)))), shr(192, mul(odd, mload(0x94c0))))
                }
                {
                    let even := mload(sub(p, 160))
                    bad := or(bad, or(even, add(even, TO_TOP_BIT)))
                    let odd := and(even, EVEN_PLACES)
                    even := and(shr(32, even), EVEN_PLACES)
                    sum0 := add(add(sum0, shr(192, mul(even, mload(0x9260)))), shr(192, mul(odd, mload(0x9300))))
                    sum1 := add(add(sum1, shr(192, mul(even, mload(0x9280)))), shr(192, mul(odd, mload(0x9320))))
                    sum2 := add(add(sum2, shr(192, mul(even, mload(0x92a0)))), shr(192, mul(odd, mload(0x9340))))
                    sum3 := add(add(sum3, shr(192, mul(even, mload(0x92c0)))), shr(192, mul(odd, mload(0x9360))))
                    sum4 := add(add(sum4, shr(192, mul(even, mload(0x92e0)))), shr(192, mul(odd, mload(0x9380))))
                }
                {
                    let even := mload(sub(p, 192))
                    bad := or(bad, or(even, add(even, TO_TOP_BIT)))
                    let odd := and(even, EVEN_PLACES)
                    even := and(shr(32, even), EVEN_PLACES)
                    sum0 := add(add(sum0, shr(192, mul(even, mload(0x9120)))), shr(192, mul(odd, mload(0x91c0))))
                    sum1 := add(add(sum1, shr(192, mul(even, mload(0x9140)))), shr(192, mul(odd, mload(0x91e0))))
                    sum2 := add(add(sum2, shr(192, mul(even, mload(0x9160)))), shr(192, mul(odd, mload(0x9200))))
                    sum3 := add(add(sum3, shr(192, mul(even, mload(0x9180)))), shr(192, mul(odd, mload(0x9220))))
                    sum4 := add(add(sum4, shr(192, mul(even, mload(0x91a0)))), shr(192, mul(odd, mload(0x9240))))
                }
                {
                    let even := mload(sub(p, 224))
                    bad := or(bad, or(even, add(even, TO_TOP_BIT)))
                    let odd := and(even, EVEN_PLACES)
                    even := and(shr(32, even), EVEN_PLACES)
                    sum0 := add(add(sum0, shr(192, mul(even, mload(0x8fe0)))), shr(192, mul(odd, mload(0x9080))))
                    sum1 := add(add(sum1, shr(192, mul(even, mload(0x9000)))), shr(192, mul(odd, mload(0x90a0))))
                    sum2 := add(add(sum2, shr(192, mul(even, mload(0x9020)))), shr(192, mul(odd, mload(0x90c0))))
                    sum3 := add(add(sum3, shr(192, mul(even, mload(0x9040)))), shr(192, mul(odd, mload(0x90e0))))
                    sum4 := add(add(sum4, shr(192, mul(even, mload(0x9060)))), shr(192, mul(odd, mload(0x9100))))
                }
                if gt(n, 56) {
                    let even := mload(sub(p, 256))
                    bad := or(bad, or(even, add(even, TO_TOP_BIT)))
                    let odd := and(even, EVEN_PLACES)
                    even := and(shr(32, even), EVEN_PLACES)
                    sum0 := add(add(sum0, shr(192, mul(even, mload(WEIGHTS)))), shr(192, mul(odd, mload(0x8f40))))
                    sum1 := add(add(sum1, shr(192, mul(even, mload(0x8ec0)))), shr(192, mul(odd, mload(0x8f60))))
                    sum2 := add(add(sum2, shr(192, mul(even, mload(0x8ee0)))), shr(192, mul(odd, mload(0x8f80))))
                    sum3 := add(add(sum3, shr(192, mul(even, mload(0x8f00)))), shr(192, mul(odd, mload(0x8fa0))))
                    sum4 := add(add(sum4, shr(192, mul(even, mload(0x8f20)))), shr(192, mul(odd, mload(0x8fc0))))
                }
                if and(bad, TOP_BITS) { reject() }
                r := or(or(mod(sum0, P), shl(51, mod(sum1, P))), or(or(shl(102, mod(sum2, P)), shl(153, mod(sum3, P))), shl(204, mod(sum4, P))))
            }

            // The node that is `levels` above the one with the given index, by the siblings at `path` of the calldata. The node is written first: its word reaches over what follows it.
            function climb(node, index, path, levels) -> r {
                r := node
                let place := 0
                place := mul(26, and(index, 1))
                mstore(place, r)
                calldatacopy(sub(26, place), path, 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(1, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 26), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(2, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 52), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(3, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 78), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(4, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 104), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(5, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 130), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(6, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 156), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(7, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 182), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(8, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 208), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(9, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 234), 26)
                r := keccak256(0x00, 52)
                if eq(levels, 10) { leave }
                place := mul(26, and(shr(10, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 260), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(11, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 286), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(12, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 312), 26)
                r := keccak256(0x00, 52)
                if eq(levels, 13) { leave }
                place := mul(26, and(shr(13, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 338), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(14, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 364), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(15, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 390), 26)
                r := keccak256(0x00, 52)
                place := mul(26, and(shr(16, index), 1))
                mstore(place, r)
                calldatacopy(sub(26, place), add(path, 416), 26)
                r := keccak256(0x00, 52)
            }

            // Notes the difference of a base element and ζ, and the product of all before it.
            function difference(product, place, x, zeta) -> newProduct, newPlace {
                let value := subtract(x, zeta)
                mstore(add(DIFFERENCES, place), value)
                mstore(add(INVERSES, place), product)
                newProduct := multiply(product, value)
                newPlace := add(place, 0x20)
            }

            // Folds the 2^log values in ROW, those at y·ω^bitreverse(t), by β/y.
            function fold(log, challengeByY) -> r {
                let n := shl(log, 1)
                for { let i := 0 } lt(i, n) { i := add(i, 1) } { mstore(add(VALUES, shl(5, i)), read(add(ROW, mul(i, 20)))) }
                for { n := shl(4, n) } gt(n, 0x10) { n := shr(1, n) } {
                    for { let i := 0 } lt(i, n) { i := add(i, 0x20) } {
                        let a := mload(add(VALUES, shl(1, i)))
                        let b := mload(add(VALUES, add(shl(1, i), 0x20)))
                        mstore(add(VALUES, i), reduce(add(add(a, b), multiply(subtract(a, b), scale(challengeByY, mload(add(TWIDDLES, i)))))))
                    }
                    challengeByY := multiply(challengeByY, challengeByY)
                }
                r := mload(VALUES)
            }

            // The final polynomial at x.
            function evaluateFinal(x) -> r {
                let power := 1
                let low := 0
                let high := 0
                for { let p := FINAL } lt(p, add(FINAL, 4096)) { p := add(p, 0x40) } {
                    low := add(low, mul(mload(p), power))
                    high := add(high, mul(mload(add(p, 0x20)), power))
                    power := mulmod(power, x, P)
                }
                r := pack(low, high)
            }

            // F of a height, from the sums of a query's rows: offset 32 times its number; inverse is where 1/(x − ζ) stands.
            function batchedValue(offset, inverse) -> r {
                r := multiply(subtract(mload(add(SUMS, offset)), mload(add(OPENED, offset))), mload(inverse))
            }
            function batchedValues(offset, inverse) -> r {
                r := multiply(batchedValue(offset, inverse), mload(add(NEXT_WEIGHT, offset)))
                r := reduce(add(r, multiply(subtract(mload(add(SUMS_NEXT, offset)), mload(add(OPENED_NEXT, offset))), mload(add(inverse, 0x20)))))
            }

            function query(position, x, inverseX, inverse, cursor) -> end {
                mstore(SUMS, 0)
                mstore(SUMS_NEXT, 0)
                // Preprocessed
                {
                    let index := position
                    let path := add(cursor, 212)
                    let node := hashRow(cursor, 212)
                    cursor := add(cursor, 212)
                    // gas: rows hashed
                    {
                        let sum := batchCells(ROW, 53)
                        mstore(SUMS, reduce(add(multiply(mload(SUMS), mload(0x8d20)), sum)))
                    }
                    // gas: rows batched
                    node := climb(node, index, path, 17)
                    index := shr(17, index)
                    path := add(path, 442)
                    if and(xor(node, mload(add(PREPROCESSED_CAP, shl(5, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                // gas: paths
                // Main
                {
                    let index := position
                    let path := add(cursor, 904)
                    let node := hashRow(cursor, 904)
                    cursor := add(cursor, 904)
                    // gas: rows hashed
                    {
                        let sum := batchCells(ROW, 49)
                        mstore(SUMS, reduce(add(multiply(mload(SUMS), mload(0x8ca0)), sum)))
                        mstore(SUMS_NEXT, reduce(add(multiply(mload(SUMS_NEXT), mload(0x8ca0)), sum)))
                    }
                    {
                        let sum := batchCells(0xc0a4, 64)
                        mstore(SUMS, reduce(add(multiply(mload(SUMS), mload(0x8e80)), sum)))
                    }
                    {
                        let sum := batchCells(0xc1a4, 64)
                        mstore(SUMS, reduce(add(multiply(mload(SUMS), mload(0x8e80)), sum)))
                    }
                    {
                        let sum := batchCells(0xc2a4, 49)
                        mstore(SUMS, reduce(add(multiply(mload(SUMS), mload(0x8ca0)), sum)))
                    }
                    // gas: rows batched
                    node := climb(node, index, path, 17)
                    index := shr(17, index)
                    path := add(path, 442)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 3), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                // gas: paths
                // LogUp
                {
                    let index := position
                    let path := add(cursor, 120)
                    let node := hashRow(cursor, 120)
                    cursor := add(cursor, 120)
                    // gas: rows hashed
                    mstore(SUMS, batchExtensions(mload(SUMS), 6))
                    mstore(SUMS_NEXT, batchExtensions(mload(SUMS_NEXT), 1))
                    // gas: rows batched
                    node := climb(node, index, path, 17)
                    index := shr(17, index)
                    path := add(path, 442)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 439), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                // gas: paths
                // Quotient
                {
                    let index := position
                    let path := add(cursor, 80)
                    let node := hashRow(cursor, 80)
                    cursor := add(cursor, 80)
                    // gas: rows hashed
                    mstore(SUMS, batchExtensions(mload(SUMS), 4))
                    // gas: rows batched
                    node := climb(node, index, path, 17)
                    index := shr(17, index)
                    path := add(path, 442)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 855), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                // gas: paths
                let value := batchedValues(0, inverse)
                calldatacopy(ROW, add(cursor, mul(and(position, 15), 20)), 20)
                if remainder(add(value, sub(LANES_2P, read(ROW)))) { reject() }
                // gas: quotients of openings
                if and(position, 1) { inverseX := mulmod(inverseX, 0x7f000000, P) }
                if and(shr(1, position), 1) { inverseX := mulmod(inverseX, 0x7e010002, P) }
                if and(shr(2, position), 1) { inverseX := mulmod(inverseX, 0x6832fe4a, P) }
                if and(shr(3, position), 1) { inverseX := mulmod(inverseX, 0x8dbd69c, P) }
                // Fold
                {
                    let index := shr(4, position)
                    let path := add(cursor, 320)
                    let node := hashRow(cursor, 320)
                    cursor := add(cursor, 320)
                    // gas: rows hashed
                    checkElements(ROW, 320)
                    // gas: rows batched
                    node := climb(node, index, path, 13)
                    index := shr(13, index)
                    path := add(path, 338)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 8055), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                // gas: paths
                value := fold(4, scale(mload(0x380), mulmod(inverseX, R, P)))
                x := mulmod(x, x, P)
                x := mulmod(x, x, P)
                x := mulmod(x, x, P)
                x := mulmod(x, x, P)
                inverseX := mulmod(inverseX, inverseX, P)
                inverseX := mulmod(inverseX, inverseX, P)
                inverseX := mulmod(inverseX, inverseX, P)
                inverseX := mulmod(inverseX, inverseX, P)
                calldatacopy(ROW, add(cursor, mul(and(shr(4, position), 7), 20)), 20)
                if remainder(add(value, sub(LANES_2P, read(ROW)))) { reject() }
                // gas: folding
                if and(shr(4, position), 1) { inverseX := mulmod(inverseX, 0x7f000000, P) }
                if and(shr(5, position), 1) { inverseX := mulmod(inverseX, 0x7e010002, P) }
                if and(shr(6, position), 1) { inverseX := mulmod(inverseX, 0x6832fe4a, P) }
                // Fold
                {
                    let index := shr(7, position)
                    let path := add(cursor, 160)
                    let node := hashRow(cursor, 160)
                    cursor := add(cursor, 160)
                    // gas: rows hashed
                    checkElements(ROW, 160)
                    // gas: rows batched
                    node := climb(node, index, path, 10)
                    index := shr(10, index)
                    path := add(path, 260)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 8471), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                // gas: paths
                value := fold(3, scale(mload(0x3a0), mulmod(inverseX, R, P)))
                x := mulmod(x, x, P)
                x := mulmod(x, x, P)
                x := mulmod(x, x, P)
                inverseX := mulmod(inverseX, inverseX, P)
                inverseX := mulmod(inverseX, inverseX, P)
                inverseX := mulmod(inverseX, inverseX, P)
                // gas: folding
                if remainder(add(evaluateFinal(x), sub(LANES_2P, value))) { reject() }
                // gas: final polynomial and tables
                end := cursor
            }

            // Runs instructions; stored words go to `target` and up.
            function run(instruction, end, target) {
                let batched := mload(BATCHED)
                let sum := 0
                for {} lt(instruction, end) { instruction := add(instruction, 4) } {
                    let w := load32(instruction)
                    let a := mload(and(shr(9, w), 0x7ffe0))
                    let b := mload(and(shl(5, w), 0x7ffe0))
                    switch shr(30, w)
                    case 0 { sum := add(sum, multiply(a, b)) }
                    case 1 { sum := add(sum, sub(LANES_2P, multiply(a, b))) }
                    case 2 { sum := add(sum, add(a, b)) }
                    default { sum := add(sum, add(a, sub(LANES_2P, b))) }
                    switch and(shr(28, w), 3)
                    case 0 {}
                    case 1 {
                        mstore(target, reduce(sum))
                        target := add(target, 0x20)
                        sum := 0
                    }
                    case 2 {
                        batched := reduce(add(multiply(batched, mload(LAMBDA)), sum))
                        sum := 0
                    }
                    default { sum := reduce(sum) }
                }
                mstore(BATCHED, batched)
            }

            // circ(2·M4, M4, …, M4) times the state.
            function externalLayer(width) {
                let end := add(STATE, shl(5, width))
                for { let p := STATE } lt(p, end) { p := add(p, 0x80) } {
                    let x0 := mload(p)
                    let x1 := mload(add(p, 0x20))
                    let x2 := mload(add(p, 0x40))
                    let x3 := mload(add(p, 0x60))
                    let x01 := add(x0, x1)
                    let x23 := add(x2, x3)
                    let all := add(x01, x23)
                    mstore(p, add(add(all, x1), x01))
                    mstore(add(p, 0x20), add(add(all, x1), add(x2, x2)))
                    mstore(add(p, 0x40), add(add(all, x3), x23))
                    mstore(add(p, 0x60), add(add(all, x3), add(x0, x0)))
                }
                for { let i := STATE } lt(i, add(STATE, 0x80)) { i := add(i, 0x20) } {
                    let sum := 0
                    for { let p := i } lt(p, end) { p := add(p, 0x80) } { sum := add(sum, mload(p)) }
                    for { let p := i } lt(p, end) { p := add(p, 0x80) } { mstore(p, add(mload(p), sum)) }
                }
            }

            // Adds to the batched constraints s that columns are the state.
            function batchState(s, width, column) -> r {
                r := s
                let lambda := mload(LAMBDA)
                for { let p := STATE } lt(p, add(STATE, shl(5, width))) { p := add(p, 0x20) } {
                    r := reduce(add(multiply(r, lambda), add(mload(column), sub(LANES_54P, mload(p)))))
                    column := add(column, 0x20)
                }
            }

            // Adds the constraints of four external rounds that begin at the words at `source`.
            function externalRounds(s, width, source, column, constants) -> r {
                r := s
                let size := shl(5, width)
                for { let end := add(column, shl(2, size)) } lt(column, end) { column := add(column, size) } {
                    for { let p := STATE } lt(p, add(STATE, size)) { p := add(p, 0x20) } {
                        mstore(p, cube(mload(source), shr(224, mload(constants))))
                        source := add(source, 0x20)
                        constants := add(constants, 4)
                    }
                    externalLayer(width)
                    r := batchState(r, width, column)
                    source := column
                }
            }

            // Adds the constraints of internal rounds; what is left is the state after them. `diagonal` is that of the internal layer.
            function internalRounds(s, width, rounds, column, diagonal, constants) -> r {
                r := s
                let stateEnd := add(STATE, shl(5, width))
                let lambda := mload(LAMBDA)
                for { let end := add(column, shl(5, rounds)) } lt(column, end) { column := add(column, 0x20) } {
                    let value := mload(column)
                    r := reduce(add(multiply(r, lambda), add(value, sub(LANES_2P, cube(mload(STATE), shr(224, mload(constants)))))))
                    mstore(STATE, value)
                    constants := add(constants, 4)
                    let sum := value
                    for { let p := add(STATE, 0x20) } lt(p, stateEnd) { p := add(p, 0x20) } { sum := add(sum, mload(p)) }
                    sum := reduce(sum)
                    let factor := diagonal
                    for { let p := STATE } lt(p, stateEnd) { p := add(p, 0x20) } {
                        mstore(p, add(sum, scale(mload(p), shr(224, mload(factor)))))
                        factor := add(factor, 4)
                    }
                }
            }

            // The next state of the transcript, from the state and what was absorbed after it, in all `size` bytes.
            function advance(size) -> state {
                mstore8(add(TRANSCRIPT, size), 2)
                state := keccak256(TRANSCRIPT, add(size, 1))
                mstore(TRANSCRIPT, state)
            }

            // R times the challenge in a state: five times six bytes, modulo p.
            function challenge(state) -> r {
                r := or(
                    or(mulmod(shr(208, state), R, P), shl(51, mulmod(and(shr(160, state), 0xffffffffffff), R, P))),
                    or(
                        or(shl(102, mulmod(and(shr(112, state), 0xffffffffffff), R, P)), shl(153, mulmod(and(shr(64, state), 0xffffffffffff), R, P))),
                        shl(204, mulmod(and(shr(16, state), 0xffffffffffff), R, P))
                    )
                )
            }

            // Writes limbs of 16 bits, each as an element: a value's bytes two by two, the first one low.
            function absorbLimbs(target, value, count) {
                for {} count { count := sub(count, 1) } {
                    mstore(target, or(shl(232, and(shr(240, value), 0xff)), shl(224, shr(248, value))))
                    target := add(target, 4)
                    value := shl(16, value)
                }
            }

            // Nodes are the first DIGEST bytes of a word; what follows them in the word is not looked at.
            function compress(left, right) -> node {
                mstore(0x00, left)
                mstore(DIGEST, right)
                node := keccak256(0x00, NODE)
            }

            // Copies digests of the calldata to words.
            function absorbDigests(target, source, count) {
                for {} count { count := sub(count, 1) } {
                    mstore(target, and(calldataload(source), DIGEST_MASK))
                    target := add(target, 0x20)
                    source := add(source, DIGEST)
                }
            }

            // Copies a row to ROW and hashes it.
            function hashRow(cursor, size) -> digest {
                calldatacopy(ROW, cursor, size)
                digest := keccak256(ROW, size)
            }

            function reject() {
                mstore(0x00, 0)
                return(0x00, 0x20)
            }

            // a·b/R. Lanes of a are at most 1.5 p, those of b below 2^32; those of the result are below 1.07 p. b is split into halves of 16 bits, so that the coefficients of both products modulo
            // X^5 + X^2 − 1 fit their lanes; POSITIVE makes them positive. They are divided by 2^16 and then 2^24, modulo which p is 1: x − m·p with m = x mod 2^16 has zeros where it is shifted out, and
            // x = 2^24·h + m is 2^24·(h − m·(p − 1)/2^24).
            function multiply(a, b) -> r {
                r := addmod(mulmod(a, and(b, LANES_16), MODULUS), POSITIVE_LOW, MODULUS)
                r := shr(16, sub(r, mul(and(r, LANES_16), P)))
                r := addmod(mulmod(a, and(shr(16, b), LANES_16), MODULUS), add(r, POSITIVE), MODULUS)
                r := sub(add(and(shr(24, r), LANES_27), LANES_P), mul(and(r, LANES_24), 0x7f))
            }

            // (a + c)^3/R^2, as two products.
            function cube(a, c) -> r {
                a := reduce(add(a, c))
                let low := and(a, LANES_16)
                let high := and(shr(16, a), LANES_16)
                r := addmod(mulmod(a, low, MODULUS), POSITIVE_LOW, MODULUS)
                r := shr(16, sub(r, mul(and(r, LANES_16), P)))
                r := addmod(mulmod(a, high, MODULUS), add(r, POSITIVE), MODULUS)
                a := sub(add(and(shr(24, r), LANES_27), LANES_P), mul(and(r, LANES_24), 0x7f))
                r := addmod(mulmod(a, low, MODULUS), POSITIVE_LOW, MODULUS)
                r := shr(16, sub(r, mul(and(r, LANES_16), P)))
                r := addmod(mulmod(a, high, MODULUS), add(r, POSITIVE), MODULUS)
                r := sub(add(and(shr(24, r), LANES_27), LANES_P), mul(and(r, LANES_24), 0x7f))
            }

            // R times a^n, from R times a.
            function raised(a, n) -> r {
                r := R
                for {} n { n := shr(1, n) } {
                    if and(n, 1) { r := multiply(r, a) }
                    a := multiply(a, a)
                }
            }

            // a·s/R for a base element s below 2^32.
            function scale(a, s) -> r {
                r := mul(a, and(s, 0xffff))
                r := sub(add(and(shr(16, r), LANES_35), LANES_P), mul(and(r, LANES_16), 0x7f00))
                r := add(r, mul(a, shr(16, s)))
                r := sub(add(and(shr(24, r), LANES_27), LANES_P), mul(and(r, LANES_24), 0x7f))
            }

            // The same element with lanes of at most 1.5 p, from lanes below 61·2^31: 2^31 is 2^24 − 1.
            function reduce(a) -> r {
                r := add(and(a, LANES_31), mul(and(shr(31, a), LANES_16), 0xffffff))
            }

            // The same element with lanes below p, from lanes below 2 p.
            function canonical(a) -> r {
                r := sub(a, mul(and(shr(31, add(a, LANES_TO_BIT_31)), LANES_1), P))
            }

            // a − b, for lanes of b of at most 2 p.
            function subtract(a, b) -> r {
                r := reduce(add(a, sub(LANES_2P, b)))
            }

            // Zero if and only if a is.
            function remainder(a) -> r {
                r := mod(and(a, LANE), P)
                r := or(r, mod(and(shr(51, a), LANE), P))
                r := or(r, mod(and(shr(102, a), LANE), P))
                r := or(r, mod(and(shr(153, a), LANE), P))
                r := or(r, mod(shr(204, a), P))
            }

            // a^(p^5 − 2), the inverse of a.
            function invert(a) -> r {
                r := a
                for { let bit := INVERSE_TOP } bit { bit := shr(1, bit) } {
                    r := multiply(r, r)
                    if and(INVERSE_EXPONENT, bit) { r := multiply(r, a) }
                }
            }

            // The element whose five coefficients are the 20 bytes at p.
            function read(p) -> r {
                let w := shr(96, mload(p))
                r := or(
                    or(shr(128, w), shl(51, and(shr(96, w), 0xffffffff))),
                    or(or(shl(102, and(shr(64, w), 0xffffffff)), shl(153, and(shr(32, w), 0xffffffff))), shl(204, and(w, 0xffffffff)))
                )
            }

            // R times the element at p.
            function readScaled(p) -> r {
                let w := shr(96, mload(p))
                r := or(
                    or(mulmod(shr(128, w), R, P), shl(51, mulmod(and(shr(96, w), 0xffffffff), R, P))),
                    or(
                        or(shl(102, mulmod(and(shr(64, w), 0xffffffff), R, P)), shl(153, mulmod(and(shr(32, w), 0xffffffff), R, P))),
                        shl(204, mulmod(and(w, 0xffffffff), R, P))
                    )
                )
            }

            // An element from sums of three and of two coefficients, 85 bits each.
            function pack(low, high) -> r {
                r := or(
                    or(mod(and(low, SUM), P), shl(51, mod(and(shr(85, low), SUM), P))),
                    or(or(shl(102, mod(shr(170, low), P)), shl(153, mod(and(high, SUM), P))), shl(204, mod(shr(85, high), P)))
                )
            }

            // Rejects unless all elements of four bytes in the bytes at p are below p: none has its top bit, nor gets it when 2^31 − p is added, which then carries nowhere.
            function checkElements(p, size) {
                for { let end := add(p, size) } lt(p, end) { p := add(p, 0x20) } {
                    let w := mload(p)
                    let rest := sub(end, p)
                    if lt(rest, 0x20) {
                        rest := shl(3, sub(0x20, rest))
                        w := shl(rest, shr(rest, w))
                    }
                    if and(or(w, add(w, TO_TOP_BIT)), TOP_BITS) { reject() }
                }
            }

            function load32(p) -> r { r := shr(224, mload(p)) }

            mstore(PROOF, proof.offset)
            if xor(proof.length, PROOF_BYTES) { reject() }
            if xor(shr(232, calldataload(proof.offset)), 0x030100) { reject() }
            // The key's digest and the statement stand behind the transcript's first state, which is zero.
            mstore(add(TRANSCRIPT, 32), 0x39c2d0530ed9daad3838a94c63d819bf81537077a185eb49bfd96496449c33d3)
            mstore(add(TRANSCRIPT, 64), shl(224, 0))
            mstore(add(TRANSCRIPT, 68), programKey)
            checkElements(add(TRANSCRIPT, 68), 0x20)
            if shr(64, l1ChainId) { reject() }
            for { let i := 0 } lt(i, 4) { i := add(i, 1) } {
                mstore(add(TRANSCRIPT, add(100, shl(2, i))), shl(224, and(shr(shl(4, i), l1ChainId), 0xffff)))
            }
            absorbLimbs(add(TRANSCRIPT, 116), shl(96, rollup), 10)
            absorbLimbs(add(TRANSCRIPT, 156), fromHash, 16)
            absorbLimbs(add(TRANSCRIPT, 220), toHash, 16)
            for { let i := 0 } lt(i, 54) { i := add(i, 1) } {
                mstore(add(PUBLIC_VALUES, shl(5, i)), mulmod(load32(add(add(TRANSCRIPT, 68), shl(2, i))), R, P))
            }
            transcript()
            // gas: transcript
            constraints()
            // gas: constraints
            prepare()
            // gas: final polynomial and tables
            points()
            // gas: points and their inverses
            queries()
            valid := 1
        }
    }
}

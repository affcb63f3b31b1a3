// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVerifier} from "./IVerifier.sol";

/// @title Verifier of final proofs, written by the command `contract` of circuits/Rollup.Stark.Cli from the key of the final circuit: do not edit
/// @dev An element of the extension is a word of five lanes of 51 bits, the coefficients of 1, X, …, X⁴. A product is that of integers modulo 2^255 + 2^102 − 1, which is X⁵ + X² − 1 at X = 2^51. It
/// comes out divided by R = 2^40, so challenges and what is multiplied with each other are kept as R times their value. circuits/README.md says more.
contract FinalVerifier is IVerifier {
    /// @dev The length of every proof.
    uint256 private constant PROOF_BYTES = 0x00000000000000000000000000000000000000000000000000000000000283d1;
    /// @dev The base field.
    uint256 private constant P = 0x000000000000000000000000000000000000000000000000000000007f000001;
    /// @dev 2^40 in it.
    uint256 private constant R = 0x0000000000000000000000000000000000000000000000000000000003fffdfc;
    /// @dev X⁵ + X² − 1 at X = 2^51.
    uint256 private constant MODULUS = 0x800000000000000000000000000000000000003fffffffffffffffffffffffff;
    /// @dev The lowest lane.
    uint256 private constant LANE = 0x0000000000000000000000000000000000000000000000000007ffffffffffff;
    /// @dev The lowest of three sums of coefficients.
    uint256 private constant SUM = 0x0000000000000000000000000000000000000000001fffffffffffffffffffff;
    /// @dev p in every lane.
    uint256 private constant LANES_P = 0x000007f00000100000fe00000200001fc00000400003f800000800007f000001;
    /// @dev 2p in every lane.
    uint256 private constant LANES_2P = 0x00000fe00000200001fc00000400003f800000800007f00000100000fe000002;
    /// @dev A multiple of p in every lane that is more than what a product's coefficients can be below zero.
    uint256 private constant POSITIVE = 0x32cca1f066661659943e0cccc2cb3287c19998596650f833330b2cca1f066661;
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
    uint256 private constant PUBLIC_VALUES = 1248;
    /// @dev Memory: ζⁿ per height, tallest first, times R; so are the next two.
    uint256 private constant POWER = 2976;
    /// @dev Memory: ζⁿ − 1.
    uint256 private constant VANISHING = 3104;
    /// @dev Memory: ζ·ω.
    uint256 private constant ZETA_NEXT = 3232;
    /// @dev Memory: S/n per table with messages, times R.
    uint256 private constant SHARES = 3360;
    /// @dev Memory: 0.
    uint256 private constant ZERO = 3488;
    /// @dev Memory: What the constraints read of constants, times R.
    uint256 private constant CONSTANTS = 3520;
    /// @dev Memory: The openings, times R.
    uint256 private constant OPENINGS = 8640;
    /// @dev Memory: The state of a permutation.
    uint256 private constant STATE = 0x0000000000000000000000000000000000000000000000000000000000007180;
    /// @dev Memory: What the constraints compute once and use again.
    uint256 private constant TEMPORARIES = 0x0000000000000000000000000000000000000000000000000000000000007480;
    /// @dev Memory: 1, b, b², … of the batching challenge, times R.
    uint256 private constant POWERS = 0x00000000000000000000000000000000000000000000000000000000000089c0;
    /// @dev Memory: b^(chunk − 1), …, b, 1, three and two coefficients, 85 bits each.
    uint256 private constant WEIGHTS = 0x00000000000000000000000000000000000000000000000000000000000091e0;
    /// @dev Memory: Per height the batched openings at ζ; so are the next two.
    uint256 private constant OPENED = 0x000000000000000000000000000000000000000000000000000000000000a1e0;
    /// @dev Memory: At ζ·ω.
    uint256 private constant OPENED_NEXT = 0x000000000000000000000000000000000000000000000000000000000000a260;
    /// @dev Memory: The power of b before those at ζ·ω, times R.
    uint256 private constant NEXT_WEIGHT = 0x000000000000000000000000000000000000000000000000000000000000a2e0;
    /// @dev Memory: Per height the batched columns of a query's rows.
    uint256 private constant SUMS = 0x000000000000000000000000000000000000000000000000000000000000a360;
    /// @dev Memory: Those that are opened at ζ·ω.
    uint256 private constant SUMS_NEXT = 0x000000000000000000000000000000000000000000000000000000000000a3e0;
    /// @dev Memory: The final polynomial, as WEIGHTS.
    uint256 private constant FINAL = 0x000000000000000000000000000000000000000000000000000000000000a460;
    /// @dev Memory: Roots of unity of order 2, 4, 8, ….
    uint256 private constant ROOTS = 0x000000000000000000000000000000000000000000000000000000000000e460;
    /// @dev Memory: Their inverses.
    uint256 private constant INVERSE_ROOTS = 0x000000000000000000000000000000000000000000000000000000000000e700;
    /// @dev Memory: Inverse roots of unity in bit-reversed order, times R.
    uint256 private constant TWIDDLES = 0x000000000000000000000000000000000000000000000000000000000000e9a0;
    /// @dev Memory: Per query the point of its position.
    uint256 private constant POINTS = 0x000000000000000000000000000000000000000000000000000000000000eaa0;
    /// @dev Memory: Their inverses.
    uint256 private constant INVERSE_POINTS = 0x000000000000000000000000000000000000000000000000000000000000ed80;
    /// @dev Memory: x − ζ and x − ζ·ω per query and height, times R.
    uint256 private constant DIFFERENCES = 0x000000000000000000000000000000000000000000000000000000000000f060;
    /// @dev Memory: Their inverses.
    uint256 private constant INVERSES = 0x0000000000000000000000000000000000000000000000000000000000010760;
    /// @dev Memory: The values that fold to one.
    uint256 private constant VALUES = 0x0000000000000000000000000000000000000000000000000000000000011e60;
    /// @dev Memory: A row.
    uint256 private constant ROW = 0x0000000000000000000000000000000000000000000000000000000000012060;
    /// @dev Memory: The tables in the contract's code.
    uint256 private constant DATA = 0x0000000000000000000000000000000000000000000000000000000000012500;
    /// @dev Memory: The transcript's state and what is absorbed after it.
    uint256 private constant TRANSCRIPT = 0x0000000000000000000000000000000000000000000000000000000000014300;
    /// @dev Memory: the challenge that batches constraints.
    uint256 private constant LAMBDA = 928;
    /// @dev Memory: the instructions that evaluate constraints.
    uint256 private constant PROGRAM = 0x0000000000000000000000000000000000000000000000000000000000012b4c;
    /// @dev Memory: the commitment to the preprocessed columns.
    uint256 private constant PREPROCESSED_CAP = 0x00000000000000000000000000000000000000000000000000000000000140f8;

    /// @inheritdoc IVerifier
    function verify(bytes32 programKey, uint256 l1ChainId, address rollup, bytes32 fromHash, bytes32 toHash, bytes calldata proof)
        external
        pure
        returns (bool valid)
    {
        assembly {
            // The tables of the contract's code.
            function loadData() {
                mstore(0x12500, 0x7700040903fffdfc07fffbf801fffefe0bfff9f40ffff7f07d0001037300060d)
                mstore(0x12520, 0x6f00081101fffffe3fffffc0000100007d0000033f0000415f0000217eff0001)
                mstore(0x12540, 0x76969f3f2fbaec1e0fa4c7dc6e90cd9b230057152a58e36304c1f8ed641a4c3b)
                mstore(0x12560, 0x7b0ca41f1948e9d63e281cde179c550f510931e42ede8e9a419f7262531b7861)
                mstore(0x12580, 0x08afe3870a3413286f9badd9070a158b107d51b503991490267f0c540f6617ba)
                mstore(0x125a0, 0x00a953f019728dd53fa4e8781b6e4f55734ebfa12a1640eb13c5a5ca431d7868)
                mstore(0x125c0, 0x3daf437f0ccd4f7073bb3ac46d76d3e960de1b1b6e78739a404d371253fbf404)
                mstore(0x125e0, 0x427b80f33cd77c9d41f26523411f0b636e1cfbb352d79b9c20f6eb194ce127e7)
                mstore(0x12600, 0x3bc278586d4b57bc2625e803222b0d1c3e3fee70639e419575adab3d7be002fc)
                mstore(0x12620, 0x12a1a7f326938eb145aaeb1e29b0b77e64ea924800d0994218bdefb1690e609e)
                mstore(0x12640, 0x0ffd41da31abad54284e72b25347a996129576052f9c4fb258637d510f5f6bf0)
                mstore(0x12660, 0x46e1e910211bba55618ea66f3cd32fbd13b8402b0c5a1d19508459d116f8dedb)
                mstore(0x12680, 0x628b81cf70db50cf5b0f71507ad220bd0784c2976bac97c836685b581274f65c)
                mstore(0x126a0, 0x27b51b09159bb48d2de9ea31391cadb612ec26e7072a631051d3b5ca1dd21c19)
                mstore(0x126c0, 0x7ce2521279bc7c7c4b8d31b733e8aad27cca73da2e7fb99630495e61175d2f53)
                mstore(0x126e0, 0x077211c809c876fe08912d762ba8b0de00c2a90f174b16fb3e7d15946199d159)
                mstore(0x12700, 0x00049f6320ce9e11280626e334e0e5584528c60662f67722338a25b05c0049f3)
                mstore(0x12720, 0x2eb0fa51668a46f303ffa1330052df9f47a4313c6f737d8879be0f616364f103)
                mstore(0x12740, 0x049db15c6c37765e3e1ceb3025d318141078dc83669455d34026100443a10ca4)
                mstore(0x12760, 0x6fd182401634d86e0fa6ae4c40a305a55479a09d4597e2a035083824199f41f4)
                mstore(0x12780, 0x50c5502a37b06c5669b90ceb762eca697700040903fffdfc07fffbf801fffefe)
                mstore(0x127a0, 0x0bfff9f40ffff7f07d0001037300060d6f00081101fffffe00ffff7f3fffffc0)
                mstore(0x127c0, 0x1fffffe00ffffff007fffff8000100007d0000033f0000415f0000216f000011)
                mstore(0x127e0, 0x770000097b0000057e0000027eff00017c7d42fc405da2fe49330da96953ee79)
                mstore(0x12800, 0x3a532b52783cc9a1456a5e2a5fddefe608eea6f75aeeddf443c3f75410b106b7)
                mstore(0x12820, 0x020b6e3434417a8d27dc9c8e6c553b843fa069d06aa9211603bc87c11125e404)
                mstore(0x12840, 0x28e07062034e81087104670a7369afb80309505f72f056787b82f3b51b005b80)
                mstore(0x12860, 0x60d812ac1bb59580516be4451559be671e23e6b31b8c0d2d0fb682b52579d033)
                mstore(0x12880, 0x39f49af36b2f345102197e1c5847a23c266dfdd7303f961416513b1328157af2)
                mstore(0x128a0, 0x656f207508ce7d1000d1f965323146dc74cee10e0a49228c5a6c8b93503824eb)
                mstore(0x128c0, 0x342e374960372ad31aeb3c4355f307243c82e74950b57fad3a4c779f3a867491)
                mstore(0x128e0, 0x328a6ef357425cec4c4d6b440731c0a201e0457820e79b554c10385e4b9d19fc)
                mstore(0x12900, 0x369e00b678424ea83904ee90721db30805eb5ee5063152781010c2e76acfba1e)
                mstore(0x12920, 0x4c3ec15f737ee2fa28ec736b51b7509f1301d45d1600560f586a41bb062be09e)
                mstore(0x12940, 0x1ba0ca6b4ee2e96a1162bb473da861e04fcca1586844664c725355830a1518e0)
                mstore(0x12960, 0x14896869607a6e6001f129571e6916d458612ead34a0b0dc5b2c0b62577bc5da)
                mstore(0x12980, 0x74aab04a1245b483374c62a067a9c2f000e14e613a2bad65161abe932667d22e)
                mstore(0x129a0, 0x156505523d3d1da319c8c327588769bc1993f8a91fdceda1315a2b4647aade6a)
                mstore(0x129c0, 0x72849b6b7428819578aae4c4393bc7886fbb85f12c073706008d3d9460881057)
                mstore(0x129e0, 0x33ed72544879c27853cfaf473ed5d46b216759f841296d5d05c4879d30cfb7da)
                mstore(0x12a00, 0x6c80a6be71e8f29d6919b78560c247e42308318b2b2b04857a5252067cb488bc)
                mstore(0x12a20, 0x2fafed4648aa293b465c6f117db099f0133ec18d1eaf8efb20e85824082a77c3)
                mstore(0x12a40, 0x080ba4cd6800f30b1d37ea2471d11b3425202851353526c9148be457722a01af)
                mstore(0x12a60, 0x526f56ca7a232a99178e8d5315282ad426a011647e6a7fc82ec751f05db628d9)
                mstore(0x12a80, 0x51b29bc82a209f8819eed83907442c1709e3b6534a1b0f9c2b388eca50924606)
                mstore(0x12aa0, 0x5b53ecdb78a761426e7023d90f3088bf38ff0e714a46fdbb0fc343ee354515f6)
                mstore(0x12ac0, 0x522f04d913b9e7a5184023dd4e4c06f85f985e8138af164e4280d82e0fa71f00)
                mstore(0x12ae0, 0x0366b4bc53ffe9572820658a383e615f00d6a8276b89d60e11b9259358b725dc)
                mstore(0x12b00, 0x4e2678f33e65a546324c3d5b1c748f1517a8f47b123e42b24d37d08546dd1f84)
                mstore(0x12b20, 0x1d00420b0125dbd5569f7dd05de18732585869d33e60a8b56ece38c3076ca6d8)
                mstore(0x12b40, 0x244dbf254542b2db3baf22ea004c8134004d4131004d8130104dc12f104dc132)
                mstore(0x12b60, 0x004cc12ec04e03a5e0e9013d004c8135004c4136104dc130004bc133004d012e)
                mstore(0x12b80, 0xc04e413ea0e9806d004c8136104dc131004c0133004d012f004d412ec04e83a4)
                mstore(0x12ba0, 0xc0e9413fa0e9c06d004c4133004d0130004d412f004d812ec04ec3a6e0e94140)
                mstore(0x12bc0, 0x004c8133004d0131004d4130004d812f004dc12ec04f03a7e01b414100518148)
                mstore(0x12be0, 0x00524145005281441052c1431052c1460051c142c05303a9e0ea015100518149)
                mstore(0x12c00, 0x0051414a1052c1440050c14700520142c0534152a0ea806d0051814a1052c145)
                mstore(0x12c20, 0x005101470052014300524142c05383a8c0ea4153a0eac06d0051414700520144)
                mstore(0x12c40, 0x0052414300528142c053c3aae0ea415400518147005201450052414400528143)
                mstore(0x12c60, 0x0052c142c05403abe01b41550056815c00574159005781581057c1571057c15a)
                mstore(0x12c80, 0x0056c156c05803ade0eb01650056815d0056415e1057c1580055c15b00570156)
                mstore(0x12ca0, 0xc0584166a0eb806d0056815e1057c1590056015b0057015700574156c05883ac)
                mstore(0x12cc0, 0xc0eb4167a0ebc06d0056415b005701580057415700578156c058c3aee0eb4168)
                mstore(0x12ce0, 0x0056815b0057015900574158005781570057c156c05903afe01b4169005b8170)
                mstore(0x12d00, 0x005c416d005c816c105cc16b105cc16e005bc16ac05d03b1e0ec0179005b8171)
                mstore(0x12d20, 0x005b4172105cc16c005ac16f005c016ac05d417aa0ec806d005b8172105cc16d)
                mstore(0x12d40, 0x005b016f005c016b005c416ac05d83b0c0ec417ba0ecc06d005b416f005c016c)
                mstore(0x12d60, 0x005c416b005c816ac05dc3b2e0ec417c005b816f005c016d005c416c005c816b)
                mstore(0x12d80, 0x005cc16ac05e03b3e01b417d1007001c100703b4100703b5100703b6100703b7)
                mstore(0x12da0, 0x901b801b004f03b8004ec3b7004e83b6004e43b5004e03b40007011290ee406d)
                mstore(0x12dc0, 0x004dc3b8004d83b7004d43b6004d03b5004cc3b40007011090ee406d004c83b8)
                mstore(0x12de0, 0x004c43b7004c03b6004bc3b5004b83b40007010e90ee406d10eec3bc10ee83bd)
                mstore(0x12e00, 0x005043b8005003b7004fc3b6004f83b5004f43b40007011490ee406d10ef83bf)
                mstore(0x12e20, 0x00ef011110eec10f00ef411310ee83c100f0017e404543be60efc3c2005403b8)
                mstore(0x12e40, 0x0053c3b7005383b6005343b5005303b40007011a90ee406d0052c3b8005283b7)
                mstore(0x12e60, 0x005243b6005203b50051c3b40007011890ee406d005183b8005143b7005103b6)
                mstore(0x12e80, 0x0050c3b5005083b40007011690ee406d10f103c510f0c3c6005543b8005503b7)
                mstore(0x12ea0, 0x0054c3b6005483b5005443b40007011c90ee406d10f1c3c800f1411910f10117)
                mstore(0x12ec0, 0x00f1811b10f0c3ca00f2417f404743c760f203cb005903b80058c3b7005883b6)
                mstore(0x12ee0, 0x005843b5005803b40007012290ee406d0057c3b8005783b7005743b6005703b5)
                mstore(0x12f00, 0x0056c3b40007012090ee406d005683b8005643b7005603b60055c3b5005583b4)
                mstore(0x12f20, 0x0007011e90ee406d10f343ce10f303cf005a43b8005a03b70059c3b6005983b5)
                mstore(0x12f40, 0x005943b40007012490ee406d10f403d100f3812110f3411f00f3c12310f303d3)
                mstore(0x12f60, 0x00f48180404943d060f443d4005e03b8005dc3b7005d83b6005d43b5005d03b4)
                mstore(0x12f80, 0x0007012a90ee406d005cc3b8005c83b7005c43b6005c03b5005bc3b400070128)
                mstore(0x12fa0, 0x90ee406d005b83b8005b43b7005b03b6005ac3b5005a83b40007012690ee406d)
                mstore(0x12fc0, 0x10f583d710f543d8005f43b8005f03b7005ec3b6005e83b5005e43b40007012c)
                mstore(0x12fe0, 0x90ee406d10f643dac01a4181c060817ec01b417fd01b418000f5c12910f58127)
                mstore(0x13000, 0x00f6012b10f543dd00f6c3dc404b43d960f683ded0174070d0174071d0174072)
                mstore(0x13020, 0x10f8418610f803e210f7c3e3d017407410f8418510f803e610f943e710f84184)
                mstore(0x13040, 0x10f7c3e910f943ea10f8018310f7c3ec10f943ed001bc3e4001cc3e8001d43eb)
                mstore(0x13060, 0x101d83ee10fbc061d0678196008cc3a49065806d1007001c100703a6100703a7)
                mstore(0x13080, 0x100703a8100703a9100703aa100703ab100703acd0674195008cc3ae9065406d)
                mstore(0x130a0, 0xd0670194008cc3b09065006dd066c193008cc3b29064c06dd0668192008cc3b4)
                mstore(0x130c0, 0x9064806dd0664191008cc3b69064406dd0660190008cc3b89064006dd065c18f)
                mstore(0x130e0, 0x008cc3ba9063c06d9006c07700e943ad00eb03af00eac3b100ea83b300ea43b5)
                mstore(0x13100, 0x00ea03b700e9c3b900e983bb0007018790ef006d00ef4234e01b4188006783ad)
                mstore(0x13120, 0x006743ac006703ab00ea819b00ea419a00ea019900e9c19800e9819700070189)
                mstore(0x13140, 0x90ef006d00e982330007018b901b801b10ef83bf00f00235406303be60efc18a)
                mstore(0x13160, 0x9065822a90654229906502289064c2279064822690644225906402249063c223)
                mstore(0x13180, 0x00eb43c100eb03c200eac3c300ea83c400ea43c500ea03c600e9c3c700e983c8)
                mstore(0x131a0, 0x0007018d90ef006dc01a8236c08dc234d01b423500f243cae01b418ed0178079)
                mstore(0x131c0, 0x10f2c239d017807b10f34238001e03cc101e83ce10f3c062d098424b20e9024a)
                mstore(0x131e0, 0xd098824c209283a52098c24a2099024a2099424a2099824a2099c24a209a024a)
                mstore(0x13200, 0xd0db433820e9824dd0db8339209343a7d0dbc33a209343a8d0dc033b209343a9)
                mstore(0x13220, 0xd0dc433c209343aad0dc833d209343abd0dcc33e209343acd0dd033f209343ad)
                mstore(0x13240, 0x2098024f209482502094c25020950250209542502095c2502096025020964250)
                mstore(0x13260, 0x209682502097025020974250209782502097c25010d1034110d0834380eb83af)
                mstore(0x13280, 0x90eb83af10d1034400d00340c0ec03b1e01b434510d1034200d0c34390ec83b2)
                mstore(0x132a0, 0x10d04340c0ecc346a0ed03b410d1034390ed43b510d0834000d04341c0ec43b0)
                mstore(0x132c0, 0xc0ed8347a0edc3b710d0c34010d04342c0ec43b3c0ee034880ee43b8a0ee406d)
                mstore(0x132e0, 0x10d1034010d0434300d08342c0ee83b6c0eec349a0ee83bb00d0434900d08348)
                mstore(0x13300, 0x00d0c34710d1034610d1034900d14340c0ef03bde01b434a00d0834900d0c348)
                mstore(0x13320, 0x10d1034700d0034600d14341e0ef834b00d0c34910d1034800d0034700d04346)
                mstore(0x13340, 0x00d14342c0ef43bce0efc34c00d0034800d0434700d0834600d14343c0ef43be)
                mstore(0x13360, 0xe01b434d00d0034900d0434800d0834700d0c34600d14344c01b43bfe01b434e)
                mstore(0x13380, 0x10d1834910d1c34880f003c190f003c110d2434900d14345c0f083c3e01b434f)
                mstore(0x133a0, 0x10d1c34900d2034890f103c410d14346c0f14350a0f183c610d2034990f1c3c7)
                mstore(0x133c0, 0x10d1434700d18346c0f0c3c2c0f20351a0f243c910d1434810d18347c0f0c3c5)
                mstore(0x133e0, 0xc0f2835280f2c3caa0f2c06d10d1434910d1834800d1c347c0f303c8c0f34353)
                mstore(0x13400, 0xa0f303cd1094834500d4035800d4435700d4835610d4c35510d4c3580094c340)
                mstore(0x13420, 0x0094434a00d3c354c09503d0c0f38359a0f3c06d1094834600d4435800d48357)
                mstore(0x13440, 0x10d4c3560094c3410094434b00d3c35500d40354c0f4435aa0f4806d10948347)
                mstore(0x13460, 0x00d4835810d4c3570094c3420094434c00d3c35600d4035500d44354c0f4c3cf)
                mstore(0x13480, 0xc0f4035ba0f5006d109483480094c3430094434d00d3c35700d4035600d44355)
                mstore(0x134a0, 0x00d48354c0f543d2e0f4035c109483490094c3440094434e00d3c35800d40357)
                mstore(0x134c0, 0x00d4435600d4835500d4c354c0f583d4e01b435d1095c34000d4035d00d4435c)
                mstore(0x134e0, 0x00d4835b10d4c35a10d4c35d009583450095434a00d3c359c09603d9c0f5c35e)
                mstore(0x13500, 0xa0f6006d1095c34100d4435d00d4835c10d4c35b009583460095434b00d3c35a)
                mstore(0x13520, 0x00d40359c0f6835fa0f6c06d1095c34200d4835d10d4c35c009583470095434c)
                mstore(0x13540, 0x00d3c35b00d4035a00d44359c0f703d8c0f64360a0f7406d1095c34300958348)
                mstore(0x13560, 0x0095434d00d3c35c00d4035b00d4435a00d48359c0f783dbe0f643611095c344)
                mstore(0x13580, 0x009583490095434e00d3c35d00d4035c00d4435b00d4835a00d4c359c0f7c3dd)
                mstore(0x135a0, 0xe01b436200d4036200d4436100d4836010d4c35f10d4c3620096c34000968345)
                mstore(0x135c0, 0x0096434a00d3c35ec09703e1e0f8036300d4436200d4836110d4c3600096c341)
                mstore(0x135e0, 0x009683460096434b00d3c35f00d4035ee0f8836400d4836210d4c3610096c342)
                mstore(0x13600, 0x009683470096434c00d3c36000d4035f00d4435ec0f843e0e0f8c3650096c343)
                mstore(0x13620, 0x009683480096434d00d3c36100d4036000d4435f00d4835ec0f843e2e01b4366)
                mstore(0x13640, 0x0096c344009683490096434e00d3c36200d4036100d4436000d4835f00d4c35e)
                mstore(0x13660, 0xc01b43e3e01b436700968341009643420096034390f7c06d0095434600950347)
                mstore(0x13680, 0x0094c34890f5806d00d2c35800d3035700d3435610d383551096834410954349)
                mstore(0x136a0, 0x10d38358009583400094434500d28354c096c3e7c0f903e8c0f943e990f9806d)
                mstore(0x136c0, 0x00d4036700d4436600d4836510d4c36410d4c3670097c340009783450097434a)
                mstore(0x136e0, 0x00d3c363c09803ec90fac06d0093c3ea009383ede01b43680096834200964343)
                mstore(0x13700, 0x1096034400954347009503481094c34900d3035800d3435710d3835600958341)
                mstore(0x13720, 0x0094434600d2835500d2c354809703ee80f5c3ef90f383f000d4436700d48366)
                mstore(0x13740, 0x10d4c3650097c341009783460097434b00d3c36400d4036390fc806d0093c3f1)
                mstore(0x13760, 0x009383f3e01b43690096834310964344009543481095034900d3435810d38357)
                mstore(0x13780, 0x00960340009583420094c3450094434700d2835600d2c35500d30354c09743e4)
                mstore(0x137a0, 0xc0f9c3e5c0fd03e680f683e880fd43d190fa43f600d4836710d4c3660097c342)
                mstore(0x137c0, 0x009783470097434c00d3c36500d4036400d44363c0fb03eb90fe006d0093c3f7)
                mstore(0x137e0, 0x009383f9e01b436a009643400096034100958343009503450094c34600944348)
                mstore(0x13800, 0x00d2835700d2c35600d3035500d34354c09783eec0f9c3efc0f703f080fa03d3)
                mstore(0x13820, 0x90fa406d0097c343009783480097434d00d3c36600d4036500d4436400d48363)
                mstore(0x13840, 0xd0fb03f20093c3fa009383fbe01b436b00968340009643410096034200958344)
                mstore(0x13860, 0x00954345009503460094c3470094434900d2835800d2c35700d3035600d34355)
                mstore(0x13880, 0x00d38354c097c3f4c0f783f5d0f543f60097c344009783490097434e00d3c367)
                mstore(0x138a0, 0x00d4036600d4436500d4836400d4c363d01b43f80093c3fc009383fde01b436c)
                mstore(0x138c0, 0x2092835420928355209283562092835720928358d0dd4368209343fed0dd8369)
                mstore(0x138e0, 0x209343ffd0ddc36a20934400d0de036b20934401d0de436c209344021007001c)
                mstore(0x13900, 0x100704031007040410070405100704061101c255110182541101425311010252)
                mstore(0x13920, 0x1100c251901b801b0007023a810204098102840b9103040d0101c25a01018259)
                mstore(0x13940, 0x01014258010102570100c2560007023c9103406d1103840f0104037a408f440e)
                mstore(0x13960, 0x6103c23b0101c25f0101825e0101425d0101025c0100c25b0007023e9103406d)
                mstore(0x13980, 0x1007040710070412100704139006c077010502580104c2570104825600070240)
                mstore(0x139a0, 0x810204098102840b91030415110444160105c37b409044116105823f01050260)
                mstore(0x139c0, 0x0104c25f0104825e0101c25d0101825c0101425b0101025a0100c25900070242)
                mstore(0x139e0, 0x9105406d0105032f0104c32e0104832d0101c32c0101832b0101432a01010329)
                mstore(0x13a00, 0x0100c328000702449105406d110604190106837c40914418610642430101c36c)
                mstore(0x13a20, 0x0101836b0101436a010103690100c368000702469103406d0101c34401018343)
                mstore(0x13a40, 0x01014342010103410100c340000702489103406d1106c41cc01ac37dc0df837a)
                mstore(0x13a60, 0xc01b437bd01b437c0107441e4092441b61070247d017c07d1107c380d017c07f)
                mstore(0x13a80, 0x1108437f001f0420101f84221108c0631007001c901b801b00e9005b00070080)
                mstore(0x13aa0, 0x90e9406d00e9005a0007008190e9406d00e900590007008290e9406d00e90058)
                mstore(0x13ac0, 0x0007008390e9406d00e900570007008490e9406d00e900560007008590e9406d)
                mstore(0x13ae0, 0x00e900550007008690e9406d00e900540007008790e9406d00e9005300070088)
                mstore(0x13b00, 0x90e9406d00e900520007008990e9406d00e900510007008a90e9406d00e90050)
                mstore(0x13b20, 0x0007008b90e9406d00e9004f0007008c90e9406d00e9004e0007008d90e9406d)
                mstore(0x13b40, 0x00e9004d0007008e90e9406d00e9004c0007008f90e9406d00e9004b00070090)
                mstore(0x13b60, 0x90e9406d00e9004a0007009190e9406d00e900490007009290e9406d00e90048)
                mstore(0x13b80, 0x0007009390e9406d00e900470007009490e9406d00e900460007009590e9406d)
                mstore(0x13ba0, 0x00e900450007009690e9406d00e900440007009790e9406d00e9004300070098)
                mstore(0x13bc0, 0x90e9406d00e900420007009990e9406d00e900410007009a90e9406d00e90040)
                mstore(0x13be0, 0x0007009b90e9406d00e9003f0007009c90e9406d00e9003e0007009d90e9406d)
                mstore(0x13c00, 0x00e9003d0007009e90e9406d00e9003c0007009f90e9406d00e9003b000700a0)
                mstore(0x13c20, 0x90e9406d00e9003a000700a190e9406d00e90039000700a290e9406d00e90038)
                mstore(0x13c40, 0x000700a390e9406d00e90037000700a490e9406d00e90036000700a590e9406d)
                mstore(0x13c60, 0x00e90035000700a690e9406d00e90034000700a790e9406d00e90033000700a8)
                mstore(0x13c80, 0x90e9406d00e90032000700a990e9406d00e90031000700aa90e9406d00e90030)
                mstore(0x13ca0, 0x000700ab90e9406d00e9002f000700ac90e9406d00e9002e000700ad90e9406d)
                mstore(0x13cc0, 0x00e9002d000700ae90e9406d00e9002c000700af90e9406d00e9002b000700b0)
                mstore(0x13ce0, 0x90e9406d00e9002a000700b190e9406d00e90029000700b290e9406d00e90028)
                mstore(0x13d00, 0x0007007790e9406d00e90027900703a5100703a4100703db100703dc100703dd)
                mstore(0x13d20, 0x00f7838600f7438500f7038400f6c38300e903820007038190e9406d10f683df)
                mstore(0x13d40, 0x10f643e010f603e110f5c3e210f583e310f543e410f503e510f4c3e610f483e7)
                mstore(0x13d60, 0x10f443e810f403e910f3c3ea10f383eb10f343ec10f303ed10f2c3ee10f283ef)
                mstore(0x13d80, 0x10f243f010f203f110f1c3f210f183f310f143f410f103f510f0c3f610f083f7)
                mstore(0x13da0, 0x10f043f810f003f910efc3fa10ef83fb10ef43fc10ef03fd10eec3fe10ee83ff)
                mstore(0x13dc0, 0x10ee440010ee040110edc40210ed840310ed440410ed040510ecc40610ec8407)
                mstore(0x13de0, 0x10ec440810ec040910ebc40a10eb840b10eb440c10eb040d10eac40e10ea840f)
                mstore(0x13e00, 0x10ea441010ea041110e9c41210e9841300e9005c000700b390e9406d11050415)
                mstore(0x13e20, 0xc01b038990e2806d00e1c3df10f6838800e1c3e010f6441800e1c3e110f60419)
                mstore(0x13e40, 0x00e1c3e210f5c41a00e1c3e310f5841b00e1c3e410f5441c00e1c3e510f5041d)
                mstore(0x13e60, 0x00e1c3e610f4c41e00e1c3e710f4841f00e1c3e810f4442000e1c3e910f40421)
                mstore(0x13e80, 0x00e1c3ea10f3c42200e1c3eb10f3842300e1c3ec10f3442400e1c3ed10f30425)
                mstore(0x13ea0, 0x00e1c3ee10f2c42600e1c3ef10f2842700e1c3f010f2442800e1c3f110f20429)
                mstore(0x13ec0, 0x00e1c3f210f1c42a00e1c3f310f1842b00e1c3f410f1442c00e1c3f510f1042d)
                mstore(0x13ee0, 0x00e1c3f610f0c42e00e1c3f710f0842f00e1c3f810f0443000e1c3f910f00431)
                mstore(0x13f00, 0x00e1c3fa10efc43200e1c3fb10ef843300e1c3fc10ef443400e1c3fd10ef0435)
                mstore(0x13f20, 0x00e1c3fe10eec43600e1c3ff10ee843700e1c40010ee443800e1c40110ee0439)
                mstore(0x13f40, 0x00e1c40210edc43a00e1c40310ed843b00e1c40410ed443c00e1c40510ed043d)
                mstore(0x13f60, 0x00e1c40610ecc43e00e1c40710ec843f00e1c40810ec444000e1c40910ec0441)
                mstore(0x13f80, 0x00e1c40a10ebc44200e1c40b10eb844300e1c40c10eb444400e1c40d10eb0445)
                mstore(0x13fa0, 0x00e1c40e10eac44600e1c40f10ea844700e1c41010ea444800e1c41110ea0449)
                mstore(0x13fc0, 0x00e1c41210e9c44a00e1c41310e9844b0105841740e1c4146105444c10e2c064)
                mstore(0x13fe0, 0x03fffdfc1c7e277e34efd1032c5d1b5a52a2e4a76281d8834a102efe76caa2c5)
                mstore(0x14000, 0x08355d3c07fffbf86f29aa7c76e67b860fd655850819847b3e65208d585db6b4)
                mstore(0x14020, 0x409adf7426a2494d54ff952b50ff972f4cff993348ff9b3744ff9d3b40ff9f3f)
                mstore(0x14040, 0x3cffa14338ffa34734ffa54b30ffa74f2cffa95328ffab5724ffad5b20ffaf5f)
                mstore(0x14060, 0x1cffb16318ffb36714ffb56b10ffb76f0cffb97308ffbb7704ffbd7b00ffbf7f)
                mstore(0x14080, 0x7bffc18477ffc38873ffc58c6fffc7906bffc99467ffcb9863ffcd9c5fffcfa0)
                mstore(0x140a0, 0x5bffd1a457ffd3a853ffd5ac4fffd7b04bffd9b447ffdbb843ffddbc3fffdfc0)
                mstore(0x140c0, 0x3bffe1c437ffe3c833ffe5cc2fffe7d02bffe9d427ffebd823ffeddc1fffefe0)
                mstore(0x140e0, 0x1bfff1e417fff3e813fff5ec0ffff7f00bfff9f458ff93272eb4afde17ab5137)
                mstore(0x14100, 0x91bbf968496faa7db5a4f971fe9e57af54a900000000000060e6de7da4815ca7)
                mstore(0x14120, 0x210d3c0bfe5f203f05cdeb616d400e018741000000000000de0d3766d641b49a)
                mstore(0x14140, 0xc24679f0d048f16d504debfa0b265d0410030000000000000a32919fa9593718)
                mstore(0x14160, 0x86f127625404b1f5d998d5c8544032c563c8000000000000f970aa134c960e0f)
                mstore(0x14180, 0x90b31e5528dfd4319a7f5fcdb3b49c502eeb00000000000059f06e19de21e318)
                mstore(0x141a0, 0xdf34b584b197761457b6c07ddc9b49205fe3000000000000f2ab6df72274fdfb)
                mstore(0x141c0, 0xc89c9df5a412e61232011f2052b93976f97e000000000000824b00977dec8c54)
                mstore(0x141e0, 0xd349185cd98365761fe277429ef2fcc662f300000000000030ea0abebdfc984a)
                mstore(0x14200, 0x17a2e445c423e8cbe154868aa0c7cc56d3950000000000002bebeb0215ae638e)
                mstore(0x14220, 0xbf21737406702c9384eea7b583455ce60eec000000000000a50ef645e99c55a5)
                mstore(0x14240, 0x343d4fea918b498435bd044e810052078a85000000000000a011262072525782)
                mstore(0x14260, 0xf17208e1fe9de5ad68d755a7a910928469c7000000000000734bea4780b0886f)
                mstore(0x14280, 0x342844ccf059b88697705ccdea35fd70c2fe0000000000002adae8f90b5271b6)
                mstore(0x142a0, 0xa41d359e038e662cced29255bd96d79cdf5c00000000000076de967f8dd4b549)
                mstore(0x142c0, 0x27bba7553bccc7ab511b7ad3756754a1a698000000000000d47bd241b6186cc4)
                mstore(0x142e0, 0xc02a867d4e127a596ebb855b3f35d1bd9f240000000000000000000000000000)
            }

            // The protocol's messages and challenges.
            function transcript() {
                absorbDigests(add(TRANSCRIPT, 284), add(mload(PROOF), 3), 16)
                mstore(0x360, challenge(advance(796)))
                mstore(0x380, challenge(advance(32)))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 419), 80)
                checkElements(add(TRANSCRIPT, 32), 80)
                absorbDigests(add(TRANSCRIPT, 112), add(mload(PROOF), 499), 16)
                mstore(0x3a0, challenge(advance(624)))
                absorbDigests(add(TRANSCRIPT, 32), add(mload(PROOF), 915), 16)
                mstore(0x3c0, challenge(advance(544)))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 1331), 12760)
                checkElements(add(TRANSCRIPT, 32), 12760)
                pop(advance(12792))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 14091), 4)
                checkElements(add(TRANSCRIPT, 32), 4)
                if and(shr(224, advance(36)), 0x3ff) { reject() }
                mstore(0x3e0, challenge(advance(32)))
                absorbDigests(add(TRANSCRIPT, 32), add(mload(PROOF), 14095), 16)
                mstore(0x400, challenge(advance(544)))
                mstore(0x420, challenge(advance(32)))
                absorbDigests(add(TRANSCRIPT, 32), add(mload(PROOF), 14511), 16)
                mstore(0x440, challenge(advance(544)))
                mstore(0x460, challenge(advance(32)))
                absorbDigests(add(TRANSCRIPT, 32), add(mload(PROOF), 14927), 16)
                mstore(0x480, challenge(advance(544)))
                mstore(0x4a0, challenge(advance(32)))
                absorbDigests(add(TRANSCRIPT, 32), add(mload(PROOF), 15343), 16)
                mstore(0x4c0, challenge(advance(544)))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 15759), 5120)
                checkElements(add(TRANSCRIPT, 32), 5120)
                pop(advance(5152))
                calldatacopy(add(TRANSCRIPT, 32), add(mload(PROOF), 20879), 4)
                checkElements(add(TRANSCRIPT, 32), 4)
                if and(shr(224, advance(36)), 0xffffff) { reject() }
                let state := advance(32)
                for { let i := 0 } lt(i, 23) { i := add(i, 1) } {
                    if and(iszero(and(i, 7)), gt(i, 0)) { state := advance(0x20) }
                    mstore(add(POSITIONS, shl(5, i)), and(shr(sub(224, shl(5, and(i, 7))), state), 0x1fffff))
                }
            }

            // Buses balance, and every table's constraints hold at the out-of-domain point.
            function constraints() {
                if iszero(shr(51, mload(0x3c0))) { reject() }
                loadData()
                for { let i := 0 } lt(i, 70) { i := add(i, 1) } { mstore(add(CONSTANTS, shl(5, i)), load32(add(add(DATA, 6880), shl(2, i)))) }
                for { let i := 0 } lt(i, 638) { i := add(i, 1) } {
                    calldatacopy(0x00, add(add(mload(PROOF), 1331), mul(i, 20)), 20)
                    mstore(add(OPENINGS, shl(5, i)), readScaled(0x00))
                }
                let power := mload(0x3c0)
                for { let i := 0 } lt(i, 10) { i := add(i, 1) } { power := multiply(power, power) }
                mstore(add(POWER, 96), power)
                mstore(add(VANISHING, 96), subtract(power, R))
                mstore(add(ZETA_NEXT, 96), scale(mload(0x3c0), 0x729baa24))
                for { let i := 0 } lt(i, 2) { i := add(i, 1) } { power := multiply(power, power) }
                mstore(add(POWER, 64), power)
                mstore(add(VANISHING, 64), subtract(power, R))
                mstore(add(ZETA_NEXT, 64), scale(mload(0x3c0), 0x2c76fbd6))
                for { let i := 0 } lt(i, 1) { i := add(i, 1) } { power := multiply(power, power) }
                mstore(add(POWER, 32), power)
                mstore(add(VANISHING, 32), subtract(power, R))
                mstore(add(ZETA_NEXT, 32), scale(mload(0x3c0), 0x1dcc352d))
                for { let i := 0 } lt(i, 1) { i := add(i, 1) } { power := multiply(power, power) }
                mstore(add(POWER, 0), power)
                mstore(add(VANISHING, 0), subtract(power, R))
                mstore(add(ZETA_NEXT, 0), scale(mload(0x3c0), 0x386c3f7b))
                let total := 0
                {
                    calldatacopy(0x00, add(mload(PROOF), 419), 20)
                    let sum := readScaled(0x00)
                    total := add(total, sum)
                    mstore(add(SHARES, 0), scale(sum, 0x4000000))
                }
                {
                    calldatacopy(0x00, add(mload(PROOF), 439), 20)
                    let sum := readScaled(0x00)
                    total := add(total, sum)
                    mstore(add(SHARES, 32), scale(sum, 0x8000000))
                }
                {
                    calldatacopy(0x00, add(mload(PROOF), 459), 20)
                    let sum := readScaled(0x00)
                    total := add(total, sum)
                    mstore(add(SHARES, 64), scale(sum, 0x10000000))
                }
                {
                    calldatacopy(0x00, add(mload(PROOF), 479), 20)
                    let sum := readScaled(0x00)
                    total := add(total, sum)
                    mstore(add(SHARES, 96), scale(sum, 0x40000000))
                }
                if remainder(total) { reject() }
                // arithmetic
                mstore(BATCHED, 0)
                run(add(PROGRAM, 0), add(PROGRAM, 1308), 0x7480)
                if remainder(add(mload(BATCHED), sub(LANES_2P, mload(0x7e00)))) { reject() }
                // compression
                mstore(BATCHED, 0)
                permutation(16, 20, 0x31e0, add(DATA, 0))
                run(add(PROGRAM, 1308), add(PROGRAM, 1676), 0x7480)
                if remainder(add(mload(BATCHED), sub(LANES_2P, mload(0x7a00)))) { reject() }
                // sponge
                mstore(BATCHED, 0)
                permutation(24, 23, 0x4a20, add(DATA, 656))
                run(add(PROGRAM, 1676), add(PROGRAM, 3908), 0x7480)
                if remainder(add(mload(BATCHED), sub(LANES_2P, mload(0x8480)))) { reject() }
                // constants
                mstore(BATCHED, 0)
                run(add(PROGRAM, 3908), add(PROGRAM, 5268), 0x7480)
                if remainder(add(mload(BATCHED), sub(LANES_2P, mload(0x89a0)))) { reject() }
            }

            // What all queries share.
            function prepare() {
                mstore(POWERS, R)
                for { let i := 0 } lt(i, 64) { i := add(i, 1) } {
                    let power := mload(add(POWERS, shl(5, i)))
                    mstore(add(POWERS, shl(5, add(i, 1))), multiply(power, mload(0x3e0)))
                    power := multiply(power, 1)
                    let weight := add(WEIGHTS, shl(6, sub(63, i)))
                    mstore(weight, spreadLow(power))
                    mstore(add(weight, 0x20), spreadHigh(power))
                }
                mstore(OPENED, multiply(batchWords(batchWords(batchWords(batchWords(0, 0x21c0, 112), 0x3020, 1), 0x2fc0, 3), 0x3060, 4), 1))
                mstore(OPENED_NEXT, multiply(batchWords(0, 0x3040, 1), 1))
                mstore(NEXT_WEIGHT, raise(1))
                mstore(add(OPENED, 32), multiply(batchWords(batchWords(batchWords(batchWords(0, 0x30e0, 173), 0x46c0, 1), 0x4680, 2), 0x4700, 2), 1))
                mstore(add(OPENED_NEXT, 32), multiply(batchWords(0, 0x46e0, 1), 1))
                mstore(add(NEXT_WEIGHT, 32), raise(1))
                mstore(add(OPENED, 64), multiply(batchWords(batchWords(batchWords(batchWords(batchWords(batchWords(batchWords(batchWords(batchWords(0, 0x4740, 23), 0x4c20, 8), 0x6a80, 5), 0x4a20, 16), 0x4d20, 235), 0x6b20, 20), 0x6fa0, 1), 0x6f40, 3), 0x6fe0, 2), 1))
                mstore(add(OPENED_NEXT, 64), multiply(batchWords(batchWords(0, 0x6da0, 13), 0x6fc0, 1), 1))
                mstore(add(NEXT_WEIGHT, 64), raise(14))
                mstore(add(OPENED, 96), multiply(batchWords(batchWords(0, 0x7020, 9), 0x7160, 1), 1))
                mstore(add(OPENED_NEXT, 96), multiply(batchWords(0, 0x7140, 1), 1))
                mstore(add(NEXT_WEIGHT, 96), raise(1))
                for { let i := 0 } lt(i, 256) { i := add(i, 1) } {
                    calldatacopy(ROW, add(add(mload(PROOF), 15759), mul(i, 20)), 20)
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
                mstore(add(TWIDDLES, 32), 0x5fbf9f8)
                mstore(add(TWIDDLES, 64), 0x13616267)
                mstore(add(TWIDDLES, 96), 0x4610b3c4)
                mstore(add(TWIDDLES, 128), 0x65cfd5a)
                mstore(add(TWIDDLES, 160), 0x243c3bd8)
                mstore(add(TWIDDLES, 192), 0x5d3ec6a2)
                mstore(add(TWIDDLES, 224), 0x7e63ffdd)
            }

            // The points of all queries, and the inverses of their distances to the out-of-domain points.
            function points() {
                let product := R
                let place := 0
                for { let i := 0 } lt(i, 23) { i := add(i, 1) } {
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
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(0x3c0))
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(ZETA_NEXT))
                    x := mulmod(x, x, P)
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(0x3c0))
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(add(ZETA_NEXT, 32)))
                    x := mulmod(x, x, P)
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(0x3c0))
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(add(ZETA_NEXT, 64)))
                    x := mulmod(x, x, P)
                    x := mulmod(x, x, P)
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(0x3c0))
                    product, place := difference(product, place, mulmod(x, 0xbfff9f4, P), mload(add(ZETA_NEXT, 96)))
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
                let cursor := add(mload(PROOF), 20883)
                for { let i := 0 } lt(i, 23) { i := add(i, 1) } {
                    cursor := query(mload(add(POSITIONS, shl(5, i))), mload(add(POINTS, shl(5, i))), mload(add(INVERSE_POINTS, shl(5, i))), add(INVERSES, mul(i, 256)), cursor)
                }
            }

            // Coefficients 0 to 2 of an element, 85 bits each, and the other two.
            function spreadLow(a) -> r { r := or(and(a, LANE), or(shl(85, and(shr(51, a), LANE)), shl(170, and(shr(102, a), LANE)))) }
            function spreadHigh(a) -> r { r := or(and(shr(153, a), LANE), shl(85, shr(204, a))) }

            // b^n, times R.
            function raise(n) -> r {
                r := R
                for {} n { n := sub(n, 1) } { r := multiply(r, mload(0x3e0)) }
            }

            // sum·b^n + Σ b^(n − 1 − i)·vᵢ over n words of memory.
            function batchWords(sum, p, n) -> r {
                r := sum
                for { let end := add(p, shl(5, n)) } lt(p, end) { p := add(p, 0x20) } { r := reduce(add(multiply(r, mload(0x3e0)), mload(p))) }
            }

            // The same over n extension elements of ROW.
            function batchExtensions(sum, n) -> r {
                checkElements(ROW, mul(n, 20))
                r := sum
                let p := ROW
                for { let end := add(p, mul(n, 20)) } lt(p, end) { p := add(p, 20) } { r := reduce(add(multiply(r, mload(0x3e0)), read(p))) }
            }

            // The same over n elements of ROW, which it checks.
            function batchElements(sum, n) -> r {
                r := sum
                let p := ROW
                for {} n {} {
                    let count := n
                    if gt(count, 64) { count := 64 }
                    n := sub(n, count)
                    let weight := add(WEIGHTS, shl(6, sub(64, count)))
                    r := multiply(r, mload(add(POWERS, shl(5, count))))
                    let low := 0
                    let high := 0
                    for { let end := add(p, shl(2, count)) } lt(p, end) { p := add(p, 0x20) } {
                        let w := mload(p)
                        let rest := sub(end, p)
                        if lt(rest, 0x20) {
                            rest := shl(3, sub(0x20, rest))
                            w := shl(rest, shr(rest, w))
                        }
                        if and(or(w, add(w, TO_TOP_BIT)), TOP_BITS) { reject() }
                        {
                            let f := shr(224, w)
                            low := add(low, mul(mload(weight), f))
                            high := add(high, mul(mload(add(weight, 32)), f))
                        }
                        {
                            let f := and(shr(192, w), 0xffffffff)
                            low := add(low, mul(mload(add(weight, 64)), f))
                            high := add(high, mul(mload(add(weight, 96)), f))
                        }
                        {
                            let f := and(shr(160, w), 0xffffffff)
                            low := add(low, mul(mload(add(weight, 128)), f))
                            high := add(high, mul(mload(add(weight, 160)), f))
                        }
                        {
                            let f := and(shr(128, w), 0xffffffff)
                            low := add(low, mul(mload(add(weight, 192)), f))
                            high := add(high, mul(mload(add(weight, 224)), f))
                        }
                        {
                            let f := and(shr(96, w), 0xffffffff)
                            low := add(low, mul(mload(add(weight, 256)), f))
                            high := add(high, mul(mload(add(weight, 288)), f))
                        }
                        {
                            let f := and(shr(64, w), 0xffffffff)
                            low := add(low, mul(mload(add(weight, 320)), f))
                            high := add(high, mul(mload(add(weight, 352)), f))
                        }
                        {
                            let f := and(shr(32, w), 0xffffffff)
                            low := add(low, mul(mload(add(weight, 384)), f))
                            high := add(high, mul(mload(add(weight, 416)), f))
                        }
                        {
                            let f := and(w, 0xffffffff)
                            low := add(low, mul(mload(add(weight, 448)), f))
                            high := add(high, mul(mload(add(weight, 480)), f))
                        }
                        weight := add(weight, 0x200)
                    }
                    r := reduce(add(r, pack(low, high)))
                }
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
                for { let p := FINAL } lt(p, add(FINAL, 16384)) { p := add(p, 0x40) } {
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
                mstore(add(SUMS, 32), 0)
                mstore(add(SUMS_NEXT, 32), 0)
                mstore(add(SUMS, 64), 0)
                mstore(add(SUMS_NEXT, 64), 0)
                mstore(add(SUMS, 96), 0)
                mstore(add(SUMS_NEXT, 96), 0)
                // Preprocessed
                {
                    let index := position
                    let path := add(cursor, 280)
                    let node := hashRow(cursor, 128)
                    cursor := add(cursor, 128)
                    mstore(SUMS, batchElements(mload(SUMS), 32))
                    node := climb(node, index, path, 1)
                    index := shr(1, index)
                    path := add(path, 26)
                    node := compress(node, hashRow(cursor, 32))
                    cursor := add(cursor, 32)
                    mstore(add(SUMS, 32), batchElements(mload(add(SUMS, 32)), 8))
                    node := climb(node, index, path, 1)
                    index := shr(1, index)
                    path := add(path, 26)
                    node := compress(node, hashRow(cursor, 92))
                    cursor := add(cursor, 92)
                    mstore(add(SUMS, 64), batchElements(mload(add(SUMS, 64)), 23))
                    node := climb(node, index, path, 2)
                    index := shr(2, index)
                    path := add(path, 52)
                    node := compress(node, hashRow(cursor, 28))
                    cursor := add(cursor, 28)
                    mstore(add(SUMS, 96), batchElements(mload(add(SUMS, 96)), 7))
                    node := climb(node, index, path, 13)
                    index := shr(13, index)
                    path := add(path, 338)
                    if and(xor(node, mload(add(PREPROCESSED_CAP, shl(5, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                // Main
                {
                    let index := position
                    let path := add(cursor, 2120)
                    let node := hashRow(cursor, 320)
                    cursor := add(cursor, 320)
                    mstore(SUMS, batchElements(mload(SUMS), 80))
                    node := climb(node, index, path, 1)
                    index := shr(1, index)
                    path := add(path, 26)
                    node := compress(node, hashRow(cursor, 660))
                    cursor := add(cursor, 660)
                    mstore(add(SUMS, 32), batchElements(mload(add(SUMS, 32)), 165))
                    node := climb(node, index, path, 1)
                    index := shr(1, index)
                    path := add(path, 26)
                    node := compress(node, hashRow(cursor, 1136))
                    cursor := add(cursor, 1136)
                    mstore(add(SUMS, 64), batchElements(mload(add(SUMS, 64)), 284))
                    mstore(add(SUMS_NEXT, 64), batchElements(mload(add(SUMS_NEXT, 64)), 13))
                    node := climb(node, index, path, 2)
                    index := shr(2, index)
                    path := add(path, 52)
                    node := compress(node, hashRow(cursor, 4))
                    cursor := add(cursor, 4)
                    mstore(add(SUMS, 96), batchElements(mload(add(SUMS, 96)), 1))
                    node := climb(node, index, path, 13)
                    index := shr(13, index)
                    path := add(path, 338)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 3), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                // LogUp
                {
                    let index := position
                    let path := add(cursor, 240)
                    let node := hashRow(cursor, 80)
                    cursor := add(cursor, 80)
                    mstore(SUMS, batchExtensions(mload(SUMS), 4))
                    mstore(SUMS_NEXT, batchExtensions(mload(SUMS_NEXT), 1))
                    node := climb(node, index, path, 1)
                    index := shr(1, index)
                    path := add(path, 26)
                    node := compress(node, hashRow(cursor, 60))
                    cursor := add(cursor, 60)
                    mstore(add(SUMS, 32), batchExtensions(mload(add(SUMS, 32)), 3))
                    mstore(add(SUMS_NEXT, 32), batchExtensions(mload(add(SUMS_NEXT, 32)), 1))
                    node := climb(node, index, path, 1)
                    index := shr(1, index)
                    path := add(path, 26)
                    node := compress(node, hashRow(cursor, 80))
                    cursor := add(cursor, 80)
                    mstore(add(SUMS, 64), batchExtensions(mload(add(SUMS, 64)), 4))
                    mstore(add(SUMS_NEXT, 64), batchExtensions(mload(add(SUMS_NEXT, 64)), 1))
                    node := climb(node, index, path, 2)
                    index := shr(2, index)
                    path := add(path, 52)
                    node := compress(node, hashRow(cursor, 20))
                    cursor := add(cursor, 20)
                    mstore(add(SUMS, 96), batchExtensions(mload(add(SUMS, 96)), 1))
                    mstore(add(SUMS_NEXT, 96), batchExtensions(mload(add(SUMS_NEXT, 96)), 1))
                    node := climb(node, index, path, 13)
                    index := shr(13, index)
                    path := add(path, 338)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 499), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                // Quotient
                {
                    let index := position
                    let path := add(cursor, 180)
                    let node := hashRow(cursor, 80)
                    cursor := add(cursor, 80)
                    mstore(SUMS, batchExtensions(mload(SUMS), 4))
                    node := climb(node, index, path, 1)
                    index := shr(1, index)
                    path := add(path, 26)
                    node := compress(node, hashRow(cursor, 40))
                    cursor := add(cursor, 40)
                    mstore(add(SUMS, 32), batchExtensions(mload(add(SUMS, 32)), 2))
                    node := climb(node, index, path, 1)
                    index := shr(1, index)
                    path := add(path, 26)
                    node := compress(node, hashRow(cursor, 40))
                    cursor := add(cursor, 40)
                    mstore(add(SUMS, 64), batchExtensions(mload(add(SUMS, 64)), 2))
                    node := climb(node, index, path, 2)
                    index := shr(2, index)
                    path := add(path, 52)
                    node := compress(node, hashRow(cursor, 20))
                    cursor := add(cursor, 20)
                    mstore(add(SUMS, 96), batchExtensions(mload(add(SUMS, 96)), 1))
                    node := climb(node, index, path, 13)
                    index := shr(13, index)
                    path := add(path, 338)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 915), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                let value := batchedValues(0, inverse)
                calldatacopy(ROW, add(cursor, mul(and(position, 1), 20)), 20)
                if remainder(add(value, sub(LANES_2P, read(ROW)))) { reject() }
                if and(position, 1) { inverseX := mulmod(inverseX, 0x7f000000, P) }
                // Fold
                {
                    let index := shr(1, position)
                    let path := add(cursor, 40)
                    let node := hashRow(cursor, 40)
                    cursor := add(cursor, 40)
                    checkElements(ROW, 40)
                    node := climb(node, index, path, 16)
                    index := shr(16, index)
                    path := add(path, 416)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 14095), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                value := fold(1, scale(mload(0x400), mulmod(inverseX, R, P)))
                x := mulmod(x, x, P)
                inverseX := mulmod(inverseX, inverseX, P)
                value := reduce(add(value, multiply(batchedValues(32, add(inverse, 64)), mload(0x420))))
                calldatacopy(ROW, add(cursor, mul(and(shr(1, position), 1), 20)), 20)
                if remainder(add(value, sub(LANES_2P, read(ROW)))) { reject() }
                if and(shr(1, position), 1) { inverseX := mulmod(inverseX, 0x7f000000, P) }
                // Fold
                {
                    let index := shr(2, position)
                    let path := add(cursor, 40)
                    let node := hashRow(cursor, 40)
                    cursor := add(cursor, 40)
                    checkElements(ROW, 40)
                    node := climb(node, index, path, 15)
                    index := shr(15, index)
                    path := add(path, 390)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 14511), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                value := fold(1, scale(mload(0x440), mulmod(inverseX, R, P)))
                x := mulmod(x, x, P)
                inverseX := mulmod(inverseX, inverseX, P)
                value := reduce(add(value, multiply(batchedValues(64, add(inverse, 128)), mload(0x460))))
                calldatacopy(ROW, add(cursor, mul(and(shr(2, position), 3), 20)), 20)
                if remainder(add(value, sub(LANES_2P, read(ROW)))) { reject() }
                if and(shr(2, position), 1) { inverseX := mulmod(inverseX, 0x7f000000, P) }
                if and(shr(3, position), 1) { inverseX := mulmod(inverseX, 0x7e010002, P) }
                // Fold
                {
                    let index := shr(4, position)
                    let path := add(cursor, 80)
                    let node := hashRow(cursor, 80)
                    cursor := add(cursor, 80)
                    checkElements(ROW, 80)
                    node := climb(node, index, path, 13)
                    index := shr(13, index)
                    path := add(path, 338)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 14927), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                value := fold(2, scale(mload(0x480), mulmod(inverseX, R, P)))
                x := mulmod(x, x, P)
                x := mulmod(x, x, P)
                inverseX := mulmod(inverseX, inverseX, P)
                inverseX := mulmod(inverseX, inverseX, P)
                value := reduce(add(value, multiply(batchedValues(96, add(inverse, 192)), mload(0x4a0))))
                calldatacopy(ROW, add(cursor, mul(and(shr(4, position), 3), 20)), 20)
                if remainder(add(value, sub(LANES_2P, read(ROW)))) { reject() }
                if and(shr(4, position), 1) { inverseX := mulmod(inverseX, 0x7f000000, P) }
                if and(shr(5, position), 1) { inverseX := mulmod(inverseX, 0x7e010002, P) }
                // Fold
                {
                    let index := shr(6, position)
                    let path := add(cursor, 80)
                    let node := hashRow(cursor, 80)
                    cursor := add(cursor, 80)
                    checkElements(ROW, 80)
                    node := climb(node, index, path, 11)
                    index := shr(11, index)
                    path := add(path, 286)
                    if and(xor(node, calldataload(add(add(mload(PROOF), 15343), mul(DIGEST, index)))), DIGEST_MASK) { reject() }
                    cursor := path
                }
                value := fold(2, scale(mload(0x4c0), mulmod(inverseX, R, P)))
                x := mulmod(x, x, P)
                x := mulmod(x, x, P)
                inverseX := mulmod(inverseX, inverseX, P)
                inverseX := mulmod(inverseX, inverseX, P)
                if remainder(add(evaluateFinal(x), sub(LANES_2P, value))) { reject() }
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

            // circ(2·M4, M4, …, M4) times the state, whose lanes are below 1.07 p.
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
                for { let i := 0 } lt(i, 0x80) { i := add(i, 0x20) } {
                    let sum := 0
                    for { let p := add(STATE, i) } lt(p, end) { p := add(p, 0x80) } { sum := add(sum, mload(p)) }
                    for { let p := add(STATE, i) } lt(p, end) { p := add(p, 0x80) } { mstore(p, reduce(add(mload(p), sum))) }
                }
            }

            // (a + c)^3 for the constant at `constants`.
            function cube(a, constants) -> r {
                a := reduce(add(a, load32(constants)))
                r := multiply(multiply(a, a), a)
            }

            // The constraint that a column is what stands in the state.
            function batchDifference(batched, column, value) -> r {
                r := reduce(add(add(multiply(batched, mload(LAMBDA)), column), sub(LANES_2P, value)))
            }

            // Constraints of four external rounds.
            function externalRounds(width, batched, column, constants) -> newBatched, newColumn, newConstants {
                newBatched := batched
                for { let round := 0 } lt(round, 4) { round := add(round, 1) } {
                    let end := add(STATE, shl(5, width))
                    for { let p := STATE } lt(p, end) { p := add(p, 0x20) } {
                        mstore(p, cube(mload(p), constants))
                        constants := add(constants, 4)
                    }
                    externalLayer(width)
                    for { let p := STATE } lt(p, end) { p := add(p, 0x20) } {
                        let committed := mload(column)
                        newBatched := batchDifference(newBatched, committed, mload(p))
                        mstore(p, committed)
                        column := add(column, 0x20)
                    }
                }
                newColumn := column
                newConstants := constants
            }

            // Constraints of a Poseidon2 permutation whose columns begin at `column`. At `diagonal` are the diagonal of the internal layer and the constants of all rounds.
            function permutation(width, internalRounds, column, diagonal) {
                let constants := add(diagonal, shl(2, width))
                let batched := mload(BATCHED)
                let end := add(STATE, shl(5, width))
                for { let p := STATE } lt(p, end) { p := add(p, 0x20) } {
                    mstore(p, mload(column))
                    column := add(column, 0x20)
                }
                externalLayer(width)
                batched, column, constants := externalRounds(width, batched, column, constants)
                for {} internalRounds { internalRounds := sub(internalRounds, 1) } {
                    let sum := mload(column)
                    batched := batchDifference(batched, sum, cube(mload(STATE), constants))
                    mstore(STATE, sum)
                    column := add(column, 0x20)
                    constants := add(constants, 4)
                    for { let p := add(STATE, 0x20) } lt(p, end) { p := add(p, 0x20) } { sum := add(sum, mload(p)) }
                    sum := reduce(sum)
                    let factor := diagonal
                    for { let p := STATE } lt(p, end) { p := add(p, 0x20) } {
                        mstore(p, reduce(add(sum, scale(mload(p), load32(factor)))))
                        factor := add(factor, 4)
                    }
                }
                batched, column, constants := externalRounds(width, batched, column, constants)
                mstore(BATCHED, batched)
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

            // The node that is `levels` above the one with the given index, by the siblings at `path` of the calldata.
            function climb(node, index, path, levels) -> r {
                r := node
                for { let end := add(path, mul(DIGEST, levels)) } lt(path, end) { path := add(path, DIGEST) } {
                    let sibling := calldataload(path)
                    let exchange := mul(xor(r, sibling), and(index, 1))
                    mstore(0x00, xor(r, exchange))
                    mstore(DIGEST, xor(sibling, exchange))
                    r := keccak256(0x00, NODE)
                    index := shr(1, index)
                }
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

            // a·b/R. Lanes of a are at most 1.6 p, those of b below 2^32; those of the result are below 1.07 p. b is split into halves of 16 bits, so that the coefficients of both products modulo
            // X^5 + X^2 − 1 fit their lanes; K makes them positive. They are divided by 2^16 and then 2^24: p is 1 modulo 2^24, so x = 2^16·h + m is 2^16·(h − m·(p − 1)/2^16).
            function multiply(a, b) -> r {
                r := addmod(mulmod(a, and(b, LANES_16), MODULUS), POSITIVE, MODULUS)
                r := sub(add(and(shr(16, r), LANES_35), LANES_P), mul(and(r, LANES_16), 0x7f00))
                r := add(r, addmod(mulmod(a, and(shr(16, b), LANES_16), MODULUS), POSITIVE, MODULUS))
                r := sub(add(and(shr(24, r), LANES_27), LANES_P), mul(and(r, LANES_24), 0x7f))
            }

            // a·s/R for a base element s below 2^32.
            function scale(a, s) -> r {
                r := mul(a, and(s, 0xffff))
                r := sub(add(and(shr(16, r), LANES_35), LANES_P), mul(and(r, LANES_16), 0x7f00))
                r := add(r, mul(a, shr(16, s)))
                r := sub(add(and(shr(24, r), LANES_27), LANES_P), mul(and(r, LANES_24), 0x7f))
            }

            // The same element with lanes of at most 1.6 p, from lanes below 2^37: 2^31 is 2^24 − 1.
            function reduce(a) -> r {
                r := add(and(a, LANES_31), mul(and(shr(31, a), LANES_16), 0xffffff))
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
            mstore(add(TRANSCRIPT, 32), 0x7453ce2d08f3053ae51a1dc0674d47c1b388ecfce47062bcfddc051f8c5751fd)
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
            constraints()
            prepare()
            points()
            queries()
            valid := 1
        }
    }
}

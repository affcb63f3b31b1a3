namespace Rollup.Recursion.Solidity;

/// <summary>The functions of the contract that are the same for every key: arithmetic, hashing, the interpreter of constraints, the batched sums of opened rows.</summary>
internal static class YulLibrary
{
    /// <summary>The extension field.</summary>
    public const string Arithmetic = """
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
        """;

    /// <summary>Transcript and Merkle trees.</summary>
    public const string Hashing = """
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
        """;

    /// <summary>The interpreter of <see cref="ConstraintProgram"/>.</summary>
    public const string Constraints = """
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
        """;
}

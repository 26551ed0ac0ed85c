//! The Adler-32 checksum (RFC 1950, section 8.2).

/// The largest prime below 2^16.
const MODULUS: u32 = 65521;

/// How many bytes can be summed up before a 32-bit sum of sums must be reduced.
const BLOCK: usize = 5552;

/// The checksum of `bytes`.
pub fn checksum(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u32, 0_u32);
    for block in bytes.chunks(BLOCK) {
        for &byte in block {
            low += u32::from(byte);
            high += low;
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_of_nothing_is_one() {
        assert_eq!(checksum(&[]), 1);
    }

    #[test]
    fn checksum_of_known_text() {
        assert_eq!(checksum(b"Wikipedia"), 0x11E6_0398);
    }

    #[test]
    fn the_largest_block_does_not_overflow() {
        let (mut low, mut high) = (1_u64, 0_u64);
        let bytes = vec![0xFF; 4 * BLOCK + 1];
        for &byte in &bytes {
            low = (low + u64::from(byte)) % u64::from(MODULUS);
            high = (high + low) % u64::from(MODULUS);
        }
        assert_eq!(u64::from(checksum(&bytes)), high << 16 | low);
    }
}

//! Shares of a whole, in hundredths that add up.

/// The shares of the parts in whole per cent. They sum to 100 wherever there is anything to share: what rounding down leaves
/// over goes to the largest remainders (the method of Hare and Niemeyer), among equal ones to the earlier part.
pub fn percents(parts: &[u64]) -> Vec<u32> {
    let whole: u128 = parts.iter().map(|part| u128::from(*part)).sum();
    if whole == 0 {
        return vec![0; parts.len()];
    }
    let exact: Vec<u128> = parts.iter().map(|part| u128::from(*part) * 100).collect();
    let mut shares: Vec<u32> = exact.iter().map(|part| u32::try_from(part / whole).unwrap_or(100)).collect();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(exact.get(*at).map_or(0, |part| part % whole)));
    let missing = 100_u32.saturating_sub(shares.iter().sum());
    for at in by_remainder.into_iter().take(usize::try_from(missing).unwrap_or_default()) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_by_hand() {
        for (parts, expected) in [
            (&[][..], &[][..]),
            (&[0, 0], &[0, 0]),
            (&[7], &[100]),
            (&[1, 1], &[50, 50]),
            // 33.3 each: the earliest gets what is left over.
            (&[1, 1, 1], &[34, 33, 33]),
            // 42.857…, 28.571…, 28.571…: the largest remainder is that of the first.
            (&[3, 2, 2], &[43, 29, 28]),
            // Who never speaks has no share, whatever is left over.
            (&[2, 0, 1], &[67, 0, 33]),
            (&[999, 1], &[100, 0]),
            (&[u64::MAX, u64::MAX], &[50, 50]),
        ] {
            assert_eq!(percents(parts), expected, "{parts:?}");
        }
    }

    proptest! {
        #[test]
        fn shares_sum_to_a_hundred(parts in prop::collection::vec(0_u64..1_000_000, 1..30)) {
            let sum: u32 = percents(&parts).iter().sum();
            prop_assert_eq!(sum, if parts.iter().all(|part| *part == 0) { 0 } else { 100 });
        }
    }
}

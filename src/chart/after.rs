//! Who speaks after whom.

/// How often each of `voices` voices speaks right after each other one: `after(…)[who][whom]`. `stretches` hold the voices of turn after
/// turn; several at once count each, and nobody follows themselves.
pub fn after<'v>(voices: usize, stretches: impl IntoIterator<Item = &'v [Vec<usize>]>) -> Vec<Vec<u32>> {
    let mut counts = vec![vec![0_u32; voices]; voices];
    for stretch in stretches {
        for pair in stretch.windows(2) {
            let [before, now] = pair else { continue };
            for who in now.iter().filter(|who| !before.contains(who)) {
                for whom in before.iter().filter(|whom| !now.contains(whom)) {
                    if let Some(count) = counts.get_mut(*who).and_then(|row| row.get_mut(*whom)) {
                        *count += 1;
                    }
                }
            }
        }
    }
    counts
}

/// A dot in a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dot {
    /// How often.
    pub count: u32,
    /// Its radius, of ten for the most frequent pair; its area goes with the count.
    pub radius: u32,
}

/// The dots of a matrix of counts.
pub fn dots(counts: &[Vec<u32>]) -> Vec<Vec<Dot>> {
    let most = counts.iter().flatten().copied().max().unwrap_or_default().max(1);
    let dot = |count: &u32| {
        // The least that can be told from nothing is two of ten.
        let radius = if *count == 0 { 0 } else { (u64::from(*count) * 100 / u64::from(most)).isqrt().max(2) };
        Dot { count: *count, radius: u32::try_from(radius).unwrap_or_default() }
    };
    counts.iter().map(|row| row.iter().map(dot).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_neighbours_are_counted() {
        // A asks, B answers, A asks, C answers, then B goes on and B again; in a second stretch C and A speak at once after B.
        let stretches = [vec![vec![0], vec![1], vec![0], vec![2], vec![1], vec![1]], vec![vec![1], vec![2, 0]]];
        let counts = after(3, stretches.iter().map(Vec::as_slice));
        assert_eq!(counts, [[0, 2, 0], [1, 0, 1], [1, 1, 0]]);
        // Who speaks on in company follows nobody.
        assert_eq!(after(2, [&[vec![0], vec![0, 1]][..]]), [[0, 0], [0, 0]]);
        assert_eq!(after(1, [&[vec![5], vec![0]][..]]), [[0]]);
    }

    #[test]
    fn areas_go_with_counts() {
        let dots = dots(&[vec![0, 100, 25], vec![1, 4, 0]]);
        let radii: Vec<Vec<u32>> = dots.iter().map(|row| row.iter().map(|dot| dot.radius).collect()).collect();
        assert_eq!(radii, [[0, 10, 5], [2, 2, 0]]);
    }
}

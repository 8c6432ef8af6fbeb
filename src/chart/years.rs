//! What lies where along the years.

use super::{SCALE, scaled};

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When, in seconds since 1970.
    pub at: i64,
    /// How much.
    pub size: u64,
}

/// A block in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Where its column begins, on the scale.
    pub x: u32,
    /// How far above the ground it stands.
    pub ground: u32,
    /// How high it is.
    pub height: u32,
}

/// A block for every moment, in the order of the moments: time from `first` to `last` is divided into `columns` columns of equal width, and what
/// falls into one stands on one another. The highest column is `height` high; no block is lower than two.
pub fn columns(moments: &[Moment], first: i64, last: i64, columns: u32, height: u32) -> Vec<Block> {
    let span = last.saturating_sub(first).max(1).unsigned_abs();
    let column = |moment: &Moment| {
        let since = moment.at.saturating_sub(first).max(0).unsigned_abs();
        let at = u128::from(since) * u128::from(columns) / u128::from(span);
        u32::try_from(at).unwrap_or(u32::MAX).min(columns.saturating_sub(1))
    };
    let mut sums: std::collections::BTreeMap<u32, u64> = std::collections::BTreeMap::new();
    for moment in moments {
        *sums.entry(column(moment)).or_default() += moment.size;
    }
    let most = sums.values().copied().max().unwrap_or_default().max(1);
    let mut grounds: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
    let block = |moment: &Moment| {
        let at = column(moment);
        let ground = grounds.entry(at).or_default();
        let exact = u128::from(moment.size) * u128::from(height) / u128::from(most);
        let own = u32::try_from(exact).unwrap_or(height).max(2);
        let block = Block { x: scaled(u64::from(at), u64::from(columns)), ground: *ground, height: own };
        *ground += own;
        block
    };
    moments.iter().map(block).collect()
}

/// Where a moment lies between two others, on the scale.
pub fn between(at: i64, first: i64, last: i64) -> u32 {
    let span = last.saturating_sub(first).max(1).unsigned_abs();
    scaled(at.saturating_sub(first).max(0).unsigned_abs(), span).min(u32::try_from(SCALE).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_falls_into_one_column_stands_on_one_another() {
        let moment = |at, size| Moment { at, size };
        let blocks = columns(&[moment(0, 30), moment(4, 10), moment(55, 20), moment(100, 1)], 0, 100, 10, 40);
        let block = |x, ground, height| Block { x, ground, height };
        assert_eq!(blocks, [block(0, 0, 30), block(0, 30, 10), block(500, 0, 20), block(900, 0, 2)]);
        assert_eq!(columns(&[moment(7, 3)], 7, 7, 10, 40), [block(0, 0, 40)]);
    }

    #[test]
    fn places_between_the_ends() {
        assert_eq!([between(0, 0, 10), between(5, 0, 10), between(20, 0, 10), between(3, 3, 3)], [0, 500, 1000, 0]);
    }
}

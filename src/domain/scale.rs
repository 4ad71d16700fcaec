//! The rating scale of a deliberation: consecutive whole numbers from `lo` to `hi`.

use thiserror::Error;

/// The most categories a scale may have. A slider from 0 to 100 is the longest scale in use, and
/// the cost of agreement grows with the square of the number of categories.
pub const SCALE_CATEGORIES_MAX: usize = 101;

/// A scale of consecutive whole numbers, `lo` the most opposed and `hi` the most in favour.
/// A value of this type has 2 to [`SCALE_CATEGORIES_MAX`] categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scale {
    lo: i32,
    hi: i32,
}

/// Where a stance lies relative to the midpoint of its scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Strictly below the midpoint.
    Opposes,
    /// Exactly on the midpoint; a scale with an even number of categories has none.
    Neutral,
    /// Strictly above the midpoint.
    Supports,
}

/// Why two numbers are not a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ScaleError {
    /// The lowest value does not lie below the highest.
    #[error("scale {lo}..{hi} has no two categories; choose lo below hi")]
    Empty {
        /// The lowest value that was asked for.
        lo: i32,
        /// The highest value that was asked for.
        hi: i32,
    },
    /// More categories than [`SCALE_CATEGORIES_MAX`].
    #[error(
        "scale {lo}..{hi} has more than {max} categories; choose a shorter scale",
        max = SCALE_CATEGORIES_MAX
    )]
    TooLong {
        /// The lowest value that was asked for.
        lo: i32,
        /// The highest value that was asked for.
        hi: i32,
    },
}

impl Scale {
    /// The scale from `lo` to `hi`, both included.
    ///
    /// # Errors
    /// [`ScaleError`] unless `lo < hi` and the scale has at most [`SCALE_CATEGORIES_MAX`]
    /// categories.
    pub fn new(lo: i32, hi: i32) -> Result<Scale, ScaleError> {
        if lo >= hi {
            return Err(ScaleError::Empty { lo, hi });
        }
        let scale = Scale { lo, hi };
        if scale.categories() > SCALE_CATEGORIES_MAX {
            return Err(ScaleError::TooLong { lo, hi });
        }
        Ok(scale)
    }

    /// The lowest value.
    #[must_use]
    pub fn lo(&self) -> i32 {
        self.lo
    }

    /// The highest value.
    #[must_use]
    pub fn hi(&self) -> i32 {
        self.hi
    }

    /// The number of categories, `hi - lo + 1`.
    #[must_use]
    pub fn categories(&self) -> usize {
        self.hi.abs_diff(self.lo) as usize + 1
    }

    /// Whether `value` lies on the scale.
    #[must_use]
    pub fn contains(&self, value: i32) -> bool {
        (self.lo..=self.hi).contains(&value)
    }

    /// The position of `value`, 0 for `lo`; `None` off the scale.
    #[must_use]
    pub fn index_of(&self, value: i32) -> Option<usize> {
        self.contains(value).then(|| value.abs_diff(self.lo) as usize)
    }

    /// The side of the midpoint on which `value` lies. Doubling both sides keeps the comparison
    /// in whole numbers when the midpoint falls between two categories.
    #[must_use]
    pub fn side(&self, value: i32) -> Side {
        match (2 * i64::from(value)).cmp(&(i64::from(self.lo) + i64::from(self.hi))) {
            std::cmp::Ordering::Less => Side::Opposes,
            std::cmp::Ordering::Equal => Side::Neutral,
            std::cmp::Ordering::Greater => Side::Supports,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_checked_at_the_limit_and_one_beyond() {
        assert!(Scale::new(0, 1).is_ok());
        assert!(matches!(Scale::new(1, 1), Err(ScaleError::Empty { .. })));
        assert!(matches!(Scale::new(2, 1), Err(ScaleError::Empty { .. })));
        assert_eq!(Scale::new(0, 100).map(|s| s.categories()), Ok(SCALE_CATEGORIES_MAX));
        assert!(matches!(Scale::new(0, 101), Err(ScaleError::TooLong { .. })));
        assert!(matches!(Scale::new(i32::MIN, i32::MAX), Err(ScaleError::TooLong { .. })));
        assert!(Scale::new(i32::MAX - 1, i32::MAX).is_ok());
    }

    #[test]
    fn positions_and_sides() {
        let odd = Scale::new(-2, 2).unwrap();
        assert_eq!((odd.lo(), odd.hi(), odd.categories()), (-2, 2, 5));
        assert_eq!((odd.index_of(-2), odd.index_of(2)), (Some(0), Some(4)));
        assert_eq!((odd.index_of(3), odd.contains(-3)), (None, false));
        assert_eq!([-1, 0, 1].map(|v| odd.side(v)), [Side::Opposes, Side::Neutral, Side::Supports]);
        let even = Scale::new(1, 4).unwrap();
        assert_eq!([2, 3].map(|v| even.side(v)), [Side::Opposes, Side::Supports]);
        let top = Scale::new(i32::MAX - 1, i32::MAX).unwrap();
        assert_eq!(top.side(i32::MAX), Side::Supports);
    }
}

//! Medians, spreads and percentiles.

/// Repetitions of one measure: their median, with the least and the most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Summary {
    /// Of repetitions; `None` without any.
    pub fn of(values: &[f64]) -> Option<Summary> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (least, most) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median = match sorted.len() % 2 {
            0 => (sorted[middle - 1] + sorted[middle]) / 2.0,
            _ => sorted[middle],
        };
        Some(Summary { median, least, most })
    }

    /// Of the quotients of repetitions that were made in turns with those of a baseline.
    pub fn of_ratios(values: &[f64], baseline: &[f64]) -> Option<Summary> {
        let pairs = values.iter().zip(baseline).filter(|(_, base)| **base > 0.0);
        Summary::of(&pairs.map(|(value, base)| value / base).collect::<Vec<_>>())
    }
}

/// The smallest value that at least `percent` of all do not exceed (nearest rank), out of values
/// in order; `None` without any.
pub fn percentile(sorted: &[u32], percent: f64) -> Option<u32> {
    let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).or(sorted.last()).copied()
}

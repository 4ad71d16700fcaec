//! Moments: as their author wrote them, or counted from the clock of the script.

use jiff::Timestamp;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;

use crate::app::cli::page::Lang;

const HOUR_MS: i64 = 3_600_000;
/// A thousand years: farther than any deliberation, and short of what a moment can hold.
const AFTER_MS_MAX: i64 = 1000 * 366 * 24 * HOUR_MS;

/// A moment with the offset in which its author wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// Milliseconds since 1970.
    pub ms: i64,
    /// Seconds by which the clock of its author goes before UTC.
    pub offset_s: i32,
}

/// A moment of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// This one.
    At(Time),
    /// So many milliseconds from now.
    After(i64),
}

impl Moment {
    /// Reads `2026-03-02T19:30:00+01:00`, `+14d` or `+36h`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        if let Some(after) = text.strip_prefix('+') {
            let ms = hours(after)?.checked_mul(HOUR_MS)?;
            return (ms <= AFTER_MS_MAX).then_some(Moment::After(ms));
        }
        let ms = text.parse::<Timestamp>().ok()?.as_millisecond();
        let pieces = Pieces::parse(text).ok()?;
        let offset_s = pieces.to_numeric_offset().map_or(0, Offset::seconds);
        Some(Moment::At(Time { ms, offset_s }))
    }

    /// The moment, counted from `now`.
    #[must_use]
    pub fn counted_from(self, now: Time) -> Time {
        match self {
            Moment::At(time) => time,
            Moment::After(ms) => Time { ms: now.ms.saturating_add(ms), ..now },
        }
    }
}

/// Whole hours in `36h` or `14d`.
#[must_use]
pub fn hours(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number = number.parse::<u32>().ok().map(i64::from)?;
    match unit {
        "h" => Some(number),
        "d" => Some(number * 24),
        _ => None,
    }
}

impl Time {
    /// The moment on the clock of the machine, for a script that sets none.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "such a script plays in real time")]
    pub fn of_the_machine() -> Time {
        Time { ms: Timestamp::now().as_millisecond(), offset_s: 0 }
    }

    /// As the contract writes it in JSON.
    #[must_use]
    pub fn on_the_wire(self) -> String {
        Timestamp::from_millisecond(self.ms).map_or_else(|_| String::new(), |at| at.to_string())
    }

    /// As a reader is told it: `maandag 2 maart 2026, 19:30`.
    #[must_use]
    pub fn told(self, lang: Lang) -> String {
        let Ok(at) = Timestamp::from_millisecond(self.ms) else {
            return "–".into();
        };
        let offset = Offset::from_seconds(self.offset_s).unwrap_or(Offset::UTC);
        let at = offset.to_datetime(at);
        let day = usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or_default();
        let month = usize::try_from(at.month() - 1).unwrap_or_default();
        let (days, months) = match lang {
            Lang::Nl => (DAYS_NL, MONTHS_NL),
            Lang::En => (DAYS_EN, MONTHS_EN),
        };
        let (day, month) = (days[day], months[month]);
        format!("{day} {} {month} {}, {}:{:02}", at.day(), at.year(), at.hour(), at.minute())
    }
}

const DAYS_NL: [&str; 7] =
    ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
const DAYS_EN: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS_NL: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_as_its_author_wrote_it() {
        let Some(Moment::At(time)) = Moment::parse("2026-03-30T00:05:00+02:00") else {
            panic!("a moment")
        };
        assert_eq!(time.told(Lang::Nl), "maandag 30 maart 2026, 0:05");
        assert_eq!(time.told(Lang::En), "Monday 30 March 2026, 0:05");
        assert_eq!(time.on_the_wire(), "2026-03-29T22:05:00Z");
    }

    #[test]
    fn a_time_from_now_counts_whole_days_and_hours() {
        let now = Time { ms: 0, offset_s: 3600 };
        let after = |text| Moment::parse(text).map(|moment| moment.counted_from(now));
        assert_eq!(after("+2d"), Some(Time { ms: 48 * HOUR_MS, offset_s: 3600 }));
        assert_eq!(after("+36h"), Some(Time { ms: 36 * HOUR_MS, offset_s: 3600 }));
        for wrong in ["+", "+d", "+1w", "+-1d", "+é", "+999999999d", "2026-03-02"] {
            assert_eq!(after(wrong), None, "{wrong}");
        }
    }
}

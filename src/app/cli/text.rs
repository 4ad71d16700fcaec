//! Ids from names, moments, and columns of text.

use jiff::Timestamp;

/// Characters of an id that is made from a name, short of the limit so that a number still fits.
const SLUG_CHARS_MAX: usize = 50;

/// An id made from a name: small letters, digits and hyphens, beginning with a letter.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut id = String::new();
    for letter in name.to_lowercase().chars().map(without_accent) {
        match letter {
            'a'..='z' | '0'..='9' => id.push(letter),
            _ if id.ends_with('-') || id.is_empty() => {}
            _ => id.push('-'),
        }
    }
    if !id.starts_with(|first: char| first.is_ascii_lowercase()) {
        id.insert_str(0, "x-");
    }
    id.truncate(SLUG_CHARS_MAX);
    id.trim_end_matches('-').to_owned()
}

fn without_accent(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// A moment on the wire, from milliseconds since 1970.
#[must_use]
pub fn timestamp(ms: i64) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: ms.div_euclid(1000),
        nanos: i32::try_from(ms.rem_euclid(1000) * 1_000_000).unwrap_or_default(),
    }
}

/// A moment from the wire, for a reader: `2026-03-02 18:30 UTC`.
#[must_use]
pub fn moment(time: Option<&prost_types::Timestamp>) -> String {
    let at = time.and_then(|time| Timestamp::new(time.seconds, time.nanos).ok());
    at.map_or_else(|| "–".into(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

/// A moment of a script, for a reader.
#[must_use]
pub fn moment_ms(ms: i64) -> String {
    moment(Some(&timestamp(ms)))
}

/// The text, or as much of it as fits in so many characters.
#[must_use]
pub fn short(text: &str, width: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= width {
        return line;
    }
    let kept: String = line.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// `1 party`, `2 parties`.
#[must_use]
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_names() {
        assert_eq!(slug("Café 't Plein"), "cafe-t-plein");
        assert_eq!(slug("3e Straat"), "x-3e-straat");
        assert_eq!(slug("日本"), "x");
        assert_eq!(slug(&"a".repeat(80)).len(), SLUG_CHARS_MAX);
    }

    #[test]
    fn moments_before_1970_keep_their_milliseconds() {
        let time = timestamp(-1);
        assert_eq!((time.seconds, time.nanos), (-1, 999_000_000));
        assert_eq!(moment_ms(0), "1970-01-01 00:00 UTC");
    }

    #[test]
    fn long_texts_are_cut_and_say_so() {
        assert_eq!(short("een  twee\ndrie", 20), "een twee drie");
        assert_eq!(short("een twee drie", 9), "een twee…");
    }
}

//! Ids from names, moments, and columns of text.

use jiff::Timestamp;

/// Characters of an id that is made from a name, short of the limit so that a number still fits.
const SLUG_CHARS_MAX: usize = 50;
/// Characters of a file's text that a message repeats.
const QUOTED_CHARS_MAX: usize = 60;

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

/// A moment from the wire, for a reader: `2026-03-02 18:30 UTC`.
#[must_use]
pub fn moment(time: Option<&prost_types::Timestamp>) -> String {
    let at = time.and_then(|time| Timestamp::new(time.seconds, time.nanos).ok());
    at.map_or_else(|| "–".into(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
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

/// The text in lines of at most `width` characters; all but the first are indented this far.
#[must_use]
pub fn wrapped(text: &str, width: usize, hanging: usize) -> String {
    let indent = text.chars().take_while(|letter| *letter == ' ').count();
    let mut lines = vec![" ".repeat(indent)];
    let mut used = indent;
    let mut is_first = true;
    for word in text.trim_start().split(' ') {
        let length = word.chars().count();
        let gap = usize::from(!is_first);
        if !is_first && used + gap + length > width {
            lines.push(" ".repeat(hanging) + word);
            used = hanging + length;
            continue;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&" ".repeat(gap));
            line.push_str(word);
        }
        used += gap + length;
        is_first = false;
    }
    lines.join("\n")
}

/// A text of the file as a message repeats it: on one line, between backticks, and short.
#[must_use]
pub fn quoted(text: &str) -> String {
    let plain = |letter: char| if letter.is_control() { '\u{fffd}' } else { letter };
    let mut kept: String = text.chars().take(QUOTED_CHARS_MAX).map(plain).collect();
    if text.chars().nth(QUOTED_CHARS_MAX).is_some() {
        kept.push('…');
    }
    format!("`{kept}`")
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
    fn lines_break_between_words_and_keep_their_columns() {
        assert_eq!(wrapped("  een twee  drie vier", 12, 4), "  een twee \n    drie\n    vier");
        assert_eq!(wrapped("kort", 12, 4), "kort");
    }

    #[test]
    fn long_texts_are_cut_and_say_so() {
        assert_eq!(short("een  twee\ndrie", 20), "een twee drie");
        assert_eq!(short("een twee drie", 9), "een twee…");
    }
}

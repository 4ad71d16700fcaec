//! The Dutch words for what the domain names, from the catalogue.

use crate::analysis::sentences::{Language, text};

/// A value in Dutch words; an id or a number stays as it is.
pub(super) fn in_words(key: &str, value: &str) -> String {
    match key {
        "allowed" => allowed(value),
        "what" => what(value),
        "until" => moment(value),
        "clause" => clause(value),
        "parties" => value.replace(" and ", " en nog ").replace(" more", ""),
        "item" | "member" | "id" => path(value),
        "phase" | "activity" | "command" | "role" | "needed" | "advice" | "rule" | "form"
        | "act" | "who" | "name" | "setting" => word(key, value).to_owned(),
        _ => value.to_owned(),
    }
}

/// The word of the catalogue, or the name itself where there is none.
fn word<'a>(of: &str, name: &'a str) -> &'a str {
    text(&word_key(of, name), Language::Dutch).unwrap_or(name)
}

/// `word.needed.clerk_or_facilitator` of `clerk, or facilitator`.
pub(super) fn word_key(of: &str, name: &str) -> String {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    format!("word.{of}.{}", parts.collect::<Vec<_>>().join("_").to_ascii_lowercase())
}

fn thing(name: &str) -> &str {
    word("thing", name)
}

/// One phrase, or a list of phases.
fn allowed(phases: &str) -> String {
    match text(&word_key("allowed", phases), Language::Dutch) {
        Some(phrase) => phrase.to_owned(),
        None => phases.split(", ").map(|one| word("phase", one)).collect::<Vec<_>>().join(", "),
    }
}

/// `proposals/p/versions/2` as `versie 2 van voorstel p`.
pub(super) fn path(path: &str) -> String {
    let mut parts = path.split('/');
    let mut words = String::new();
    while let (Some(first), id) = (parts.next(), parts.next()) {
        let part = id.map_or(first.to_owned(), |id| format!("{} {id}", thing(first)));
        let rest = if words.is_empty() { "" } else { " van " };
        words = format!("{part}{rest}{words}");
    }
    words
}

/// `p/c` as `bepaling c van voorstel p`.
fn clause(name: &str) -> String {
    match name.split_once('/') {
        Some((proposal, clause)) => format!("bepaling {clause} van voorstel {proposal}"),
        None => name.to_owned(),
    }
}

/// What a refusal is about: a resource, a numbered thing such as `objection 4`, or a plain word.
fn what(name: &str) -> String {
    if name.contains('/') {
        return path(name);
    }
    if let Some(party) = name.strip_prefix("the ties of party ") {
        return format!("de banden van partner {party}");
    }
    match name.rsplit_once(' ') {
        Some((first, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{} {number}", thing(first))
        }
        _ => thing(name).to_owned(),
    }
}

/// `2026-03-02T08:00:00Z` as `2 maart 2026, 08:00 UTC`; what is no such moment stays as it is.
pub(super) fn moment(text: &str) -> String {
    in_calendar(text).unwrap_or_else(|| text.to_owned())
}

fn in_calendar(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    // A year before the common era begins with a hyphen, so the date is read from its end.
    let mut parts = date.rsplitn(3, '-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let day: u32 = day.parse().ok()?;
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let minute = time.get(..5)?;
    Some(format!("{day} {month} {year}, {minute} UTC"))
}

const MONTHS: [&str; 12] = [
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

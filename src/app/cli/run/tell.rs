//! What somebody does, as a sentence from the table of actions.

use crate::app::cli::json::enum_values;
use crate::app::cli::page::{Lang, decimal, say};
use crate::app::cli::script::Step;
use crate::app::cli::script::kind::{
    Args, Choice, Closing, Data, Field, Kind, Row, Space, Versioned,
};
use crate::app::cli::script::moment::Moment;
use crate::app::cli::text::short;

/// Characters of the longest value that is told whole.
const VALUE_CHARS_MAX: usize = 160;

/// The sentence of a step, without its full stop.
#[must_use]
pub fn sentence(step: &Step, lang: Lang) -> String {
    let given = |path: &str| {
        let found = step.args.at(path);
        found.and_then(|(field, data)| told(field, data, lang))
    };
    let value = |path: &str| match path.strip_prefix('!') {
        _ if path == "actor" => Some(step.actor.1.clone()),
        Some(path) => given(path).is_none().then(String::new),
        None => given(path),
    };
    let mut sentence = filled(step.action.told_in(lang), &value);
    if step.args.flag("validate_only") {
        sentence.push(' ');
        sentence.push_str(&say(lang, "story.checked", &[]));
    }
    // A text that is followed by more than its full stop gives that up.
    sentence.replace(".;", ";").trim_end_matches(['.', ' ']).to_owned()
}

/// A template with its values; what stands in brackets vanishes when one of them is absent.
fn filled(template: &str, value: &impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, inside)) = rest.split_once('[') {
        let (optional, after) = inside.split_once(']').unwrap_or((inside, ""));
        text.push_str(&expanded(before, value).0);
        let (part, is_whole) = expanded(optional, value);
        text.push_str(if is_whole { &part } else { "" });
        rest = after;
    }
    text + &expanded(rest, value).0
}

fn expanded(template: &str, value: &impl Fn(&str) -> Option<String>) -> (String, bool) {
    let mut text = String::new();
    let mut is_whole = true;
    let mut rest = template;
    while let Some((before, inside)) = rest.split_once('{') {
        let (path, after) = inside.split_once('}').unwrap_or((inside, ""));
        let found = value(path);
        is_whole &= found.is_some();
        text.push_str(before);
        text.push_str(&found.unwrap_or_default());
        rest = after;
    }
    (text + rest, is_whole)
}

/// A value for a reader; `None` for a flag that is not set, an empty list, and what is not told
/// in words.
fn told(field: &Field, data: &Data, lang: Lang) -> Option<String> {
    let text = match data {
        Data::Text(text) | Data::Name(text) => text.clone(),
        Data::Names(names) => joined(names.iter().map(|(_, name)| name.clone()), lang),
        Data::Int(number) => number.to_string(),
        Data::Ints(numbers) => joined(numbers.iter().map(ToString::to_string), lang),
        Data::Number(number) => decimal(*number),
        Data::Flag(flag) => return flag.then(String::new),
        Data::Ratio(ratio) => format!("{}/{}", ratio.numerator, ratio.denominator),
        Data::Choice(number) => chosen(field, *number, lang),
        Data::Choices(numbers) => {
            joined(numbers.iter().map(|number| chosen(field, *number, lang)), lang)
        }
        Data::Time(at) => on(*at, lang),
        Data::Closing(closing) => closes(*closing, lang),
        Data::Answer(answer) => said(*answer, lang),
        Data::Stances(rows) => table(rows, lang),
        Data::Objects(many) => {
            let each = many.iter().map(|args| parts(args, lang));
            each.collect::<Vec<_>>().join("; ")
        }
        Data::Object(args) => parts(args, lang),
        Data::Version(option) => versioned(option),
        Data::Versions(options) => joined(options.iter().map(versioned), lang),
        Data::Ranking(places) => {
            let place = |place: &Vec<Versioned>| joined(place.iter().map(versioned), lang);
            places.iter().map(place).collect::<Vec<_>>().join(", ")
        }
        Data::Texts(texts) => joined(texts.iter().cloned(), lang),
        Data::Amounts(amounts) => {
            let amount = |(option, amount): &(_, i64)| format!("{} {amount}", versioned(option));
            amounts.iter().map(amount).collect::<Vec<_>>().join(", ")
        }
        Data::Labels(_) | Data::Bytes(_) => return None,
    };
    if text.is_empty() {
        return None;
    }
    Some(short(&text, VALUE_CHARS_MAX))
}

/// The names, texts and chosen words of an object; the body that is competent for a clause is a
/// detail.
fn parts(args: &Args, lang: Lang) -> String {
    let is_told = |kind| match kind {
        Kind::Uses(space) => space != Space::Body,
        Kind::Text(_) | Kind::Gives(_) | Kind::Choice(_) | Kind::Version(_) => true,
        _ => false,
    };
    let told = args.0.iter().filter(|(field, _)| is_told(field.kind));
    let told = told.filter_map(|(field, value)| told_of(field, &value.data, lang));
    told.collect::<Vec<_>>().join(": ")
}

fn told_of(field: &Field, data: &Data, lang: Lang) -> Option<String> {
    told(field, data, lang).map(|text| text.trim_end_matches('.').to_owned())
}

fn chosen(field: &Field, number: i32, lang: Lang) -> String {
    let (Kind::Choice(choice) | Kind::Choices(choice)) = field.kind else {
        return number.to_string();
    };
    let Choice { name, prefix, told, .. } = choice;
    let words = usize::try_from(number - 1).ok().and_then(|at| told.get(at));
    if let Some((nl, en)) = words {
        return lang.pick(nl, en).to_owned();
    }
    let values = enum_values(name, prefix, true);
    let found = values.into_iter().find(|(_, known)| *known == number);
    found.map_or_else(|| number.to_string(), |(word, _)| word.replace('_', " "))
}

/// When something is: on a day, or so much later.
fn on(at: Moment, lang: Lang) -> String {
    match at {
        Moment::At(_) => say(lang, "story.on", &[("time", &moment(at, lang))]),
        Moment::After(_) => moment(at, lang),
    }
}

fn moment(moment: Moment, lang: Lang) -> String {
    match moment {
        Moment::At(time) => time.told(lang),
        Moment::After(0) => say(lang, "story.now", &[]),
        Moment::After(ms) => {
            let hours = ms / 3_600_000;
            let (key, number) = match hours % 24 {
                0 => ("story.days_later", hours / 24),
                _ => ("story.hours_later", hours),
            };
            say(lang, key, &[("number", &number.to_string())])
        }
    }
}

fn closes(closing: Closing, lang: Lang) -> String {
    match closing {
        Closing::ByFacilitator => say(lang, "story.by_facilitator", &[]),
        Closing::At(at) => on(at, lang),
        Closing::EveryPartyAnswered(latest) => {
            say(lang, "story.every_party", &[("time", &on(latest, lang))])
        }
    }
}

fn said(answer: Option<i32>, lang: Lang) -> String {
    answer.map_or_else(|| say(lang, "story.pass", &[]), |value| value.to_string())
}

/// `Bomen 2, Parkeren pas`, or `Bomen: Carla 1, Dirk -1; Parkeren: Carla 0`.
fn table(rows: &[Row], lang: Lang) -> String {
    let mut text = String::new();
    let mut last = "";
    for row in rows {
        let said = said(row.answer, lang);
        let cell = match &row.speaker {
            Some(speaker) if row.item == last => format!(", {speaker} {said}"),
            Some(speaker) if text.is_empty() => format!("{}: {speaker} {said}", row.item),
            Some(speaker) => format!("; {}: {speaker} {said}", row.item),
            None if text.is_empty() => format!("{} {said}", row.item),
            None => format!(", {} {said}", row.item),
        };
        text.push_str(&cell);
        last = &row.item;
    }
    text
}

/// `Plan`, or `Plan@2` for a version that is named.
fn versioned(used: &Versioned) -> String {
    let version = used.version.map(|version| format!("@{version}"));
    used.name.clone() + &version.unwrap_or_default()
}

/// `one, two and three`.
fn joined(words: impl Iterator<Item = String>, lang: Lang) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        Some((last, before)) if !before.is_empty() => {
            say(lang, "story.joined", &[("before", &before.join(", ")), ("last", last)])
        }
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_takes_its_brackets_along() {
        let value = |path: &str| (path != "absent").then(|| path.to_uppercase());
        let told = filled("{actor} says[ to {absent}][ by {channel}]: {text}[{flag}!]", &value);
        assert_eq!(told, "ACTOR says by CHANNEL: TEXTFLAG!");
    }
}

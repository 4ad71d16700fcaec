//! The map for people: about two screens.

use std::path::Path;

use crate::analysis::opinion::{Counts, Representative, Shared, Side};
use crate::app::cli::analyze::chosen::{bridging, dividing};
use crate::app::cli::analyze::draw::{draw, letter};
use crate::app::cli::analyze::mapped::{Groups, Mapped, Origin, why_one};
use crate::app::cli::analyze::read::Sign;
use crate::app::cli::failure::Failure;
use crate::app::cli::output::{Output, strong};
use crate::app::cli::text::{count, wrapped};

/// Characters of a line.
const WIDTH: usize = 78;
/// Lines of a statement that are shown.
const TEXT_LINES: usize = 2;
/// Statements of a group that are shown where there are two groups, and where there are more.
const OF_TWO: usize = 5;
const OF_MORE: usize = 3;
/// Statements of every other kind that are shown.
const OF_ALL: usize = 3;
/// A share of fewer people than this is told as a count.
const SHARE_MIN: f64 = 10.0;

/// Tells a map; of a quiet one only what was read and the groups.
///
/// # Errors
/// When stdout cannot be written.
pub fn tell(mapped: &Mapped, output: Output) -> Result<(), Failure> {
    read(mapped).iter().try_for_each(|line| output.conclusion(line))?;
    figures(mapped).iter().try_for_each(|line| output.line(line))?;
    drawing(mapped).iter().try_for_each(|line| output.line(line))?;
    output.line("")?;
    groups(mapped).iter().try_for_each(|line| output.conclusion(line))?;
    for (group, of) in mapped.map.groups.iter().enumerate() {
        let shown = if mapped.map.groups.len() > 2 { OF_MORE } else { OF_TWO };
        let chosen = of.representative.iter().take(shown);
        let chosen = chosen.flat_map(|one| representative(mapped, group, one)).collect();
        let title = format!("What tells group {} from the others", letter(group));
        section(output, &title, chosen)?;
    }
    section(output, "What most agree with", shared(mapped, &mapped.map.agreed, Side::Agree))?;
    let rejected = shared(mapped, &mapped.map.rejected, Side::Disagree);
    section(output, "What most are against", rejected)?;
    let apart = dividing(mapped).into_iter().take(OF_ALL);
    let apart =
        apart.flat_map(|(column, _)| item(mapped, column, &by_group(mapped, column, Side::Agree)));
    section(output, "What divides the groups most", apart.collect())?;
    let together = bridging(mapped).into_iter().take(OF_ALL);
    let together = together
        .flat_map(|(column, side, _)| item(mapped, column, &by_group(mapped, column, side)));
    section(output, "What bridges the groups", together.collect())?;
    ending(mapped).iter().try_for_each(|line| output.line(line))
}

/// A title with what stands under it, where anything does.
fn section(output: Output, title: &str, lines: Vec<String>) -> Result<(), Failure> {
    if lines.is_empty() {
        return Ok(());
    }
    output.line("")?;
    output.line(&strong(title))?;
    lines.iter().try_for_each(|line| output.line(line))
}

/// What was read.
fn read(mapped: &Mapped) -> Vec<String> {
    let mut lines: Vec<String> = mapped.title.iter().map(|title| strong(&plain(title))).collect();
    let votes = count(mapped.votes_read, "vote", "votes");
    let people = participants(mapped.participants.len());
    let statements = count(mapped.statements.len(), "statement", "statements");
    lines.push(format!("{votes} of {people} on {statements}"));
    lines.push(match &mapped.origin {
        Origin::Tables { sign, .. } => wrapped(&by_name(sign).to_string(), WIDTH, 2),
        Origin::Log { deliberation, events, withheld, round } => {
            let through = match round {
                0 => "before any closed round".to_owned(),
                round => format!("through round {round}"),
            };
            format!("{deliberation} {through}: {events} events, {withheld} withheld")
        }
    });
    lines
}

fn participants(number: usize) -> String {
    count(number, "participant", "participants")
}

/// The same with files by name, without folders.
fn by_name(sign: &Sign) -> Sign {
    let name = |file: &String| {
        let name = Path::new(file).file_name().map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_else(|| file.clone())
    };
    Sign { confirmed_by: sign.confirmed_by.iter().map(name).collect(), ..sign.clone() }
}

/// How many of each there are.
fn figures(mapped: &Mapped) -> Vec<String> {
    let [disagree, pass, agree] = mapped.votes;
    let counted = agree + pass + disagree;
    let mut lines = Vec::new();
    let replaced = mapped.votes_read as u64 - counted;
    if replaced > 0 {
        let them = if replaced == 1 { "1 was" } else { &format!("{replaced} were") };
        lines.push(format!("{them} replaced by a later one on the same statement"));
    }
    if counted > 0 {
        lines.push(format!("{agree} agree, {disagree} disagree, {pass} pass"));
    }
    let statements = || mapped.statements.iter();
    let away = statements().filter(|one| one.moderated < 0).count();
    let meta = statements().filter(|one| one.is_meta).count();
    let left = [(away, "moderated away"), (meta, "about who people are")];
    let left = left.iter().filter(|(count, _)| *count > 0);
    let left: Vec<String> = left.map(|(count, what)| format!("{count} {what}")).collect();
    if !left.is_empty() {
        lines.push(format!("statements that stay out of the map: {}", left.join(", ")));
    }
    let (people, on_the_map) = (mapped.participants.len(), mapped.on_the_map());
    if on_the_map > 0 {
        let why = "; the others answered too few statements";
        let why = if on_the_map < people as u64 { why } else { "" };
        lines.push(format!("on the map: {on_the_map} of {}{why}", participants(people)));
    }
    lines
}

/// The map in characters.
fn drawing(mapped: &Mapped) -> Vec<String> {
    let Some(drawn) = draw(&mapped.map.base) else { return Vec::new() };
    let mut lines = vec![String::new(), strong("Map"), String::new()];
    lines.extend(drawn.lines.iter().map(|line| format!("  {line}").trim_end().to_owned()));
    lines.push(String::new());
    let (whole, capital) = (mapped.map.whole_variance, drawn.capital);
    let [x, y] = mapped.map.variance.map(|variance| percent(variance, whole));
    lines.push(format!("  left to right tells {x} of all variance, bottom to top {y}"));
    lines.push(format!(
        "  a letter is the group of people at that place; a capital: {capital} or more"
    ));
    lines
}

/// The groups, or why there is only one.
fn groups(mapped: &Mapped) -> Vec<String> {
    let map = &mapped.map;
    let tried = |chosen: bool| {
        let tried = map.silhouettes.iter();
        let tried = tried.filter(move |(k, _)| (*k == map.groups.len()) == chosen);
        tried.map(|(k, mean)| format!("{mean:.2} with {k}")).collect::<Vec<_>>().join(", ")
    };
    if let Some(one) = mapped.one() {
        let why = why_one(mapped, one);
        let what = if map.groups.is_empty() { "No groups" } else { "One group" };
        return vec![wrapped(&format!("{what}: {why}."), WIDTH, 0)];
    }
    let mut lines = vec![strong(&count(map.groups.len(), "group", "groups"))];
    let whole: f64 = map.groups.iter().map(|group| group.weight).sum();
    for (at, group) in map.groups.iter().enumerate() {
        let people = count(usize::try_from(group.people).unwrap_or(0), "person", "people");
        let share = percent(group.people as f64, mapped.on_the_map() as f64);
        let voice = percent(group.weight, whole);
        let voice = if mapped.is_equal { "" } else { &format!(", {voice} of the voices") };
        lines.push(format!("  {}  {people}, {share}{voice}", letter(at)));
    }
    let others = tried(false);
    let others = if others.is_empty() { others } else { format!("; {others}") };
    lines.push(format!("  mean silhouette, from -1 to 1: {}{others}", tried(true)));
    let chosen = map.silhouettes.iter().find(|(k, _)| *k == map.groups.len());
    let is_better = |(_, mean): &(usize, f64)| chosen.is_some_and(|(_, own)| mean > own);
    if mapped.groups == Groups::Stable && map.silhouettes.iter().any(is_better) {
        lines.push("  more groups are made only where they are surely better".to_owned());
    }
    lines
}

/// A share in whole per cent.
fn percent(part: f64, whole: f64) -> String {
    if whole > 0.0 { format!("{:.0} %", 100.0 * part / whole) } else { "nothing".to_owned() }
}

/// A share of people; of few of them a count, of voices where these are not people.
fn share(part: f64, whole: f64, is_equal: bool) -> String {
    if whole >= SHARE_MIN {
        return percent(part, whole);
    }
    let number = |weight: f64| {
        let text = format!("{weight:.1}");
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    let voices = if is_equal { "" } else { " voices" };
    format!("{} of {}{voices}", number(part), number(whole))
}

fn verb(side: Side) -> &'static str {
    match side {
        Side::Agree => "agree",
        Side::Disagree => "disagree",
    }
}

/// A statement with what is said of it.
fn item(mapped: &Mapped, column: usize, said: &str) -> Vec<String> {
    let one = &mapped.statements[column];
    let id = match mapped.origin {
        Origin::Log { .. } => one.id.rsplit('/').next().unwrap_or(&one.id),
        Origin::Tables { .. } => &one.id,
    };
    let id = plain(id);
    let text = match &one.text {
        Some(text) => some_lines(text),
        None => format!("  statement {id}"),
    };
    let id = if one.text.is_some() { format!("; statement {id}") } else { String::new() };
    vec![text, wrapped(&format!("      {said}{id}"), WIDTH, 6)]
}

/// A text from a file on one line, without anything that could steer a terminal.
fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace(char::is_control, "\u{fffd}")
}

/// A text on as many lines as are shown.
fn some_lines(text: &str) -> String {
    let text = plain(text);
    // A character short, so that there is room to say that it goes on.
    let all = wrapped(&format!("  {text}"), WIDTH - 1, 2);
    let lines: Vec<&str> = all.lines().take(TEXT_LINES).collect();
    let more = if all.lines().count() > lines.len() { "…" } else { "" };
    lines.join("\n") + more
}

fn representative(mapped: &Mapped, group: usize, one: &Representative) -> Vec<String> {
    let statistics = &mapped.map.statistics;
    let (all, own) = (statistics.grouped(one.column), statistics.counts(group, one.column));
    let rest = Counts {
        agree: all.agree - own.agree,
        disagree: all.disagree - own.disagree,
        answered: all.answered - own.answered,
    };
    let (here, there) = (
        share(one.successes, one.trials, mapped.is_equal),
        match rest.answered {
            0.0 => "nobody answered".to_owned(),
            answered => share(rest.on(one.side), answered, mapped.is_equal),
        },
    );
    let (verb, answered) = (verb(one.side), answered(one.trials));
    item(mapped, one.column, &format!("{here} {verb}, elsewhere {there}{answered}"))
}

/// The number of answers, where a share does not tell it.
fn answered(trials: f64) -> String {
    if trials >= SHARE_MIN { format!("; {trials:.0} answered") } else { String::new() }
}

fn shared(mapped: &Mapped, all: &[Shared], side: Side) -> Vec<String> {
    let said = |one: &Shared| {
        let (share, verb) = (share(one.successes, one.trials, mapped.is_equal), verb(side));
        item(mapped, one.column, &format!("{share} {verb}{}", answered(one.trials)))
    };
    all.iter().take(OF_ALL).flat_map(said).collect()
}

/// What each group thinks of a statement.
fn by_group(mapped: &Mapped, column: usize, side: Side) -> String {
    let of = |group: usize| {
        let counts = mapped.map.statistics.counts(group, column);
        let share = match counts.answered {
            0.0 => "no answer".to_owned(),
            answered => share(counts.on(side), answered, mapped.is_equal),
        };
        format!("{} {share}", letter(group))
    };
    let each: Vec<String> = (0..mapped.map.groups.len()).map(of).collect();
    format!("{}: {}", verb(side), each.join(", "))
}

/// How the map was made.
fn ending(mapped: &Mapped) -> Vec<String> {
    let (method, version) = mapped.groups.method();
    let mode = mapped.groups.as_str();
    let mut lines = vec![String::new(), format!("mode {mode}, method {method}, version {version}")];
    if matches!(mapped.origin, Origin::Log { .. }) {
        let rule = "every party has one voice, divided over its members that voted";
        lines.push(rule.to_owned());
    }
    if mapped.groups == Groups::Compat {
        let note = "groups made as Polis makes them depend on the order of participants too, \
                    here that of their ids; those of --mode stable do not";
        lines.push(wrapped(note, WIDTH, 0));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_people_are_counted_and_many_a_share() {
        assert_eq!(share(4.0, 5.0, true), "4 of 5");
        assert_eq!(share(2.5, 9.0, false), "2.5 of 9 voices");
        assert_eq!(share(8.0, 10.0, true), "80 %");
        assert_eq!(percent(0.0, 0.0), "nothing");
    }

    #[test]
    fn texts_keep_to_their_lines_and_steer_no_terminal() {
        assert_eq!(some_lines("Eén\n twee"), "  Eén twee");
        assert_eq!(some_lines("a\u{1b}[2Jb"), "  a\u{fffd}[2Jb");
        let long = some_lines(&"woord ".repeat(60));
        assert_eq!((long.lines().count(), long.ends_with("woord…")), (2, true));
        assert!(long.lines().all(|line| line.chars().count() <= WIDTH));
    }
}

//! The figures of a round, computed from what the load itself sent.

mod plain;

use std::collections::BTreeMap;

use beraad_client::v1;

use crate::analysis::convergence::advice::Thresholds;
use crate::analysis::convergence::{ItemInput, RoundInput, report};
use crate::analysis::figure::Figure;
use crate::analysis::ratings::{Answer, Ratings};
use crate::app::cli::load::ledger::{Finals, Ledger};
use crate::app::cli::load::setup::Place;
use crate::domain::scale::Scale;

/// What was sent.
#[derive(Debug)]
pub struct Sent<'a> {
    /// The ledger.
    pub ledger: &'a Ledger,
    /// The party of each member, by position, ascending.
    pub party_of: &'a [u32],
    /// How many statements there are.
    pub statements: u32,
    /// The scale.
    pub scale: (i32, i32),
}

/// What was served.
#[derive(Debug)]
pub struct Served<'a> {
    /// The figures of the round.
    pub figures: &'a [v1::Figure],
    /// The deliberation.
    pub place: &'a Place,
    /// Whether figures over few parties are left out.
    pub pseudonymous: bool,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub struct Compared {
    /// Figures that were compared.
    pub figures: u64,
    /// Each difference, in words.
    pub differences: Vec<String>,
}

/// Name, item and party of a figure.
type Key = (String, String, String);

/// Computes the figures of a round from what was sent and compares them with those served.
#[must_use]
pub fn compare(sent: &Sent<'_>, round: u32, served: &Served<'_>) -> Compared {
    let mut compared = Compared::default();
    let (items, Some(input)) = input(sent, round, served) else {
        compared.differences.push("the stances sent do not lie on the scale".to_owned());
        return compared;
    };
    let second_opinion: Vec<_> = input.items.iter().map(opinion).collect();
    let computed = report(&input).figures;
    let key = |figure: &Figure| -> Key {
        let item = figure.item.map(|item| items[item].clone());
        let party = figure.party.map(|party| served.place.parties[party].clone());
        (figure.name.to_owned(), item.unwrap_or_default(), party.unwrap_or_default())
    };
    let mut shown: BTreeMap<Key, &v1::Figure> = BTreeMap::new();
    for figure in served.figures {
        let key = (figure.name.clone(), figure.item.clone(), figure.party.clone());
        if shown.insert(key, figure).is_some() {
            compared.differences.push(format!("{} is served twice", figure.name));
        }
    }
    for figure in &computed {
        let key = key(figure);
        match shown.remove(&key) {
            Some(shown) => {
                compared.figures += 1;
                compared.differences.extend(difference(&key, figure, shown));
                let second = figure.item.and_then(|item| second_opinion[item].get(figure.name));
                compared.differences.extend(second.and_then(|plain| disputed(&key, *plain, shown)));
            }
            // What rests on few voices is not shown where stances have no names.
            None if served.pseudonymous => {}
            None => compared.differences.push(format!("{key:?} is not served")),
        }
    }
    let more = shown.keys().map(|key| format!("{key:?} is served, and nothing leads to it"));
    compared.differences.extend(more);
    compared
}

/// The headline figures of an item as plain arithmetic has them.
fn opinion(item: &ItemInput) -> BTreeMap<&'static str, Option<f64>> {
    plain::figures(&item.current, item.previous.as_ref()).into_iter().collect()
}

fn disputed(key: &Key, plain: Option<f64>, shown: &v1::Figure) -> Option<String> {
    let equal = match (plain, &shown.result) {
        (Some(plain), Some(v1::figure::Result::Value(shown))) => {
            (plain - shown).abs() <= plain::TOLERANCE
        }
        (None, Some(v1::figure::Result::Undefined(_))) => true,
        _ => false,
    };
    let result = &shown.result;
    (!equal).then(|| format!("{key:?}: served {result:?}, plain arithmetic gives {plain:?}"))
}

fn difference(key: &Key, computed: &Figure, shown: &v1::Figure) -> Option<String> {
    let equal = match (&computed.value, &shown.result) {
        (Ok(value), Some(v1::figure::Result::Value(shown))) => {
            value.to_f64().to_bits() == shown.to_bits()
        }
        (Err(reason), Some(v1::figure::Result::Undefined(shown))) => {
            let shown = v1::UndefinedReason::try_from(*shown).unwrap_or_default();
            let shown = shown.as_str_name().trim_start_matches("UNDEFINED_REASON_");
            shown.eq_ignore_ascii_case(reason.as_str())
        }
        _ => false,
    };
    let exact = computed.value.as_ref().ok().and_then(|value| value.exact()).unwrap_or_default();
    if equal && exact == shown.exact && computed.n == shown.n {
        return None;
    }
    let (value, n) = (&computed.value, computed.n);
    let (result, served_n) = (&shown.result, shown.n);
    Some(format!("{key:?}: served {result:?} (n {served_n}), computed {value:?} (n {n})"))
}

/// The input of the round, with the names of its items: proposals first, then statements, which is
/// the order of their ids.
fn input(sent: &Sent<'_>, round: u32, served: &Served<'_>) -> (Vec<String>, Option<RoundInput>) {
    let prefix = format!("{}/statements/s", served.place.name);
    let proposals = served.figures.iter().map(|figure| figure.item.clone());
    let proposals = proposals.filter(|item| item.contains("/proposals/"));
    let statements = (0..sent.statements).map(|number| format!("{prefix}{number:04}"));
    let mut items: Vec<String> = proposals.chain(statements).collect();
    items.sort();
    items.dedup();
    let Ok(scale) = Scale::new(sent.scale.0, sent.scale.1) else { return (items, None) };
    let now = sent.ledger.finals(round);
    let earlier: Vec<Finals> = (1..round).rev().map(|round| sent.ledger.finals(round)).collect();
    let inputs = items.iter().map(|item| {
        let number = item.strip_prefix(&prefix).and_then(|number| number.parse().ok());
        let current = ratings(sent, scale, number.map(|item| (item, &now)));
        let rated = |finals: &&Finals| {
            let mut of_item = finals.keys();
            number.is_some_and(|item: u16| of_item.any(|(other, _)| *other == item))
        };
        let previous = earlier.iter().find(rated);
        let previous = match previous {
            Some(finals) => Some(ratings(sent, scale, number.zip(Some(finals)))?),
            None => None,
        };
        Some(ItemInput { current: current?, previous })
    });
    let inputs: Option<Vec<ItemInput>> = inputs.collect();
    let parties = served.place.parties.len();
    let input = inputs.map(|items| RoundInput {
        scale,
        lo_is_veto: false,
        round,
        extended: false,
        thresholds: Thresholds::default(),
        parties,
        items,
    });
    (items, input)
}

/// The answers on an item, party by party; on one that nobody rated nobody answered.
fn ratings(sent: &Sent<'_>, scale: Scale, on: Option<(u16, &Finals)>) -> Option<Ratings> {
    let parties = sent.party_of.last().map_or(0, |last| *last as usize + 1);
    let mut answers: Vec<Vec<Answer>> = vec![Vec::new(); parties];
    for (member, party) in (0..).zip(sent.party_of) {
        let answer = on.and_then(|(item, finals)| finals.get(&(item, member)));
        answers[*party as usize].push(match answer {
            None => Answer::Missing,
            Some((_, None)) => Answer::Pass,
            Some((_, Some(value))) => Answer::Rated(*value),
        });
    }
    Ratings::new(scale, answers).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::figure::Value;
    use crate::app::cli::load::ledger::{Cast, Entry, Fate};

    fn place() -> Place {
        let parties = ["p00000", "p00001"].map(|id| format!("deliberations/d/parties/{id}"));
        Place { name: "deliberations/d".into(), parties: parties.into(), members: Vec::new() }
    }

    fn ledger() -> Ledger {
        let entry = |(member, answer)| Entry {
            round: 1,
            cast: Cast { member, item: 0, answer: Some(answer) },
            fate: Fate::Acknowledged(u64::from(member) + 1),
        };
        Ledger { casts: [(0, 2), (1, 2), (2, -1)].map(entry).into(), edits: Vec::new() }
    }

    fn served(place: &Place, ledger: &Ledger) -> Vec<v1::Figure> {
        let sent = Sent { ledger, party_of: &[0, 0, 1], statements: 1, scale: (-2, 2) };
        let nothing = Served { figures: &[], place, pseudonymous: false };
        let (items, input) = input(&sent, 1, &nothing);
        let figures = report(&input.expect("on the scale")).figures;
        let figure = |figure: &Figure| v1::Figure {
            name: figure.name.into(),
            item: figure.item.map(|item| items[item].clone()).unwrap_or_default(),
            party: figure.party.map(|party| place.parties[party].clone()).unwrap_or_default(),
            result: Some(match &figure.value {
                Ok(value) => v1::figure::Result::Value(value.to_f64()),
                Err(reason) => {
                    let name = format!("UNDEFINED_REASON_{}", reason.as_str().to_uppercase());
                    let reason = v1::UndefinedReason::from_str_name(&name).expect("a reason");
                    v1::figure::Result::Undefined(reason.into())
                }
            }),
            exact: figure.value.as_ref().ok().and_then(Value::exact).unwrap_or_default(),
            n: figure.n,
            ..Default::default()
        };
        figures.iter().map(figure).collect()
    }

    fn compared(ledger: &Ledger, figures: &[v1::Figure], place: &Place) -> Compared {
        let sent = Sent { ledger, party_of: &[0, 0, 1], statements: 1, scale: (-2, 2) };
        compare(&sent, 1, &Served { figures, place, pseudonymous: false })
    }

    #[test]
    fn a_figure_that_is_wrong_missing_or_made_up_is_told() {
        let (place, ledger) = (place(), ledger());
        let figures = served(&place, &ledger);
        let sound = compared(&ledger, &figures, &place);
        assert_eq!((sound.figures, sound.differences), (figures.len() as u64, Vec::new()));
        let mut wrong = figures.clone();
        let value = wrong.iter_mut().find(|figure| figure.name == "support_share");
        value.expect("it is served").result = Some(v1::figure::Result::Value(0.500_000_1));
        assert_eq!(compared(&ledger, &wrong, &place).differences.len(), 2, "told both ways");
        assert_eq!(compared(&ledger, &figures[1..], &place).differences.len(), 1);
        let mut more = figures.clone();
        more.push(v1::Figure { name: "invented".into(), ..Default::default() });
        assert_eq!(compared(&ledger, &more, &place).differences.len(), 1);
        let mut lost = ledger.clone();
        lost.casts.pop();
        assert!(!compared(&lost, &figures, &place).differences.is_empty());
    }
}

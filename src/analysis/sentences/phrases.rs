//! The sentences themselves. Slots: `{item}`, `{party}`, `{value}` (a number), `{share}` (a share
//! of the parties), `{count}` (a count of the parties), `{n}` (a number of items).

use std::cmp::Ordering;

use crate::analysis::sentences::{ownership, recognition, synergy};

/// What is said of one figure. The topic completes "nothing can be said about ...".
#[derive(Clone)]
pub(super) struct Phrase {
    pub(super) name: &'static str,
    pub(super) nl: &'static str,
    pub(super) en: &'static str,
    pub(super) topic_nl: &'static str,
    pub(super) topic_en: &'static str,
}

pub(super) const fn phrase(
    name: &'static str,
    [nl, en]: [&'static str; 2],
    [topic_nl, topic_en]: [&'static str; 2],
) -> Phrase {
    Phrase { name, nl, en, topic_nl, topic_en }
}

/// A figure of which the sentence depends on whether it is above zero, zero or below.
pub(super) struct Signed {
    pub(super) above: Phrase,
    pub(super) zero: Phrase,
    pub(super) below: Phrase,
}

pub(super) const fn signed(
    name: &'static str,
    [above, zero, below]: [[&'static str; 2]; 3],
    topic: [&'static str; 2],
) -> Signed {
    Signed {
        above: phrase(name, above, topic),
        zero: phrase(name, zero, topic),
        below: phrase(name, below, topic),
    }
}

/// The phrase for a figure of this name that is above, at or below zero, or one that only states
/// the value.
pub(super) fn of(name: &str, sign: Ordering) -> &'static Phrase {
    let signed = recognition::GAPS.iter().chain(synergy::AGAINST_SOLO).chain(synergy::PARTY_LIST);
    let mut signed = signed.map(|signed| match sign {
        Ordering::Greater => &signed.above,
        Ordering::Equal => &signed.zero,
        Ordering::Less => &signed.below,
    });
    let lists = [ANSWERS, VOICES, MOVEMENT, CONSENSUS];
    let of_process = [ownership::OWNERSHIP, recognition::RECOGNITION, synergy::SYNERGY];
    let threes = recognition::LOGGED.iter().chain(&recognition::FELT).flatten();
    let all = lists.into_iter().chain(of_process).flatten().chain(threes);
    let named = |phrase: &&Phrase| phrase.name == name;
    let plain = all.into_iter().find(named);
    plain.or_else(|| signed.find(named)).unwrap_or(&OTHER)
}

const OTHER: Phrase = phrase("", ["{name}: {value}.", "{name}: {value}."], ["{name}", "{name}"]);

const ANSWERS: &[Phrase] = &[
    phrase(
        "eligible",
        [
            "Het aantal partners dat over {item} kon antwoorden, is {value}.",
            "The number of parties that could answer on {item} is {value}.",
        ],
        ["het aantal partners bij {item}", "the number of parties for {item}"],
    ),
    phrase(
        "expressed",
        [
            "Over {item} is een standpunt gegeven door {count}.",
            "A stance on {item} was given by {count}.",
        ],
        ["het aantal standpunten over {item}", "the number of stances on {item}"],
    ),
    phrase(
        "abstained",
        [
            "Over {item} is bewust geen standpunt gekozen door {count}.",
            "A deliberate pass on {item} was given by {count}.",
        ],
        ["wie over {item} geen standpunt koos", "who passed on {item}"],
    ),
    phrase(
        "missing",
        [
            "Over {item} is geen antwoord binnengekomen van {count}.",
            "No answer on {item} came in from {count}.",
        ],
        ["de ontbrekende antwoorden over {item}", "the missing answers on {item}"],
    ),
    phrase(
        "response_rate",
        [
            "Over {item} is antwoord binnengekomen van {share}.",
            "An answer on {item} came in from {share}.",
        ],
        ["het aantal antwoorden over {item}", "the answers on {item}"],
    ),
    phrase(
        "expression_rate",
        [
            "Over {item} is een standpunt bekend van {share}.",
            "A stance on {item} is known of {share}.",
        ],
        ["het aantal standpunten over {item}", "the stances on {item}"],
    ),
];

const VOICES: &[Phrase] = &[
    phrase(
        "support_share",
        ["Voor {item} is er steun van {share}.", "There is support for {item} from {share}."],
        ["de steun voor {item}", "the support for {item}"],
    ),
    phrase(
        "opposition_share",
        ["Tegen {item} is {share}.", "There is opposition to {item} from {share}."],
        ["wie tegen {item} is", "who is against {item}"],
    ),
    phrase(
        "strong_objections",
        [
            "Met {item} is niet te leven voor {count}.",
            "It is impossible to live with {item} for {count}.",
        ],
        ["wie met {item} niet kan leven", "who cannot live with {item}"],
    ),
    phrase(
        "strong_objection_share",
        [
            "Met {item} is niet te leven voor {share}.",
            "It is impossible to live with {item} for {share}.",
        ],
        ["wie met {item} niet kan leven", "who cannot live with {item}"],
    ),
    phrase(
        "median",
        [
            "Het middelste standpunt over {item} is {value} op de schaal.",
            "The middle stance on {item} is {value} on the scale.",
        ],
        ["het middelste standpunt over {item}", "the middle stance on {item}"],
    ),
    phrase(
        "q1",
        [
            "De grens van het laagste kwart van de standpunten over {item} is {value}.",
            "The limit of the lowest quarter of the stances on {item} is {value}.",
        ],
        ["het laagste kwart bij {item}", "the lowest quarter for {item}"],
    ),
    phrase(
        "q3",
        [
            "De grens van het hoogste kwart van de standpunten over {item} is {value}.",
            "The limit of the highest quarter of the stances on {item} is {value}.",
        ],
        ["het hoogste kwart bij {item}", "the highest quarter for {item}"],
    ),
    phrase(
        "iqr",
        [
            "De middelste helft van de standpunten over {item} ligt binnen een afstand van {value} \
             op de schaal.",
            "The middle half of the stances on {item} lies within a distance of {value} on the \
             scale.",
        ],
        ["de spreiding bij {item}", "the spread for {item}"],
    ),
    phrase(
        "agreement",
        [
            "De standpunten over {item} krijgen {value} voor eensgezindheid: 1 is iedereen gelijk, \
             0 is verspreid, -1 is twee kampen.",
            "The stances on {item} score {value} for agreement: 1 is all equal, 0 is spread out, \
             -1 is two camps.",
        ],
        ["de eensgezindheid over {item}", "the agreement on {item}"],
    ),
];

const MOVEMENT: &[Phrase] = &[
    phrase(
        "paired",
        [
            "Het aantal partners met een standpunt over {item} in beide rondes is {value}.",
            "The number of parties with a stance on {item} in both rounds is {value}.",
        ],
        ["wie in beide rondes meedeed bij {item}", "who took part in both rounds for {item}"],
    ),
    phrase(
        "entered",
        [
            "Het aantal partners dat er bij {item} bij kwam, is {value}.",
            "The number of parties that joined on {item} is {value}.",
        ],
        ["wie er bij {item} bij kwam", "who joined on {item}"],
    ),
    phrase(
        "left",
        [
            "Het aantal partners dat eerder wel en nu geen standpunt gaf over {item}, is {value}.",
            "The number of parties with a stance on {item} before and not now is {value}.",
        ],
        ["wie er bij {item} niet meer bij was", "who is no longer there for {item}"],
    ),
    phrase(
        "changed_share",
        [
            "Over {item} is een ander standpunt gekozen door {share}.",
            "A different stance on {item} was chosen by {share}.",
        ],
        ["de verandering bij {item}", "the change on {item}"],
    ),
    phrase(
        "total_variation",
        [
            "Het beeld van {item} als geheel veranderde zoveel als bij een ander standpunt van \
             {share}.",
            "The picture of {item} as a whole changed as much as with a different stance of \
             {share}.",
        ],
        ["de verandering in het beeld van {item}", "the change in the picture of {item}"],
    ),
    phrase(
        "emd",
        [
            "Het geheel van standpunten over {item} verschoof {value} van de schaal (1 is van het \
             ene eind naar het andere).",
            "The stances on {item} as a whole moved {value} of the scale (1 is from one end to the \
             other).",
        ],
        ["de verschuiving bij {item}", "the movement on {item}"],
    ),
    phrase(
        "mean_abs_shift",
        [
            "Een partner verschoof bij {item} gemiddeld {value} van de schaal, omhoog of omlaag.",
            "A party moved {value} of the scale on {item} on average, up or down.",
        ],
        ["de gemiddelde verschuiving bij {item}", "the mean movement on {item}"],
    ),
    phrase(
        "mean_shift",
        [
            "Samen verschoven de partners bij {item} gemiddeld {value} van de schaal; onder 0 is \
             omlaag.",
            "Together the parties moved {value} of the scale on {item} on average; below 0 is \
             down.",
        ],
        ["de richting van de verschuiving bij {item}", "the direction of movement on {item}"],
    ),
    phrase(
        "iqr_change",
        [
            "De spreiding van de middelste helft bij {item} veranderde met {value} op de schaal; \
             onder 0 is dichter bij elkaar.",
            "The spread of the middle half for {item} changed by {value} on the scale; below 0 is \
             closer together.",
        ],
        ["de verandering in spreiding bij {item}", "the change in spread for {item}"],
    ),
    phrase(
        "wilcoxon_p",
        [
            "Als omhoog en omlaag even waarschijnlijk waren, was de kans op zo'n verschuiving bij \
             {item} {value}.",
            "If up and down were equally likely, the chance of such a movement on {item} would be \
             {value}.",
        ],
        ["toeval bij de verschuiving bij {item}", "chance in the movement on {item}"],
    ),
];

const CONSENSUS: &[Phrase] = &[
    phrase(
        "consensus_degree",
        [
            "De partners staan bij {item} op {value} bij elkaar: 1 is gelijk, 0 is zo ver \
             mogelijk.",
            "The parties are {value} together on {item}: 1 is equal, 0 is as far as possible.",
        ],
        [
            "hoe dicht de partners bij {item} bij elkaar staan",
            "how close the parties are on {item}",
        ],
    ),
    phrase(
        "collective",
        [
            "Het gemiddelde standpunt over {item} is {value}: 0 is de onderkant van de schaal, 1 \
             de bovenkant.",
            "The mean stance on {item} is {value}: 0 is the bottom of the scale, 1 the top.",
        ],
        ["het gemiddelde standpunt over {item}", "the mean stance on {item}"],
    ),
    phrase(
        "consensus_overall",
        [
            "Gemiddeld over {n} staan de partners op {value} bij elkaar: 1 is gelijk, 0 is zo ver \
             mogelijk.",
            "Averaged over {n} the parties are {value} together: 1 is equal, 0 is as far as \
             possible.",
        ],
        ["hoe dicht de partners bij elkaar staan", "how close the parties are"],
    ),
    phrase(
        "proximity",
        [
            "Tussen {party} en het gemiddelde van de groep is het {value} over {n}: 1 is gelijk, 0 \
             is zo ver mogelijk.",
            "Between {party} and the mean of the group it is {value} over {n}: 1 is equal, 0 is as \
             far as possible.",
        ],
        ["de afstand tussen {party} en de groep", "the distance between {party} and the group"],
    ),
];

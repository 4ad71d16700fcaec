//! Why a figure has no value, in words.

use super::number::Language;
use crate::analysis::figure::Undefined;

/// The second half of a sentence: the reason.
pub(super) fn of(reason: Undefined, language: Language) -> &'static str {
    let (nl, en) = both(reason);
    if language == Language::Dutch { nl } else { en }
}

fn both(reason: Undefined) -> (&'static str, &'static str) {
    match reason {
        Undefined::NoEligibleParties => ("er doen geen partners mee", "no parties take part"),
        Undefined::NoExpressedStances => ("er is geen standpunt gegeven", "no stance was given"),
        Undefined::FewerThanTwoParties => {
            ("er is een standpunt van maar één partner", "there is a stance of one party only")
        }
        Undefined::ScaleTooShort => (
            "daarvoor heeft de schaal minstens drie stappen nodig",
            "that takes a scale of at least three steps",
        ),
        Undefined::NoVariation => ("alle antwoorden zijn gelijk", "all answers are equal"),
        Undefined::FirstRound => {
            ("dit is de eerste ronde met deze versie", "this is the first round with this version")
        }
        Undefined::NoPairedParties => {
            ("niemand gaf in beide rondes een standpunt", "nobody gave a stance in both rounds")
        }
        Undefined::MultiMemberParty => (
            "dit kan alleen als elke partner één deelnemer heeft",
            "this is only possible if every party has one member",
        ),
        Undefined::TooManyParties => (
            "er zijn te veel partners om dit precies uit te rekenen",
            "there are too many parties to compute this exactly",
        ),
        Undefined::NoItemWithTwoStances => (
            "bij geen enkel onderdeel zijn er standpunten van twee partners",
            "no item has stances of two parties",
        ),
        Undefined::FullConsensus => {
            ("de partners zijn het over alles eens", "the parties agree on everything")
        }
        Undefined::ScalesDiffer => (
            "de twee rondes hadden een verschillende schaal",
            "the two rounds had different scales",
        ),
    }
}

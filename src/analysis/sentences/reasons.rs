//! Why a figure has no value, in words.

use super::number::Language;
use crate::analysis::figure::Undefined;

/// The second half of a sentence: the reason.
pub(super) fn of(reason: Undefined, language: Language) -> &'static str {
    let named = REASONS.iter().find(|(named, ..)| *named == reason);
    let (_, nl, en) = named.expect("every reason is in the table, which a test counts");
    if language == Language::Dutch { nl } else { en }
}

/// Each reason in Dutch and in English, in the order of declaration.
const REASONS: [(Undefined, &str, &str); 27] = [
    (Undefined::NoEligibleParties, "er doen geen partners mee", "no parties take part"),
    (Undefined::NoExpressedStances, "er is geen standpunt gegeven", "no stance was given"),
    (
        Undefined::FewerThanTwoParties,
        "er is een standpunt van maar één partner",
        "there is a stance of one party only",
    ),
    (
        Undefined::ScaleTooShort,
        "daarvoor heeft de schaal minstens drie stappen nodig",
        "that takes a scale of at least three steps",
    ),
    (Undefined::NoVariation, "alle antwoorden zijn gelijk", "all answers are equal"),
    (
        Undefined::FirstRound,
        "dit is de eerste ronde met deze versie",
        "this is the first round with this version",
    ),
    (
        Undefined::NoPairedParties,
        "niemand gaf in beide rondes een standpunt",
        "nobody gave a stance in both rounds",
    ),
    (
        Undefined::MultiMemberParty,
        "dit kan alleen als elke partner één deelnemer heeft",
        "this is only possible if every party has one member",
    ),
    (
        Undefined::TooManyParties,
        "er zijn te veel partners om dit precies uit te rekenen",
        "there are too many parties to compute this exactly",
    ),
    (
        Undefined::NoItemWithTwoStances,
        "bij geen enkel onderdeel zijn er standpunten van twee partners",
        "no item has stances of two parties",
    ),
    (
        Undefined::FullConsensus,
        "de partners zijn het over alles eens",
        "the parties agree on everything",
    ),
    (
        Undefined::ScalesDiffer,
        "de twee rondes hadden een verschillende schaal",
        "the two rounds had different scales",
    ),
    (Undefined::NoOutcome, "er is nog geen uitkomst", "there is no outcome yet"),
    (Undefined::NothingAdopted, "er is niets aangenomen", "nothing was adopted"),
    (Undefined::NoContributions, "er is niets ingebracht", "nothing was contributed"),
    (
        Undefined::NothingDue,
        "er is nog geen afspraak waarvan de tijd om is",
        "no commitment is due yet",
    ),
    (Undefined::NoPulse, "er is geen stemmingscheck ingevuld", "nobody gave a pulse"),
    (Undefined::NoAuthority, "er is geen besluitnemend orgaan genoemd", "no authority was named"),
    (
        Undefined::NoResponses,
        "er is nog niet inhoudelijk gereageerd",
        "there are no substantive responses yet",
    ),
    (
        Undefined::TooFewResponses,
        "er zijn nog geen tien inhoudelijke reacties",
        "there are fewer than ten substantive responses",
    ),
    (
        Undefined::NotJoint,
        "het aangenomen plan komt van één partner",
        "the adopted plan comes from one party",
    ),
    (
        Undefined::NoSoloBaseline,
        "geen eigen voorstel van een partner is in de laatste ronde opnieuw beoordeeld",
        "no party's own proposal was rated again in the closing round",
    ),
    (
        Undefined::FewerThanTwoRaters,
        "niet minstens twee partners beoordeelden alle plannen",
        "fewer than two parties rated every plan",
    ),
    (
        Undefined::NoGap,
        "de partner dacht er al net zo over als de anderen",
        "the party already thought as the others did",
    ),
    (Undefined::NoMovement, "niemand kwam in beweging", "nobody moved"),
    (
        Undefined::NothingDecided,
        "er is nog niets besloten over wat is aangenomen",
        "nothing was decided on what was adopted",
    ),
    (
        Undefined::NoPromise,
        "geen besluitnemend orgaan deed een belofte",
        "no deciding body made a promise",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_reason() {
        assert_eq!(REASONS.map(|(reason, ..)| reason), Undefined::ALL);
    }
}

//! Sentences on whose the outcome is. `{clauses}` is a share of so many clauses.

use super::phrases::{Phrase, phrase};

pub(super) const OWNERSHIP: &[Phrase] = &[
    phrase(
        "contribution_evenness",
        [
            "Hoe gelijk het plan over de partners verdeeld is, van 0 tot 1: {value}.",
            "How evenly the plan is spread over the parties, from 0 to 1: {value}.",
        ],
        ["hoe gelijk het plan verdeeld is", "how evenly the plan is spread"],
    ),
    phrase(
        "min_share_ratio",
        [
            "Het deel van {worst} in het plan is {value} keer een gelijk deel.",
            "The part of {worst} in the plan is {value} times an equal part.",
        ],
        ["het kleinste deel van het plan", "the smallest part of the plan"],
    ),
    phrase(
        "effective_parties",
        [
            "Het plan is zo verdeeld alsof {value} partners er elk evenveel aan schreven.",
            "The plan is spread as if {value} parties had each written as much of it.",
        ],
        ["hoeveel partners het plan schreven", "how many parties wrote the plan"],
    ),
    phrase(
        "dominance",
        [
            "De partner met het grootste deel heeft {value} van het hele plan, dat 1 is.",
            "The party with the largest part has {value} of the whole plan, which is 1.",
        ],
        ["het grootste deel van het plan", "the largest part of the plan"],
    ),
    phrase(
        "gini_evenness",
        [
            "Hoe gelijk de delen zijn, gemeten naar de verschillen ertussen (Gini), van 0 tot \
             1: {value}.",
            "How even the parts are, by the differences between them (Gini), from 0 to 1: {value}.",
        ],
        ["de verschillen tussen de delen", "the differences between the parts"],
    ),
    phrase(
        "simpson_evenness",
        [
            "Hoe gelijk de delen zijn, gemeten naar hun kwadraten (Simpson), van 0 tot 1: {value}.",
            "How even the parts are, by their squares (Simpson), from 0 to 1: {value}.",
        ],
        ["de kwadraten van de delen", "the squares of the parts"],
    ),
    phrase(
        "joint_clause_share",
        [
            "Aan {clauses} hebben twee of meer partners samen geschreven.",
            "Two or more parties together wrote {clauses}.",
        ],
        ["wat samen geschreven is", "what was written together"],
    ),
    phrase(
        "path_difference",
        [
            "Een andere manier van verdelen, die late wijzigingen zwaarder telt, scheelt \
             hoogstens {value}.",
            "Another way of sharing, which counts late edits more, differs by {value} at most.",
        ],
        ["een andere manier van verdelen", "another way of sharing"],
    ),
    phrase(
        "contribution_share",
        [
            "Van het plan is {clauses} van {party}, als wie samen schreef gelijk deelt.",
            "Of the plan {clauses} are of {party}, when those who wrote together share equally.",
        ],
        ["het deel van {party}", "the part of {party}"],
    ),
    phrase(
        "path_share",
        [
            "Als late wijzigingen zwaarder tellen, is van het plan {clauses} van {party}.",
            "When late edits count more, of the plan {clauses} are of {party}.",
        ],
        ["het deel van {party}", "the part of {party}"],
    ),
    phrase(
        "novelty",
        [
            "Nieuw, want in geen eigen voorstel van een partner terug te vinden: {clauses}.",
            "New, as they trace back to no party's own proposal: {clauses}.",
        ],
        ["wat nieuw is in het plan", "what is new in the plan"],
    ),
    phrase(
        "new_to_us",
        [
            "Op een bepaling was gemiddeld {share} zelf nooit gekomen.",
            "A clause would on average not have been thought of by {share}.",
        ],
        ["waar partners zelf niet op kwamen", "what parties would not have thought of"],
    ),
    phrase(
        "commitments_kept_mean",
        [
            "Van wat afgesproken is en klaar moest zijn, kwam een partner gemiddeld {value} na \
             (1 is alles).",
            "Of what was promised and due, a party kept {value} on average (1 is all).",
        ],
        ["afspraken nakomen", "keeping commitments"],
    ),
    phrase(
        "commitments_kept_min",
        [
            "Bij {worst} is {value} van de afspraken nagekomen die klaar moesten zijn (1 is \
             alles).",
            "For {worst}, {value} of the commitments that were due were kept (1 is all).",
        ],
        ["wie de minste afspraken nakwam", "who kept the fewest commitments"],
    ),
    phrase(
        "commitment_coverage",
        ["Een afspraak is gemaakt door {share}.", "A commitment was made by {share}."],
        ["wie een afspraak maakte", "who made a commitment"],
    ),
    phrase(
        "commitment_evenness",
        [
            "Hoe gelijk de afspraken over de partners verdeeld zijn, van 0 tot 1: {value}.",
            "How evenly the commitments are spread over the parties, from 0 to 1: {value}.",
        ],
        ["hoe de afspraken verdeeld zijn", "how the commitments are spread"],
    ),
    phrase(
        "commitments_kept",
        [
            "{party} kwam {value} van de afspraken na die klaar moesten zijn (1 is alles).",
            "{party} kept {value} of the commitments that were due (1 is all).",
        ],
        ["de afspraken van {party}", "the commitments of {party}"],
    ),
    phrase(
        "ownership_felt_mean",
        [
            "Dat het plan van ons samen is, voelen de partners gemiddeld voor {value} (van 0 \
             tot 1).",
            "That the plan is ours together, the parties feel {value} on average (from 0 to 1).",
        ],
        ["of het plan van ons samen voelt", "whether the plan feels like ours together"],
    ),
    phrase(
        "ownership_felt_min",
        [
            "Het minst voelt het plan als eigen bij {worst}: {value} (van 0 tot 1).",
            "The plan feels least as its own to {worst}: {value} (from 0 to 1).",
        ],
        ["wie het plan het minst eigen vindt", "who feels the plan least as its own"],
    ),
    phrase(
        "ownership_agreement",
        [
            "Hoe eens de partners het zijn over dat gevoel, van 0 tot 1: {value}.",
            "How far the parties agree on that feeling, from 0 to 1: {value}.",
        ],
        ["hoe eens de partners zijn over dat gevoel", "how far the parties agree on that feeling"],
    ),
    phrase(
        "ownership_felt",
        [
            "Dat het plan van ons samen is, voelt {party} voor {value} (van 0 tot 1).",
            "That the plan is ours together, {party} feels {value} (from 0 to 1).",
        ],
        ["het gevoel van {party} bij het plan", "how the plan feels to {party}"],
    ),
];

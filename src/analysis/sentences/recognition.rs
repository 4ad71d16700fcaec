//! Sentences on who was seen, heard and valued. `{contributions}` and `{responses}` are a share of
//! so many, `{duration}` is a time, and `{worst}` the party for which a figure is least favourable.

use super::phrases::{Phrase, Signed, phrase, signed};

macro_rules! logged {
    ($name:literal, [$act_nl:literal, $act_en:literal], [$of_nl:literal, $of_en:literal]) => {
        [
            phrase(
                concat!($name, "_mean"),
                [
                    concat!(
                        "Gemiddeld is {value} van de bijdragen van een partner ",
                        $act_nl,
                        " (1 is alles)."
                    ),
                    concat!(
                        "On average {value} of the contributions of a party ",
                        $act_en,
                        " (1 is all)."
                    ),
                ],
                [concat!($of_nl, ", gemiddeld"), concat!($of_en, ", on average")],
            ),
            phrase(
                concat!($name, "_min"),
                [
                    concat!("Bij {worst} is {value} van de bijdragen ", $act_nl, " (1 is alles)."),
                    concat!("For {worst}, {value} of the contributions ", $act_en, " (1 is all)."),
                ],
                [concat!($of_nl, ", het minst"), concat!($of_en, ", at least")],
            ),
            phrase(
                $name,
                [
                    concat!("Van {party} is {contributions} ", $act_nl, "."),
                    concat!("Of {party}, {contributions} ", $act_en, "."),
                ],
                [concat!($of_nl, " van {party}"), concat!($of_en, " of {party}")],
            ),
        ]
    };
}

macro_rules! felt {
    ($name:literal, [$word_nl:literal, $word_en:literal]) => {
        [
            phrase(
                concat!($name, "_felt_mean"),
                [
                    concat!(
                        "De partners voelen zich gemiddeld voor {value} ",
                        $word_nl,
                        " (van 0 tot 1)."
                    ),
                    concat!(
                        "The parties feel ",
                        $word_en,
                        " for {value} on average (from 0 to 1)."
                    ),
                ],
                [
                    concat!("of partners zich ", $word_nl, " voelen"),
                    concat!("whether parties feel ", $word_en),
                ],
            ),
            phrase(
                concat!($name, "_felt_min"),
                [
                    concat!("Het minst ", $word_nl, " voelt zich {worst}: {value} (van 0 tot 1)."),
                    concat!("Least ", $word_en, " feels {worst}: {value} (from 0 to 1)."),
                ],
                [
                    concat!("wie zich het minst ", $word_nl, " voelt"),
                    concat!("who feels least ", $word_en),
                ],
            ),
            phrase(
                concat!($name, "_felt"),
                [
                    concat!("{party} voelt zich voor {value} ", $word_nl, " (van 0 tot 1)."),
                    concat!("{party} feels ", $word_en, " for {value} (from 0 to 1)."),
                ],
                [
                    concat!("of {party} zich ", $word_nl, " voelt"),
                    concat!("whether {party} feels ", $word_en),
                ],
            ),
        ]
    };
}

pub(super) const LOGGED: [[Phrase; 3]; 4] = [
    logged!(
        "seen",
        ["door de anderen geopend", "was opened by the others"],
        ["het openen van bijdragen", "the opening of contributions"]
    ),
    logged!(
        "heard",
        ["inhoudelijk beantwoord", "was answered in substance"],
        ["het antwoord op bijdragen", "the answers to contributions"]
    ),
    logged!(
        "valued",
        ["overgenomen of met reden afgewezen", "was adopted or rejected with a reason"],
        ["de verwerking van bijdragen", "what was done with contributions"]
    ),
    logged!(
        "uptake",
        ["overgenomen", "was adopted"],
        ["het overnemen van bijdragen", "the adoption of contributions"]
    ),
];

pub(super) const FELT: [[Phrase; 3]; 3] = [
    felt!("seen", ["gezien", "seen"]),
    felt!("heard", ["gehoord", "heard"]),
    felt!("valued", ["gewaardeerd", "valued"]),
];

macro_rules! gap {
    ($name:literal, [$word_nl:literal, $word_en:literal]) => {
        signed(
            $name,
            [
                [
                    concat!(
                        "Op papier is {party} meer ",
                        $word_nl,
                        " dan het voelt; het verschil is {value} (van 0 tot 1)."
                    ),
                    concat!(
                        "On paper {party} was ",
                        $word_en,
                        " more than it feels; the difference is {value} (from 0 to 1)."
                    ),
                ],
                [
                    concat!("{party} voelt zich zo ", $word_nl, " als op papier staat."),
                    concat!("{party} feels as ", $word_en, " as the record says."),
                ],
                [
                    concat!(
                        "{party} voelt zich meer ",
                        $word_nl,
                        " dan op papier staat; het verschil is {value}."
                    ),
                    concat!(
                        "{party} feels ",
                        $word_en,
                        " more than the record says; the difference is {value}."
                    ),
                ],
            ],
            [
                concat!("papier en gevoel bij {party}, ", $word_nl),
                concat!("record and feeling of {party}, ", $word_en),
            ],
        )
    };
}

pub(super) const RECOGNITION: &[Phrase] = &[
    phrase(
        "contributions",
        [
            "Het aantal bijdragen van partners is {value}.",
            "The number of contributions of parties is {value}.",
        ],
        ["het aantal bijdragen", "the number of contributions"],
    ),
    phrase(
        "silent_parties",
        ["Niets ingebracht is er door {count}.", "Nothing was contributed by {count}."],
        ["wie niets inbracht", "who contributed nothing"],
    ),
    phrase(
        "authority_response_rate",
        [
            "Het besluitnemend orgaan reageerde inhoudelijk op {contributions} van anderen.",
            "The authority responded in substance to {contributions} of others.",
        ],
        ["de reacties van het besluitnemend orgaan", "the responses of the authority"],
    ),
    phrase(
        "latency_seconds",
        [
            "Tot de eerste inhoudelijke reactie duurt het, in het midden genomen, {duration}.",
            "The first substantive response takes, at the median, {duration}.",
        ],
        ["hoe lang een reactie duurt", "how long a response takes"],
    ),
    phrase(
        "reciprocity",
        [
            "Beantwoord met een reactie terug is {responses}.",
            "Matched by a response the other way are {responses}.",
        ],
        ["of reacties over en weer gaan", "whether responses go both ways"],
    ),
    phrase(
        "reciprocity_binary",
        [
            "Van de keren dat een partner een ander antwoordde, antwoordde die ook terug in \
             {value} (1 is altijd).",
            "Where one party answered another, the other answered as well in {value} (1 is \
             always).",
        ],
        ["of partners elkaar antwoorden", "whether parties answer each other"],
    ),
    phrase(
        "would_join_again",
        [
            "Of partners weer mee zouden doen: gemiddeld {value} (van 0 tot 1).",
            "Whether parties would join again: {value} on average (from 0 to 1).",
        ],
        ["of partners weer mee zouden doen", "whether parties would join again"],
    ),
];

pub(super) const GAPS: &[Signed] = &[
    gap!("seen_gap", ["gezien", "seen"]),
    gap!("heard_gap", ["gehoord", "heard"]),
    gap!("valued_gap", ["gewaardeerd", "valued"]),
];

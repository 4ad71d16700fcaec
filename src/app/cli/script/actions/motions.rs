//! Motions: what every party has to consent to once round 1 has opened.

use crate::app::cli::script::actions::charter::{CHARTER, PARTY};
use crate::app::cli::script::actions::common::{BY_CHANNEL, EVIDENCE, FOR, REASON_WHY};
use crate::app::cli::script::actions::{Action, may_name, must};
use crate::app::cli::script::kind::{Field, Kind, Space};

const MOTION: Field = must("motion", Kind::Uses(Space::Motion), "The motion.").to("name");
const NAMED: Field = may_name(Space::Motion, "A name for later steps.");

pub(super) const ACTIONS: &[Action] = &[
    Action::writes(
        "propose_amendment",
        "DeliberationService/ProposeAmendment",
        "Puts another charter to all parties.",
    )
    .takes(&[
        NAMED,
        must("charter", Kind::Object(CHARTER), "The charter, whole; the scale stays."),
        REASON_WHY,
    ])
    .told(
        "{actor} stelt voor om de spelregels te wijzigen[ ({name})]: {reason}",
        "{actor} moves to amend the charter[ ({name})]: {reason}",
    ),
    Action::writes(
        "propose_party",
        "DeliberationService/ProposeParty",
        "Puts the entry of a late party to all parties.",
    )
    .takes(&[NAMED, must("party", Kind::Object(PARTY), "The party."), REASON_WHY])
    .told(
        "{actor} stelt voor om {party.name} toe te laten[ ({name})]: {reason}",
        "{actor} moves to admit {party.name}[ ({name})]: {reason}",
    ),
    Action::writes(
        "consent_to_motion",
        "DeliberationService/ConsentToMotion",
        "Consents to a motion for a party; the last consent carries it.",
    )
    .takes(&[MOTION, FOR, BY_CHANNEL, EVIDENCE])
    .told(
        "{actor} stemt in met de motie {motion}[ namens {for}][ (via {channel})]",
        "{actor} consents to the motion {motion}[ for {for}][ (by {channel})]",
    ),
    Action::writes("end_motion", "DeliberationService/EndMotion", "Takes a motion back.")
        .takes(&[MOTION, REASON_WHY])
        .told(
            "{actor} trekt de motie {motion} in: {reason}",
            "{actor} takes the motion {motion} back: {reason}",
        ),
];

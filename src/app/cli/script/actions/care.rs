//! Moderation, the word of members on what others entered for them, and countersigning.

use crate::app::cli::script::actions::common::{BY_CHANNEL, EVIDENCE, FOR, REASON_WHY};
use crate::app::cli::script::actions::{Action, may, may_name, must};
use crate::app::cli::script::kind::{Field, Kind, Space};

const MODERATION: Field =
    must("moderation", Kind::Uses(Space::Moderation), "The moderation.").to("name");
/// In WRITING `entry` gives a name; here it would use one.
const OF_ENTRY: Field =
    must("of", Kind::Uses(Space::Entry), "The entry, by the name that a step gave it.").to("name");

/// As high as JSON counts exactly in every program.
const SEQUENCE_MAX: i64 = (1 << 53) - 1;

pub(super) const ACTIONS: &[Action] = &[
    Action::writes(
        "moderate",
        "ModerationService/Moderate",
        "Hides a text from the others, with the reason.",
    )
    .takes(&[
        may_name(Space::Moderation, "A name for later steps."),
        must("target", Kind::Uses(Space::Target), "The item or response to hide."),
        REASON_WHY,
    ])
    .told(
        "{actor} verbergt {target}[ ({name})]: {reason}",
        "{actor} hides {target}[ ({name})]: {reason}",
    ),
    Action::writes(
        "appeal_moderation",
        "ModerationService/AppealModeration",
        "Appeals against a moderation, for the author of the text.",
    )
    .takes(&[MODERATION, REASON_WHY, FOR, BY_CHANNEL, EVIDENCE])
    .told(
        "{actor} gaat in beroep tegen {moderation}[ namens {for}][ (via {channel})]: {reason}",
        "{actor} appeals against {moderation}[ for {for}][ (by {channel})]: {reason}",
    ),
    Action::writes(
        "rule_on_appeal",
        "ModerationService/RuleOnAppeal",
        "Rules on an appeal against a moderation.",
    )
    .takes(&[
        MODERATION,
        must("restored", Kind::Flag, "Whether the text is shown again."),
        REASON_WHY,
    ])
    .told(
        "{actor} oordeelt over het beroep tegen {moderation}: de tekst is[{!restored} niet] weer \
         te lezen, want {reason}",
        "{actor} rules on the appeal against {moderation}: the text is[{!restored} not] shown \
         again, because {reason}",
    ),
    Action::writes(
        "confirm_entry",
        "EntryService/ConfirmEntry",
        "Confirms what was entered for a member.",
    )
    .takes(&[OF_ENTRY, FOR])
    .told(
        "{actor} bevestigt wat is ingevoerd: {of}[ namens {for}]",
        "{actor} confirms what was entered: {of}[ for {for}]",
    ),
    Action::writes(
        "contest_entry",
        "EntryService/ContestEntry",
        "Contests what was entered for a member.",
    )
    .takes(&[OF_ENTRY, REASON_WHY, FOR])
    .told(
        "{actor} betwist wat is ingevoerd: {of}[ namens {for}]: {reason}",
        "{actor} contests what was entered: {of}[ for {for}]: {reason}",
    ),
    Action::writes(
        "countersign_checkpoint",
        "LogService/CountersignCheckpoint",
        "Countersigns a checkpoint for a party, with a key that the script makes for it.",
    )
    .takes(&[
        may("sequence", Kind::Int(1, SEQUENCE_MAX), "The checkpoint; left out, the last one."),
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} tekent het controlepunt[ bij volgnummer {sequence}] mee[ namens {for}]\
         [ (via {channel})]",
        "{actor} countersigns the checkpoint[ at sequence {sequence}][ for {for}]\
         [ (by {channel})]",
    ),
];

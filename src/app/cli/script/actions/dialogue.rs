//! What parties say to each other: contributions, responses, and what becomes of items.

use crate::app::cli::script::actions::common::{
    AT_PLACE, ATTACHMENTS, BY_CHANNEL, EVIDENCE, FOR, KNOWN_BEFORE, REASON_WHY, TEXT,
};
use crate::app::cli::script::actions::words::{CONTRIBUTION, DISPOSITION, RESPONSE};
use crate::app::cli::script::actions::{Action, may, may_name, must, name};
use crate::app::cli::script::kind::{Field, Fill, Form, Kind, Space};

const ITEM: Field = must("item", Kind::Uses(Space::Item), "The item.");
const TO_RESPONSE: Field =
    must("response", Kind::Uses(Space::Response), "The response.").to("name");
const SECONDS: Kind = Kind::Int(0, 86_400);

pub(super) const ACTIONS: &[Action] = &[
    Action::writes(
        "add_contribution",
        "ParticipationService/AddContribution",
        "Brings in something that is not voted on: a perspective, a question, information.",
    )
    .takes(&[
        name(Space::Contribution, "A name for later steps; its id is made from it.")
            .id_to("contribution_id"),
        must("kind", Kind::Choice(CONTRIBUTION), "What it is."),
        TEXT,
        may("to_authority", Kind::Flag, "Whether it is a question to the authority."),
        ATTACHMENTS,
        AT_PLACE,
        KNOWN_BEFORE.to("extras.public_before"),
        FOR.or(Fill::ActorIfMember),
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} brengt {name} in ({kind}[{to_authority}, aan de overheid])[ namens {for}]\
         [ (via {channel})]: {text}",
        "{actor} brings in {name} ({kind}[{to_authority}, to the authority])[ for {for}]\
         [ (by {channel})]: {text}",
    ),
    Action::writes(
        "respond_to_item",
        "ParticipationService/RespondToItem",
        "Responds to an item for a party.",
    )
    .takes(&[
        may_name(Space::Response, "A name for later steps."),
        ITEM,
        must("kind", Kind::Choice(RESPONSE), "What it does."),
        TEXT,
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} reageert op {item} met {kind}[ namens {for}][ (via {channel})]: {text}",
        "{actor} responds to {item} with {kind}[ for {for}][ (by {channel})]: {text}",
    ),
    Action::writes(
        "mark_understood",
        "ParticipationService/MarkUnderstood",
        "Says for the author of an item whether a response understood it.",
    )
    .takes(&[
        TO_RESPONSE,
        must("understood", Kind::Flag, "Whether the author feels understood."),
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} voelt zich[{!understood} niet] begrepen door {response}[ namens {for}]\
         [ (via {channel})]",
        "{actor} does[{!understood} not] feel understood by {response}[ for {for}]\
         [ (by {channel})]",
    ),
    Action::writes(
        "classify_response",
        "ParticipationService/ClassifyResponse",
        "Classifies a response whose item's author kept silent past the term.",
    )
    .takes(&[
        TO_RESPONSE,
        must("substantive", Kind::Flag, "Whether it is substantive."),
        REASON_WHY,
    ])
    .told(
        "{actor} noemt de reactie {response}[{!substantive} niet] inhoudelijk: {reason}",
        "{actor} calls the response {response}[{!substantive} not] substantive: {reason}",
    ),
    Action::writes(
        "record_view",
        "ParticipationService/RecordView",
        "Records that a party opened an item.",
    )
    .takes(&[ITEM, FOR, BY_CHANNEL, EVIDENCE])
    .told(
        "{actor} leest {item}[ namens {for}][ (via {channel})]",
        "{actor} reads {item}[ for {for}][ (by {channel})]",
    ),
    Action::writes(
        "dispose_item",
        "ParticipationService/DisposeItem",
        "Says what becomes of an item; a rejection with a reason points at something.",
    )
    .takes(&[
        ITEM,
        must("disposition", Kind::Choice(DISPOSITION), "What becomes of it."),
        Field { required: false, ..REASON_WHY },
        may("clause", Kind::Uses(Space::Clause), "A clause that stands in its place.")
            .form(Form::Clause),
        may("precondition", Kind::Uses(Space::Precondition), "The precondition it meets."),
        may("criterion", Kind::Text(2000), "A criterion, in words."),
    ])
    .told(
        "{actor} zegt wat er met {item} gebeurt: {disposition}[, om {clause}][, om kader \
         {precondition}][, om het criterium {criterion}][: {reason}]",
        "{actor} says what becomes of {item}: {disposition}[, for {clause}][, for precondition \
         {precondition}][, for the criterion {criterion}][: {reason}]",
    ),
    Action::writes(
        "grant_floor",
        "ParticipationService/GrantFloor",
        "Records time to speak at a meeting.",
    )
    .takes(&[
        must("party", Kind::Uses(Space::Party), "The party."),
        must("granted_seconds", SECONDS, "Seconds given."),
        must("used_seconds", SECONDS, "Seconds used."),
        may("cut_short", Kind::Flag, "Whether the speaker was cut short."),
    ])
    .told(
        "{actor} geeft {party} {granted_seconds} seconden spreektijd; gebruikt: {used_seconds}\
         [{cut_short}, afgebroken]",
        "{actor} gives {party} {granted_seconds} seconds to speak; used: {used_seconds}\
         [{cut_short}, cut short]",
    ),
    Action::writes(
        "accept_edits",
        "ParticipationService/AcceptEdits",
        "Accepts edits of clauses as substantive for a party.",
    )
    .takes(&[
        may("edits", Kind::Versions(Space::Clause), "Left out, all that the party may accept."),
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} erkent de wijzigingen als inhoudelijk[: {edits}][ namens {for}][ (via {channel})]",
        "{actor} accepts the edits as substantive[: {edits}][ for {for}][ (by {channel})]",
    ),
];

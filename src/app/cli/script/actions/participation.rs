//! What parties and their members do: statements, proposals and stances.

use crate::app::cli::script::actions::common::{
    AT_PLACE, ATTACHMENTS, BODY, BY_CHANNEL, EVIDENCE, FOR, KNOWN_BEFORE, TEXT, TITLE,
};
use crate::app::cli::script::actions::{Action, may, must, name};
use crate::app::cli::script::kind::{Field, Fill, Form, Kind, NOWHERE, Space};

const CLAUSES: Field = must("clauses", Kind::Objects(CLAUSE), "Its clauses.");
const CLAUSE: &[Field] = &[
    must("id", Kind::Gives(Space::Clause), "Id within the proposal."),
    TEXT,
    may("derives_from", Kind::UsesMany(Space::Clause), "Clauses: clause, or proposal/clause.")
        .form(Form::Ids),
    may("authors", Kind::UsesMany(Space::Party), "The parties that wrote it together."),
    Field { required: false, ..BODY },
];

pub(super) const ACTIONS: &[Action] = &[
    Action::writes("add_statement", "ParticipationService/AddStatement", "Adds a statement.")
        .takes(&[
            name(Space::Statement, "A name for later steps; its id is made from it.")
                .id_to("statement_id"),
            TEXT,
            ATTACHMENTS,
            AT_PLACE,
            KNOWN_BEFORE.to("extras.public_before"),
            FOR.or(Fill::ActorIfMember),
            BY_CHANNEL,
            EVIDENCE,
        ])
        .told(
            "{actor} legt de stelling {name} voor[ namens {for}][ (via {channel})]: {text}",
            "{actor} puts the statement {name}[ for {for}][ (by {channel})]: {text}",
        ),
    Action::writes(
        "add_proposal",
        "ParticipationService/AddProposalVersion",
        "Adds a proposal; it stays sealed until the round closes.",
    )
    .takes(&[
        name(Space::Proposal, "A name for later steps; its id follows it.").id_to("proposal_id"),
        must("title", TITLE, "Title."),
        CLAUSES,
        KNOWN_BEFORE,
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} doet het voorstel {name}[ namens {for}][ (via {channel})]: {title}. {clauses}",
        "{actor} makes the proposal {name}[ for {for}][ (by {channel})]: {title}. {clauses}",
    ),
    Action {
        revises: "proposal",
        ..Action::writes(
            "revise_proposal",
            "ParticipationService/AddProposalVersion",
            "Gives a proposal a new version.",
        )
    }
    .takes(&[
        must("proposal", Kind::Uses(Space::Proposal), "The proposal.")
            .to("proposal_id")
            .form(Form::Id),
        must("title", TITLE, "Title."),
        CLAUSES,
        KNOWN_BEFORE,
        may("after_version", Kind::Int(0, 1000), "The version it follows; left out, the current.")
            .or(Fill::VersionOf("proposal")),
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} herziet het voorstel {proposal}[ namens {for}][ (via {channel})]: {title}. \
         {clauses}",
        "{actor} revises the proposal {proposal}[ for {for}][ (by {channel})]: {title}. {clauses}",
    ),
    Action::writes("cast_stance", "ParticipationService/CastStance", "Casts one stance.")
        .takes(&[
            must("item", Kind::Uses(Space::Item), "The statement or proposal."),
            must("value", Kind::Answer, "A step of the scale, or `pass`."),
            may("version", Kind::Int(0, 1000), "Version of a proposal; left out, the current one.")
                .or(Fill::VersionOf("item")),
            FOR,
            BY_CHANNEL,
            EVIDENCE,
        ])
        .into("stance")
        .told(
            "{actor} geeft {item} een {value}[ namens {for}][ (via {channel})]",
            "{actor} gives {item} a {value}[ for {for}][ (by {channel})]",
        ),
    Action {
        whole: true,
        ..Action::reads(
            "stances",
            "ParticipationService/BatchCastStances",
            "Casts many stances at once: {ITEM: {MEMBER: 2}}, or {ITEM: 2} for oneself.",
        )
    }
    .takes(&[must("stances", Kind::Stances, "The table.")])
    .told("{actor} geeft standpunten: {stances}", "{actor} gives stances: {stances}"),
    Action::reads(
        "enter_stances",
        "ParticipationService/BatchCastStances",
        "Enters many stances for others: the same table, with how they came in.",
    )
    .takes(&[
        must("stances", Kind::Stances, "The table: {ITEM: {MEMBER: 2}}.").to(NOWHERE),
        BY_CHANNEL,
        EVIDENCE,
    ])
    .into("stances")
    .told(
        "{actor} voert standpunten in[ (via {channel})]: {stances}",
        "{actor} enters stances[ (by {channel})]: {stances}",
    ),
];

//! What deciding bodies do with the outcome, and whom that reaches.

use crate::app::cli::script::actions::common::{
    BODY, BY_CHANNEL, EVIDENCE, FOR, REASON_WHY, ROUND,
};
use crate::app::cli::script::actions::words::{CLAUSE_STATUS, FLAG};
use crate::app::cli::script::actions::{Action, may, may_name, must};
use crate::app::cli::script::kind::{Field, Fill, Form, Kind, Space};

const NUMBER: Field = may("number", Kind::Text(100), "Number of a formal decision.");
const DECIDED: Field = must("decided", Kind::Time, "Its date.");
const NOTICE: Field =
    must("notice", Kind::Uses(Space::Notice), "The decision or reversal that it is about.")
        .to("name")
        .form(Form::Among("notices"));
const CLAUSE: &[Field] = &[
    must("clause", Kind::Uses(Space::Clause), "The clause, as proposal/clause.").form(Form::Clause),
    must("status", Kind::Choice(CLAUSE_STATUS), "What is done with it."),
    ROUND.or(Fill::Nothing),
    may("precondition", Kind::Uses(Space::Precondition), "The precondition that is the ground."),
    may("source", Kind::Text(2000), "What binds the body, and where that can be read."),
    may("contestable", Kind::Flag, "Whether what binds it can be contested."),
    may("reason", Kind::Text(2000), "Why; needed for every deviation."),
];

pub(super) const ACTIONS: &[Action] = &[
    Action::writes(
        "record_decision",
        "DecisionService/RecordDecision",
        "Records what a body did with the outcome, clause by clause.",
    )
    .takes(&[
        may_name(Space::Decision, "A name for later steps, and for its notice."),
        BODY,
        NUMBER,
        DECIDED,
        must("clauses", Kind::Objects(CLAUSE), "What was decided, clause by clause."),
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} legt het besluit van {body} vast[ ({name})][, nummer {number}], genomen \
         {decided}[ (via {channel})]: {clauses}",
        "{actor} records the decision of {body}[ ({name})][, number {number}], taken {decided}\
         [ (by {channel})]: {clauses}",
    ),
    Action::writes(
        "reverse_decision",
        "DecisionService/ReverseDecision",
        "Records that a body undoes what it decided.",
    )
    .takes(&[
        may_name(Space::Reversal, "A name for later steps, and for its notice."),
        BODY,
        NUMBER,
        DECIDED,
        may("clauses", Kind::UsesMany(Space::Clause), "Left out, all that the body decided.")
            .form(Form::Clause),
        REASON_WHY,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} legt vast dat {body} het besluit terugdraait[ ({name})][, nummer {number}]\
         [ (via {channel})][, voor {clauses}]: {reason}",
        "{actor} records that {body} reverses its decision[ ({name})][, number {number}]\
         [ (by {channel})][, for {clauses}]: {reason}",
    ),
    Action::writes(
        "acknowledge_notice",
        "DecisionService/AcknowledgeNotice",
        "Confirms for a party that a notice reached it.",
    )
    .takes(&[NOTICE, FOR, BY_CHANNEL, EVIDENCE])
    .told(
        "{actor} bevestigt het bericht over {notice}[ namens {for}][ (via {channel})]",
        "{actor} confirms the notice of {notice}[ for {for}][ (by {channel})]",
    ),
    Action::writes(
        "record_unreachable",
        "DecisionService/RecordUnreachable",
        "Records that a party could not be reached with a notice.",
    )
    .takes(&[NOTICE, must("party", Kind::Uses(Space::Party), "The party."), REASON_WHY])
    .told(
        "{actor} kan {party} niet bereiken met het bericht over {notice}: {reason}",
        "{actor} cannot reach {party} with the notice of {notice}: {reason}",
    ),
    Action::writes(
        "reply_to_flag",
        "DecisionService/ReplyToFlag",
        "Replies to a point of attention; the reply stands beside it.",
    )
    .takes(&[
        must("flag", Kind::Choice(FLAG), "The point of attention."),
        must("text", Kind::Text(2000), "The reply."),
        FOR.or(Fill::ActorIfMember),
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} reageert op het aandachtspunt {flag}[ namens {for}][ (via {channel})]: {text}",
        "{actor} replies to the point of attention {flag}[ for {for}][ (by {channel})]: {text}",
    ),
];

//! What deciding bodies promise, limit and deliver.

use crate::app::cli::script::actions::common::{
    BODY, BY_CHANNEL, DUE, EVIDENCE, KEPT, PROOF, REASON_WHY, TEXT,
};
use crate::app::cli::script::actions::words::{GROUND, LEVEL};
use crate::app::cli::script::actions::{Action, may, may_name, must};
use crate::app::cli::script::kind::{Kind, Space};

pub(super) const ACTIONS: &[Action] = &[
    Action::writes(
        "make_promise",
        "DecisionService/MakePromise",
        "Promises what a deciding body does with the outcome.",
    )
    .takes(&[
        BODY,
        must("level", Kind::Choice(LEVEL), "The participation level."),
        TEXT,
        may("grounds", Kind::Choices(GROUND), "On which it may deviate; left out, on none."),
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} belooft namens {body} ({level})[ (via {channel})][; afwijken mag door {grounds}]: \
         {text}",
        "{actor} promises for {body} ({level})[ (by {channel})][; it may deviate because of \
         {grounds}]: {text}",
    ),
    Action::writes("withdraw_promise", "DecisionService/WithdrawPromise", "Takes a promise back.")
        .takes(&[BODY, REASON_WHY, BY_CHANNEL, EVIDENCE])
        .told(
            "{actor} trekt de belofte van {body} in[ (via {channel})]: {reason}",
            "{actor} takes the promise of {body} back[ (by {channel})]: {reason}",
        ),
    Action::writes(
        "declare_precondition",
        "DecisionService/DeclarePrecondition",
        "Declares a limit with its consequence; late once round 1 has opened.",
    )
    .takes(&[
        may_name(Space::Precondition, "A name for later steps."),
        BODY,
        TEXT,
        must("consequence", Kind::Text(5000), "What follows from it for the parties."),
        may("answers", Kind::Uses(Space::Contribution), "The question that it answers."),
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} noemt een kader van {body}[ ({name})][ (via {channel})][, als antwoord \
         op {answers}]: {text}; gevolg: {consequence}",
        "{actor} declares a precondition of {body}[ ({name})][ (by {channel})][, in answer to \
         {answers}]: {text}; consequence: {consequence}",
    ),
    Action::writes(
        "declare_provision",
        "DecisionService/DeclareProvision",
        "Declares what a body will deliver: a permit, money, ground, hours.",
    )
    .takes(&[
        may_name(Space::Provision, "A name for later steps."),
        BODY,
        TEXT,
        DUE,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} zegt wat {body} zal leveren[ ({name})][ (via {channel})][, uiterlijk {due}]: \
         {text}",
        "{actor} says what {body} will deliver[ ({name})][ (by {channel})][, due {due}]: {text}",
    ),
    Action::writes(
        "settle_provision",
        "DecisionService/SettleProvision",
        "Says whether a provision was delivered.",
    )
    .takes(&[
        must("provision", Kind::Uses(Space::Provision), "The provision.").to("name"),
        KEPT,
        PROOF,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} meldt dat {provision}[{!kept} niet] is geleverd[ (via {channel})][: {proof}]",
        "{actor} reports that {provision} was[{!kept} not] delivered[ (by {channel})][: {proof}]",
    ),
    Action::writes(
        "acknowledge_consequences",
        "DecisionService/AcknowledgeConsequences",
        "Acknowledges what adopting the outcome will ask of a body.",
    )
    .takes(&[
        BODY,
        must("number", Kind::Text(100), "Number of its decision."),
        must("decided", Kind::Time, "The date of its decision."),
        must("term_ends", Kind::Time, "The end of its term of office."),
        TEXT,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} legt vast dat {body} de gevolgen kent (besluit {number}; de termijn eindigt \
         {term_ends})\
         [ (via {channel})]: {text}",
        "{actor} records that {body} knows the consequences (decision {number}; the term ends \
         {term_ends})\
         [ (by {channel})]: {text}",
    ),
    Action::writes(
        "check_consequences",
        "DecisionService/CheckConsequences",
        "Says beforehand what adopting a version would lead to.",
    )
    .takes(&[
        BODY,
        must("on", Kind::Version(Space::Proposal), "The proposal; `PLAN@2` for a version."),
        may("breaks", Kind::Uses(Space::Precondition), "The precondition that it would break."),
        TEXT,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} zegt namens {body} wat {on} zou betekenen[ (via {channel})][, in strijd met \
         {breaks}]: {text}",
        "{actor} says for {body} what {on} would mean[ (by {channel})][, breaking {breaks}]: \
         {text}",
    ),
];

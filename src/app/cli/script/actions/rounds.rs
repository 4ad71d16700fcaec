//! Rounds, and what leads a deliberation from one phase to the next.

use crate::app::cli::script::actions::common::{REASON_WHY, REASONED, ROUND, TITLE};
use crate::app::cli::script::actions::words::{ACTIVITY, MISSING, RULE};
use crate::app::cli::script::actions::{Action, may, may_name, must};
use crate::app::cli::script::kind::{COST, Field, Form, GRADE, Kind, Space};

const BALLOT: &[Field] = &[
    may("rule", Kind::Choice(RULE), "The decision rule; left out, consent."),
    may("options", Kind::Versions(Space::Proposal), "Left out, every proposal as it is."),
    may("seats", Kind::Int(1, 1_000), "How many options are chosen, for a rule with seats."),
    may("budget", Kind::Int(1, COST.hi), "What there is to spend, in whole units of money."),
    may("costs", Kind::Amounts(COST), "What each option costs, for a rule with a budget."),
    may("grade_max", Kind::Int(1, GRADE.hi), "The highest grade; left out, 5."),
    may("grade_labels", Kind::Texts(100), "What the grades are called, from 0 up."),
    may("missing_grades", Kind::Choice(MISSING), "What a grade that is left out counts as."),
];

pub(super) const ACTIONS: &[Action] = &[
    Action::writes("open_round", "DeliberationService/OpenRound", "Opens the next round.")
        .takes(&[
            may_name(Space::Round, "A name for later steps; its number works too."),
            may("title", TITLE, "Title."),
            must("activities", Kind::Choices(ACTIVITY), "What may be done in it."),
            must("closing", Kind::Closing, "When it closes."),
            may("extension", Kind::Flag, "Whether it extends the round before it."),
            may("open_proposals", Kind::Flag, "Whether proposals are open to all at once."),
            may("invited", Kind::UsesMany(Space::Party), "Who takes part; left out, all."),
            may("group", Kind::Uses(Space::Group), "The working group that it is for."),
            may("ballot", Kind::Object(BALLOT), "What a ballot round decides."),
            REASONED,
        ])
        .told(
            "{actor} opent de ronde[{extension}, als verlenging][ voor {invited}][ voor werkgroep \
             {group}]: {activities}; zij sluit {closing}[{open_proposals}; voorstellen zijn meteen \
             te lezen][; besluiten met {ballot.rule}][ over {ballot.options}][, {ballot.seats} \
             plaatsen][, \
             budget {ballot.budget}][, kosten {ballot.costs}][, tegen het advies: \
             {against_advice_reason}]",
            "{actor} opens the round[{extension}, as an extension][ for {invited}][ for working \
             group {group}]: {activities}; it closes {closing}[{open_proposals}; proposals can be \
             read at once][; to decide by {ballot.rule}][ on {ballot.options}][, {ballot.seats} \
             seats][, \
             budget {ballot.budget}][, costs {ballot.costs}][, against the \
             advice: {against_advice_reason}]",
        ),
    Action::writes(
        "close_round",
        "DeliberationService/CloseRound",
        "Closes the open round and waits for its figures.",
    )
    .takes(&[ROUND.to("name").form(Form::Resource)])
    .told("{actor} sluit de ronde", "{actor} closes the round"),
    Action::writes(
        "conclude",
        "DeliberationService/Conclude",
        "Ends the rounds and waits for the last figures.",
    )
    .takes(&[REASONED])
    .told(
        "{actor} rondt af: er komen geen rondes meer[, tegen het advies: {against_advice_reason}]",
        "{actor} concludes: there are no more rounds[, against the advice: \
         {against_advice_reason}]",
    ),
    Action::writes("start_follow_up", "DeliberationService/StartFollowUp", "Starts follow-up.")
        .told("{actor} begint met de opvolging", "{actor} starts follow-up"),
    Action::writes(
        "close_deliberation",
        "DeliberationService/CloseDeliberation",
        "Closes the deliberation.",
    )
    .told("{actor} sluit het beraad", "{actor} closes the deliberation"),
    Action::writes(
        "cancel_deliberation",
        "DeliberationService/CancelDeliberation",
        "Ends the deliberation before its conclusion.",
    )
    .takes(&[REASON_WHY])
    .told("{actor} breekt het beraad af: {reason}", "{actor} cancels the deliberation: {reason}"),
    Action::writes(
        "resume_deliberation",
        "DeliberationService/ResumeDeliberation",
        "Goes on with rounds after a reversal.",
    )
    .takes(&[may("reopened", Kind::UsesMany(Space::Clause), "Left out, all that were reversed.")
        .form(Form::Clause)])
    .told(
        "{actor} hervat het beraad[ en heropent {reopened}]",
        "{actor} resumes the deliberation[ and reopens {reopened}]",
    ),
];

//! Ballots, objections, pulses and commitments.

use crate::app::cli::script::actions::common::{
    BY_CHANNEL, DUE, EVIDENCE, FOR, KEPT, PROOF, REASON_WHY, TEXT,
};
use crate::app::cli::script::actions::words::{CONSENT, OBJECTION_END, VOTE};
use crate::app::cli::script::actions::{Action, may, may_name, must};
use crate::app::cli::script::kind::{Field, Fill, Form, GRADE, HERE, Kind, NOWHERE, Space};

const OPTION: Field =
    must("option", Kind::Version(Space::Proposal), "The proposal; `PLAN@2` for a version.");
const CONSENTS: &[Field] = &[
    OPTION.to("ballot.consent.option"),
    must("stance", Kind::Choice(CONSENT), "What is said.").to("ballot.consent.stance"),
    may("reason", Kind::Text(2000), "Why; an objection without one counts as a concern."),
];
const VOTES: &[Field] = &[
    OPTION.to("ballot.vote.option"),
    must("vote", Kind::Choice(VOTE), "What is said.").to("ballot.vote.vote"),
];
const OBJECTION: Field =
    must("objection", Kind::Uses(Space::Objection), "The objection.").to("name");
const COMMITMENT: Field =
    must("commitment", Kind::Uses(Space::Commitment), "The commitment.").to("name");

pub(super) const ACTIONS: &[Action] = &[
    Action::writes(
        "cast_ballot",
        "ParticipationService/CastBallot",
        "Casts a ballot, in the one form that the rule of the round asks for.",
    )
    .takes(&[
        may("consent", Kind::Object(CONSENTS), "On one option, for the rule consent.").to(HERE),
        may("vote", Kind::Object(VOTES), "On one option, for a majority rule.").to(HERE),
        may("ranking", Kind::Ranking, "Best first; equals in a list: [A, [B, C]].")
            .to("ballot.ranking.places"),
        may("grades", Kind::Amounts(GRADE), "A grade per option: {A: 80, B: 20}.")
            .to("ballot.grades.grades"),
        may("approvals", Kind::Versions(Space::Proposal), "The options approved of.")
            .to("ballot.approvals.options"),
        may("objection", Kind::Gives(Space::Objection), "A name for the objection it makes.")
            .to(NOWHERE),
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} stemt[ namens {for}][ (via {channel})][ over {consent.option}: {consent.stance}]\
         [, want {consent.reason}][ over {vote.option}: {vote.vote}][ op volgorde: {ranking}]\
         [ met cijfers: {grades}][ voor {approvals}]",
        "{actor} casts a ballot[ for {for}][ (by {channel})][ on {consent.option}: \
         {consent.stance}][, because {consent.reason}][ on {vote.option}: {vote.vote}]\
         [ in order: {ranking}][ with grades: {grades}][ approving of {approvals}]",
    ),
    Action::writes(
        "raise_objection",
        "ParticipationService/RaiseObjection",
        "Raises a reasoned, paramount objection to a version in the open.",
    )
    .takes(&[
        may_name(Space::Objection, "A name for later steps."),
        must("on", Kind::Version(Space::Proposal), "The proposal; `PLAN@2` for a version."),
        REASON_WHY,
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} maakt overwegend bezwaar[ {name}] tegen {on}[ namens {for}]\
         [ (via {channel})]: {reason}",
        "{actor} raises the objection[ {name}] to {on}[ for {for}][ (by {channel})]: {reason}",
    ),
    Action::writes(
        "uphold_objection",
        "ParticipationService/UpholdObjection",
        "Makes a member's objection that of the party.",
    )
    .takes(&[OBJECTION, FOR, BY_CHANNEL, EVIDENCE])
    .told(
        "{actor} maakt het overwegend bezwaar {objection} dat van de partner[ namens {for}]\
         [ (via {channel})]",
        "{actor} upholds the objection {objection} for the party[ for {for}][ (by {channel})]",
    ),
    Action::writes(
        "settle_objection",
        "ParticipationService/SettleObjection",
        "Ends an objection; only the objector says integrated or withdrawn.",
    )
    .takes(&[
        OBJECTION,
        must("end", Kind::Choice(OBJECTION_END), "How it ends."),
        may("integrated_version", Kind::Int(1, 1000), "The later version that takes it in."),
        Field { required: false, ..REASON_WHY },
        FOR.or(Fill::ActorIfMember),
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} zegt hoe het overwegend bezwaar {objection} eindigt[ namens {for}]\
         [ (via {channel})]: {end}\
         [ (versie {integrated_version})][: {reason}]",
        "{actor} says how the objection {objection} ends[ for {for}][ (by {channel})]: {end}\
         [ (version {integrated_version})][: {reason}]",
    ),
    Action::writes(
        "give_pulse",
        "ParticipationService/GivePulse",
        "Says how seen, heard and valued a member feels; what is left out is a pass.",
    )
    .takes(&[
        may("seen", Kind::Int(1, 5), "Seen.").to("answers.seen"),
        may("heard", Kind::Int(1, 5), "Heard.").to("answers.heard"),
        may("valued", Kind::Int(1, 5), "Valued.").to("answers.valued"),
        may("ownership", Kind::Ints(1, 7), "The four questions on: this plan is ours.")
            .to("answers.ownership"),
        may("would_join_again", Kind::Int(1, 5), "Would join again.")
            .to("answers.would_join_again"),
        may("new_to_us", Kind::UsesMany(Space::Clause), "Clauses we would not have thought of.")
            .to("answers.new_to_us")
            .form(Form::Clause),
        may("better_than_own", Kind::Flag, "Whether the plan is better than our own first one.")
            .to("answers.better_than_own"),
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} kijkt terug[ namens {for}][ (via {channel})][: gezien {seen}][, gehoord {heard}]\
         [, gewaardeerd {valued}][, ons plan {ownership}][, zou weer meedoen {would_join_again}]\
         [, nieuw voor ons: {new_to_us}][{better_than_own}, beter dan ons eigen plan]",
        "{actor} looks back[ for {for}][ (by {channel})][: seen {seen}][, heard {heard}]\
         [, valued {valued}][, our plan {ownership}][, would join again {would_join_again}]\
         [, new to us: {new_to_us}][{better_than_own}, better than our own plan]",
    ),
    Action::writes(
        "make_commitment",
        "ParticipationService/MakeCommitment",
        "Makes a commitment for a party.",
    )
    .takes(&[
        may_name(Space::Commitment, "A name for later steps."),
        TEXT,
        DUE,
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} zegt toe[ ({name})][ namens {for}][ (via {channel})][, uiterlijk {due}]: {text}",
        "{actor} commits[ ({name})][ for {for}][ (by {channel})][, due {due}]: {text}",
    ),
    Action::writes(
        "settle_commitment",
        "ParticipationService/SettleCommitment",
        "Says whether a commitment was kept.",
    )
    .takes(&[COMMITMENT, KEPT, PROOF, FOR.or(Fill::ActorIfMember), BY_CHANNEL, EVIDENCE])
    .told(
        "{actor} meldt dat de afspraak {commitment}[{!kept} niet] is nagekomen[ namens {for}]\
         [ (via {channel})][: {proof}]",
        "{actor} reports that the commitment {commitment} was[{!kept} not] kept[ for {for}]\
         [ (by {channel})][: {proof}]",
    ),
    Action::writes(
        "waive_commitment",
        "ParticipationService/WaiveCommitment",
        "Lets another party off a commitment.",
    )
    .takes(&[COMMITMENT, FOR, BY_CHANNEL, EVIDENCE])
    .told(
        "{actor} scheldt de afspraak {commitment} kwijt[ namens {for}][ (via {channel})]",
        "{actor} waives the commitment {commitment}[ for {for}][ (by {channel})]",
    ),
];

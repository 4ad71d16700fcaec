//! What a ballot round decides, ballots in its form, pulses, and who is named.

use std::sync::Arc;

use super::Case;
use super::given::{
    FIRST, FRESH, Story, app, at, by, charter, engine, facilitator, member, of, paper, party, plan,
    proposal, pseudonym, statement, text, version,
};
use crate::domain::act::{Ballot, BallotCast, ConsentStance, Pulse, PulseGiven, Voice, Vote};
use crate::domain::charter::{Charter, Rule, StanceVisibility};
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::decide;
use crate::domain::event::{Answer, EventBody};
use crate::domain::ids::{ClauseId, ClauseRef, FreshPseudonym, ItemVersion, ProposalId, Timestamp};
use crate::domain::limits::OPTIONS_MAX;
use crate::domain::party::PartyKind;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, BallotPlan, CloseCause, ClosingRule, RoundPlan};
use crate::domain::state::Deliberation;

use ClosingRule::ByFacilitator;
use StanceVisibility::{Pseudonymous, Secret};

pub(super) fn cases() -> Vec<Case> {
    let groups = [plans(), forms(), pulses(), closing(), voices()];
    groups.into_iter().flatten().collect()
}

pub(super) fn on(id: &str, number: u32) -> ItemVersion {
    version(proposal(id), number)
}

/// Between the rounds, with proposals `p` and `q`.
pub(super) fn between() -> Story {
    let both = plan(&[Activity::Propose], ByFacilitator);
    let open = Story::ready().statement("s").opened(both);
    open.proposal("p", 1, "a", &["k"]).proposal("q", 1, "b", &["l"]).tallied(&[])
}

pub(super) fn voting(rule: Rule, options: &[ItemVersion], closing: ClosingRule) -> RoundPlan {
    let ballot = Some(BallotPlan::plain(rule, options.to_vec()));
    RoundPlan { ballot, ..plan(&[Activity::Ballot], closing) }
}

pub(super) fn open(plan: RoundPlan) -> Command {
    by(facilitator(), CommandBody::OpenRound(plan))
}

pub(super) fn opened(plan: RoundPlan) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![EventBody::RoundOpened { round: 2, plan, charter_hash: [3; 32] }])
}

fn plans() -> Vec<Case> {
    let ask = |options: &[ItemVersion]| open(voting(Rule::Consent, options, ByFacilitator));
    let gives = |options: &[ItemVersion]| opened(voting(Rule::Consent, options, ByFacilitator));
    let bare = plan(&[Activity::Ballot], ByFacilitator);
    let other =
        RoundPlan { activities: vec![Activity::Rate], ..voting(Rule::Consent, &[], ByFacilitator) };
    let unknown = |option| Err(Rejection::OptionUnknown(option));
    let none = |id| Err(Rejection::ItemUnknown(proposal(id)));
    let empty = Story::round(&[Activity::Contribute]).statement("s").tallied(&[]);
    let s = || version(statement("s"), 1);
    let many = |count: usize| (0..count).map(|_| on("p", 1)).collect::<Vec<_>>();
    let actual = OPTIONS_MAX + 1;
    let limit = Err(Rejection::LimitReached { limit: "OPTIONS_MAX", most: OPTIONS_MAX, actual });
    let again = plan(&[Activity::Propose], ByFacilitator);
    let revised = || between().opened(again.clone()).proposal("p", 2, "a", &["k"]).tallied(&[]);
    let third = |options: &[ItemVersion]| {
        let plan = voting(Rule::Consent, options, ByFacilitator);
        Ok(vec![EventBody::RoundOpened { round: 3, plan, charter_hash: [3; 32] }])
    };
    cases! {
        "a ballot is on something": between(), open(bare) => Err(Rejection::BallotPlan);
        "and only in a round for it": between(), open(other) => Err(Rejection::BallotPlan);
        "without options, on every proposal":
            between(), ask(&[]) => gives(&[on("p", 1), on("q", 1)]);
        "on what is named, in that order":
            between(), ask(&[on("q", 1), on("p", 1)]) => gives(&[on("q", 1), on("p", 1)]);
        "the last version counts": revised(), ask(&[]) => third(&[on("p", 2), on("q", 1)]);
        "unless another is named": revised(), ask(&[on("p", 1)]) => third(&[on("p", 1)]);
        "once": between(), ask(&[on("p", 1), on("p", 1)]) => unknown(on("p", 1));
        "not on a statement": between(), ask(&[s()]) => unknown(s());
        "nor on what is not there": between(), ask(&[on("r", 1)]) => none("r");
        "nor on a version that is not": between(), ask(&[on("p", 2)]) => none("p");
        "nor on version 0": between(), ask(&[on("p", 0)]) => none("p");
        "without proposals there is nothing to decide":
            empty, ask(&[]) => Err(Rejection::NothingToDecide);
        "at the most options each is still once":
            between(), ask(&many(OPTIONS_MAX)) => unknown(on("p", 1));
        "and no more than that": between(), ask(&many(actual)) => limit;
    }
}

fn consent(stance: ConsentStance, reason: bool) -> Ballot {
    Ballot::Consent { option: on("p", 1), stance, reason: reason.then(|| text("reason")) }
}

fn vote(option: ItemVersion, vote: Vote) -> Ballot {
    Ballot::Vote { option, vote }
}

pub(super) fn cast(name: &str, ballot: Ballot) -> Command {
    let body = CommandBody::CastBallot { member: of(name), ballot, pseudonym: FRESH };
    by(member(name), body)
}

fn counted(name: &str, ballot: Ballot) -> EventBody {
    EventBody::BallotCast(BallotCast { voice: Voice::Named(of(name)), ballot, round: 2 })
}

fn round(rule: Rule, options: &[ItemVersion], closing: ClosingRule) -> Story {
    between().opened(voting(rule, options, closing))
}

fn forms() -> Vec<Case> {
    let consenting = || round(Rule::Consent, &[on("p", 1)], ByFacilitator);
    let floor = || round(Rule::SupermajorityFloor, &[on("p", 1)], ByFacilitator);
    let done = |ballot: &Ballot| Ok(vec![counted("a", ballot.clone())]);
    let give = |ballot: &Ballot| cast("a", ballot.clone());
    let wrong = |rule, needed| Err(Rejection::BallotForm(rule, needed));
    let consents = || wrong(Rule::Consent, "consent");
    let votes = || wrong(Rule::SupermajorityFloor, "vote");
    let agrees = vote(on("p", 1), Vote::Agree);
    let yes = consent(ConsentStance::Consent, false);
    let no = consent(ConsentStance::Objection, true);
    let bare = consent(ConsentStance::Objection, false);
    let ranking = Ballot::Ranking(vec![vec![on("p", 1)]]);
    let grades = Ballot::Grades(vec![(on("p", 1), 3)]);
    let approvals = Ballot::Approvals(vec![on("p", 1)]);
    let other = vote(on("q", 1), Vote::Agree);
    let unknown = |option| Err(Rejection::OptionUnknown(option));
    let shut = consenting().closed();
    let late = Err(Rejection::RoundClosed { round: 2, phase: "tallying" });
    let elsewhere = between().opened(plan(&[Activity::Reflect], ByFacilitator));
    let not_open = Err(Rejection::ActivityNotOpen { round: 2, activity: Activity::Ballot });
    let form = CommandBody::CastBallot { member: of("a"), ballot: yes.clone(), pseudonym: FRESH };
    cases! {
        "a consent": consenting(), give(&yes) => done(&yes);
        "an objection with a reason": consenting(), give(&no) => done(&no);
        "one without is a concern, and taken": consenting(), give(&bare) => done(&bare);
        "on paper": consenting(), paper(form) => done(&yes);
        "a later one comes on top":
            consenting().then(counted("a", yes.clone())), give(&no) => done(&no);
        "a vote": floor(), give(&agrees) => done(&agrees);
        "no vote where consent is asked": consenting(), give(&agrees) => consents();
        "nor a ranking": consenting(), give(&ranking) => consents();
        "no consent where votes are counted": floor(), give(&yes) => votes();
        "nor a ranking there": floor(), give(&ranking) => votes();
        "nor grades": floor(), give(&grades) => votes();
        "nor approvals": floor(), give(&approvals) => votes();
        "on what is on the ballot": floor(), give(&other) => unknown(on("q", 1));
        "in that version":
            floor(), give(&vote(on("p", 2), Vote::Agree)) => unknown(on("p", 2));
        "before the close": shut, give(&yes) => late;
        "in a round for it": elsewhere, give(&yes) => not_open;
    }
}

fn given(name: &str, pulse: &Pulse) -> EventBody {
    let voice = Voice::Named(of(name));
    EventBody::PulseGiven(PulseGiven { voice, pulse: pulse.clone(), round: 2 })
}

fn feel(name: &str, pulse: &Pulse) -> Command {
    let (pulse, pseudonym) = (pulse.clone(), FRESH);
    by(member(name), CommandBody::GivePulse { member: of(name), pulse, pseudonym })
}

fn pulses() -> Vec<Case> {
    let reflecting = || between().opened(plan(&[Activity::Reflect], ByFacilitator));
    let clause = |id| ClauseRef {
        proposal: ProposalId::parse("p").unwrap(),
        clause: ClauseId::parse(id).unwrap(),
    };
    let pulse = Pulse { seen: Some(4), ..Pulse::default() };
    let new = Pulse { new_to_us: vec![clause("k")], ..pulse.clone() };
    let stray = Pulse { new_to_us: vec![clause("k"), clause("z")], ..pulse.clone() };
    let rating = between().opened(plan(&[Activity::Rate], ByFacilitator));
    let not_open = Err(Rejection::ActivityNotOpen { round: 2, activity: Activity::Reflect });
    let unknown = Err(Rejection::ClauseUnknown(clause("z")));
    let other = Err(Rejection::MemberNotYours(of("c/m2")));
    let through = Command { caller: app("x").into(), ..feel("c/m2", &pulse) };
    cases! {
        "a member says how it went":
            reflecting(), feel("a", &pulse) => Ok(vec![given("a", &pulse)]);
        "and what was new": reflecting(), feel("c/m1", &new) => Ok(vec![given("c/m1", &new)]);
        "of clauses that are there": reflecting(), feel("a", &stray) => unknown;
        "in a round for it": rating, feel("a", &pulse) => not_open;
        "for itself": reflecting(), through => other;
    }
}

/// A round that closes when every party has answered: ballots on every option, and pulses.
fn closing() -> Vec<Case> {
    let rule = ClosingRule::EveryPartyAnswered { latest: Timestamp(9_000) };
    let options = [on("p", 1), on("q", 1)];
    let agree = |option: &ItemVersion| vote(option.clone(), Vote::Agree);
    let all = |story: Story, name: &str| {
        options.iter().fold(story, |story, option| story.then(counted(name, agree(option))))
    };
    let floor = || round(Rule::SupermajorityFloor, &options, rule);
    let two = || all(all(floor(), "a"), "c/m1");
    let first = || two().then(counted("b", agree(&options[0])));
    let closed = || EventBody::RoundClosed { round: 2, cause: CloseCause::EveryPartyAnswered };
    let last = |name| cast(name, agree(&options[1]));
    let mine = |name| counted(name, agree(&options[1]));
    let pulse = Pulse::default();
    let reflecting = RoundPlan {
        activities: vec![Activity::Ballot, Activity::Reflect],
        ..voting(Rule::SupermajorityFloor, &options, rule)
    };
    let both = || all(all(all(between().opened(reflecting.clone()), "a"), "c/m1"), "b");
    let felt = || both().then(given("a", &pulse)).then(given("c/m2", &pulse));
    let some = RoundPlan {
        invited: vec![party("a"), party("b")],
        ..voting(Rule::SupermajorityFloor, &options, rule)
    };
    let fewer = || all(between().opened(some.clone()), "a").then(counted("b", agree(&options[0])));
    let not_asked = Err(Rejection::NotInvited(party("c"), 2));
    cases! {
        "with the last party's last ballot a round closes":
            first(), last("b") => Ok(vec![mine("b"), closed()]);
        "not with one option to go": two(), last("b") => Ok(vec![mine("b")]);
        "nor with another member's": first(), last("c/m2") => Ok(vec![mine("c/m2")]);
        "pulses are waited for":
            both(), feel("a", &pulse) => Ok(vec![given("a", &pulse)]);
        "to the last party": felt(), feel("b", &pulse) => Ok(vec![given("b", &pulse), closed()]);
        "of those who were asked": fewer(), last("b") => Ok(vec![mine("b"), closed()]);
        "who was not has no ballot": fewer(), last("c/m1") => not_asked;
    }
}

/// With this visibility, `b` a municipality, and a round that is rated and voted in.
/// Rules over all options take one ballot for all of them; until those rules are computed such a
/// round is only ever told.
#[test]
fn a_ballot_over_all_options_answers_for_each() {
    let rule = ClosingRule::EveryPartyAnswered { latest: Timestamp(9_000) };
    let options = [on("p", 1), on("q", 1)];
    let ranked = || Ballot::Ranking(vec![vec![on("q", 1)]]);
    let story = between().opened(voting(Rule::Schulze, &options, rule));
    let story = story.then(counted("a", ranked())).then(counted("b", ranked()));
    let last = decide(&Deliberation::from(story), &cast("c/m1", ranked())).unwrap();
    let last: Vec<EventBody> = last.into_iter().map(|event| event.body).collect();
    let cause = CloseCause::EveryPartyAnswered;
    assert_eq!(last, [counted("c/m1", ranked()), EventBody::RoundClosed { round: 2, cause }]);
}

/// Where there is nothing to answer nobody has answered.
#[test]
fn a_round_without_questions_does_not_close_on_answers() {
    let rule = ClosingRule::EveryPartyAnswered { latest: Timestamp(9_000) };
    let story = Story::ready().opened(plan(&[Activity::Contribute], rule));
    let tick = by(engine(), CommandBody::Tick);
    assert_eq!(decide(&Deliberation::from(story), &tick), Ok(Vec::new()));
}

fn unnamed(visibility: StanceVisibility) -> Story {
    let plan = RoundPlan {
        activities: vec![Activity::Rate, Activity::Ballot, Activity::Reflect],
        ..voting(Rule::Consent, &[on("p", 1)], ByFacilitator)
    };
    let story = between().with(|state| {
        state.charter = Some(Arc::new(Charter { visibility, ..charter(1) }));
        let parties = &mut state.parties;
        parties.get_mut(&party("b")).unwrap().kind = PartyKind::Municipality;
    });
    story.opened(plan)
}

fn bound(name: &str, id: &str) -> EventBody {
    EventBody::PseudonymBound { member: of(name), pseudonym: pseudonym(id), round: 2 }
}

fn voices() -> Vec<Case> {
    let yes = || consent(ConsentStance::Consent, false);
    let ballot = |voice| EventBody::BallotCast(BallotCast { voice, ballot: yes(), round: 2 });
    let hidden = |id| ballot(Voice::Pseudonym(pseudonym(id)));
    let body = || ballot(Voice::PublicBody(of("b")));
    let knows = |id| unnamed(Pseudonymous).then(bound("a", id));
    let s = version(statement("s"), 1);
    let stance =
        |voice| EventBody::StanceCast { on: s.clone(), voice, answer: Answer::Pass, round: 2 };
    let rate = CommandBody::CastStance {
        item: statement("s"),
        version: 1,
        member: of("a"),
        answer: Answer::Pass,
        pseudonym: FRESH,
    };
    let pulse = Pulse::default();
    let felt =
        |voice| EventBody::PulseGiven(PulseGiven { voice, pulse: Pulse::default(), round: 2 });
    let under = |id| Voice::Pseudonym(pseudonym(id));
    let shut = |cause| EventBody::RoundClosed { round: 2, cause };
    let close = || by(facilitator(), CommandBody::CloseRound { round: 2 });
    let roll = |names: &[&str]| EventBody::RollPublished {
        round: 2,
        members: names.iter().map(|name| of(name)).collect(),
    };
    let voted = || unnamed(Secret).then(bound("c/m2", "z")).then(hidden("z")).then(body());
    let by_hand = || shut(CloseCause::Facilitator);
    cases! {
        "who speaks first gets a pseudonym":
            unnamed(Pseudonymous), cast("a", yes()) => Ok(vec![bound("a", FIRST), hidden(FIRST)]);
        "and keeps it": knows("z"), cast("a", yes()) => Ok(vec![hidden("z")]);
        "for stances": knows("z"), by(member("a"), rate) => Ok(vec![stance(under("z"))]);
        "and pulses": knows("z"), feel("a", &pulse) => Ok(vec![felt(under("z"))]);
        "another has another":
            knows("z"), cast("c/m1", yes()) => Ok(vec![bound("c/m1", FIRST), hidden(FIRST)]);
        "a public body is named": unnamed(Pseudonymous), cast("b", yes()) => Ok(vec![body()]);
        "in secret too": unnamed(Secret), cast("b", yes()) => Ok(vec![body()]);
        "where others are not":
            unnamed(Secret), cast("a", yes()) => Ok(vec![bound("a", FIRST), hidden(FIRST)]);
        "the roll of a secret round is published at the close":
            voted(), close() => Ok(vec![by_hand(), roll(&["b", "c/m2"])]);
        "whoever took part": unnamed(Secret), close() => Ok(vec![by_hand(), roll(&[])]);
        "not where pseudonyms are shown": knows("z"), close() => Ok(vec![by_hand()]);
    }
}

#[test]
fn the_last_ballot_of_a_secret_round_is_on_the_roll() {
    let rule = ClosingRule::EveryPartyAnswered { latest: Timestamp(9_000) };
    let yes = || consent(ConsentStance::Consent, false);
    let story = between().with(|state| {
        state.charter = Some(Arc::new(Charter { visibility: Secret, ..charter(1) }));
    });
    let mut state = story.opened(voting(Rule::Consent, &[on("p", 1)], rule)).into();
    for (name, number) in [("a", 8), ("c/m1", 7), ("b", 9)] {
        let (ballot, pseudonym) = (yes(), FreshPseudonym(number));
        let body = CommandBody::CastBallot { member: of(name), ballot, pseudonym };
        let events = decide(&state, &by(member(name), body)).unwrap();
        let credentials = events.iter().filter(|event| event.body.kind() == "ballot");
        let known: Vec<&str> = credentials.map(|e| e.entry.credential.as_str()).collect();
        assert_eq!(known, ["pseudonymous"]);
        events.iter().for_each(|event| crate::domain::evolve::evolve(&mut state, event));
        if name == "b" {
            let last = events.last().map(|event| event.body.clone());
            let members = ["a", "b", "c/m1"].map(of).to_vec();
            assert_eq!(last, Some(EventBody::RollPublished { round: 2, members }));
        }
    }
    let ticked = decide(&state, &at(9_000, by(engine(), CommandBody::Tick)));
    assert_eq!(ticked, Ok(Vec::new()));
}

#[test]
fn an_objection_given_as_a_ballot_is_open_from_the_close_on() {
    let held = |ballot| {
        let told = round(Rule::Consent, &[on("p", 1)], ByFacilitator).then(counted("a", ballot));
        let before = Deliberation::from(told.clone()).objections.len();
        (before, Deliberation::from(told.closed()).objections.len())
    };
    assert_eq!(held(consent(ConsentStance::Objection, true)), (0, 1));
    assert_eq!(held(consent(ConsentStance::Objection, false)), (0, 0));
    assert_eq!(held(consent(ConsentStance::Concern, true)), (0, 0));
}

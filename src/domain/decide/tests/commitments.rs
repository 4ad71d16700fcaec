//! Who does what by when: made, kept, broken, kept after all, and waived by all others.

use super::Case;
use super::given::{Story, app, by, facilitator, member, of, paper, party, plan, text};
use crate::domain::act::{Commitment, CommitmentSettlement, CommitmentWaiver};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::ids::Timestamp;
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule, RoundPlan};
use crate::domain::state::Deliberation;

use Activity::{Commit, Rate};

pub(super) fn cases() -> Vec<Case> {
    let groups = [made(), settled(), waived()];
    groups.into_iter().flatten().collect()
}

pub(super) fn commitment(name: &str) -> Commitment {
    Commitment { member: of(name), text: text("text"), due: Some(Timestamp(5_000)), round: 0 }
}

fn made() -> Vec<Case> {
    let make = |name| by(member(name), CommandBody::MakeCommitment(commitment(name)));
    let done =
        |name, round| Ok(vec![EventBody::CommitmentMade(Commitment { round, ..commitment(name) })]);
    let open = || Story::round(&[Commit]);
    let apart = RoundPlan {
        invited: vec![party("b"), party("c")],
        ..plan(&[Commit], ClosingRule::ByFacilitator)
    };
    let form = paper(CommandBody::MakeCommitment(commitment("c/m2")));
    let bare = by(facilitator(), CommandBody::MakeCommitment(commitment("c/m2")));
    let of_app = by(app("x"), CommandBody::MakeCommitment(commitment("c/m1")));
    let other = by(member("b"), CommandBody::MakeCommitment(commitment("a")));
    let not_open = Err(Rejection::ActivityNotOpen { round: 1, activity: Commit });
    let not_now = Err(Rejection::PhaseNotAllowed {
        command: "make_commitment",
        phase: "between",
        allowed: "round_open, concluded, decided, follow_up".to_owned(),
    });
    let after = || open().tallied(&[]).concluded();
    let following = || after().then(EventBody::FollowUpStarted);
    let timed = Story::ready().opened(plan(&[Commit], ClosingRule::At(Timestamp(1_000))));
    let over = Err(Rejection::RoundClosed { round: 1, phase: "round_open" });
    cases! {
        "in a round for it": open(), make("a") => done("a", 1);
        "not in another": Story::round(&[Rate]), make("a") => not_open;
        "that the party is in": Story::ready().opened(apart), make("a")
            => Err(Rejection::NotInvited(party("a"), 1));
        "until its moment": timed, make("a") => over;
        "after the rounds": after(), make("a") => done("a", 0);
        "and in follow-up": following(), make("a") => done("a", 0);
        "not between rounds": open().tallied(&[]), make("a") => not_now;
        "through an app": open(), of_app => done("c/m1", 1);
        "as said at a meeting": open(), form => done("c/m2", 1);
        "that can be seen": open(), bare => Err(Rejection::EvidenceMissing);
        "for itself": open(), other => Err(Rejection::MemberNotYours(of("a")));
    }
}

/// With a commitment of party `a`: event 14.
fn committed() -> Story {
    Story::round(&[Commit]).then(EventBody::CommitmentMade(commitment("a")))
}

fn settlement(member: Option<&str>, kept: bool) -> CommitmentSettlement {
    let evidence = Some(text("evidence"));
    CommitmentSettlement { commitment: 14, kept, member: member.map(of), evidence }
}

fn told(member: Option<&str>, kept: bool) -> EventBody {
    EventBody::CommitmentSettled(settlement(member, kept))
}

fn settled() -> Vec<Case> {
    let settle =
        |name, kept| by(member(name), CommandBody::SettleCommitment(settlement(Some(name), kept)));
    let noted = |kept| by(facilitator(), CommandBody::SettleCommitment(settlement(None, kept)));
    let is = |name, kept| Ok(vec![told(name, kept)]);
    let already = || Err(Rejection::AlreadySettled("commitment", 14));
    let not_you = || Err(Rejection::NotTheAuthor("commitment 14".into()));
    let unnamed = by(member("a"), CommandBody::SettleCommitment(settlement(None, true)));
    let machine = by(app("x"), CommandBody::SettleCommitment(settlement(None, true)));
    let form = paper(CommandBody::SettleCommitment(settlement(Some("a"), true)));
    let bare = by(facilitator(), CommandBody::SettleCommitment(settlement(Some("a"), true)));
    let nothing = CommitmentSettlement { commitment: 13, ..settlement(Some("a"), true) };
    let nothing = by(member("a"), CommandBody::SettleCommitment(nothing));
    let ended = |kept| committed().then(told(None, kept));
    let let_off = || committed().then(off("b")).then(off("c/m1"));
    let settled = || settle("a", true);
    cases! {
        "kept": committed(), settled() => is(Some("a"), true);
        "broken": committed(), settle("a", false) => is(Some("a"), false);
        "the facilitator may note it": committed(), noted(false) => is(None, false);
        "or enter it": committed(), form => is(Some("a"), true);
        "with evidence of where it came from": committed(), bare => Err(Rejection::EvidenceMissing);
        "no other party": committed(), settle("b", true) => not_you();
        "a member says who it is": committed(), unnamed => not_you();
        "as an app does": committed(), machine => not_you();
        "kept after all": ended(false), settled() => is(Some("a"), true);
        "broken stays broken": ended(false), settle("a", false) => already();
        "kept is kept": ended(true), settle("a", false) => already();
        "and stays": ended(true), noted(true) => already();
        "let off is settled": let_off(), settled() => already();
        "one party's word is not enough":
            committed().then(off("b")), settled() => is(Some("a"), true);
        "of a commitment": committed(), nothing => Err(Rejection::NumberUnknown("commitment", 13));
    }
}

fn waiver(name: &str) -> CommitmentWaiver {
    CommitmentWaiver { commitment: 14, member: of(name) }
}

fn off(name: &str) -> EventBody {
    EventBody::CommitmentWaived(waiver(name))
}

fn waived() -> Vec<Case> {
    let waive =
        |name: &str| -> Command { by(member(name), CommandBody::WaiveCommitment(waiver(name))) };
    let already = || Err(Rejection::AlreadySettled("commitment", 14));
    let own = Err(Rejection::OwnAct(party("a"), "let itself off a commitment of"));
    let form = paper(CommandBody::WaiveCommitment(waiver("b")));
    let nothing = CommitmentWaiver { commitment: 13, member: of("b") };
    let nothing = by(member("b"), CommandBody::WaiveCommitment(nothing));
    let ended = |kept| committed().then(told(None, kept));
    cases! {
        "let off by another": committed(), waive("b") => Ok(vec![off("b")]);
        "and by the last": committed().then(off("b")), waive("c/m2") => Ok(vec![off("c/m2")]);
        "from a form": committed(), form => Ok(vec![off("b")]);
        "not by itself": committed(), waive("a") => own;
        "once": committed().then(off("b")), waive("b") => already();
        "once for the party": committed().then(off("c/m1")), waive("c/m2") => already();
        "not what was kept": ended(true), waive("b") => already();
        "nor what was broken": ended(false), waive("b") => already();
        "of a commitment": committed(), nothing => Err(Rejection::NumberUnknown("commitment", 13));
    }
}

#[test]
fn a_commitment_is_waived_when_all_others_let_it_off() {
    let state = |story: Story| Deliberation::from(story).commitments[&14].clone();
    assert!(!state(committed().then(off("b"))).waived);
    let all = state(committed().then(off("b")).then(off("c/m1")));
    assert!(all.waived);
    assert_eq!(all.waived_by.len(), 2);
}

#[test]
fn what_was_broken_can_be_kept_after_all() {
    let broken = committed().then(told(None, false));
    assert_eq!(Deliberation::from(broken.clone()).commitments[&14].kept, Some(false));
    let kept = broken.then(told(Some("a"), true));
    assert_eq!(Deliberation::from(kept).commitments[&14].kept, Some(true));
}

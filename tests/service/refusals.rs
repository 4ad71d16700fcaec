//! What is refused changes nothing: the exported log before and after is the same, byte for byte.

use beraad_client::v1::*;
use beraad_client::{Caller, Error};

use crate::book;
use crate::forum::{Forum, after_an_hour, by_facilitator};
use crate::town::{BUURT_APP, HOUR_MS, Town, refused_for};

/// The log as its keeper sees it, to be the same afterwards.
struct Unchanged<'a>(&'a Town, &'a Forum, Vec<u8>);

impl<'a> Unchanged<'a> {
    async fn from(town: &'a Town, forum: &'a Forum) -> Unchanged<'a> {
        Unchanged(town, forum, book::bytes(&town.facilitator(), &forum.name).await)
    }

    /// Asserts that an answer is this refusal and that nothing was written.
    async fn by<T: std::fmt::Debug>(&self, answer: Result<T, Error>, reason: Reason) {
        refused_for(answer, reason);
        let now = book::bytes(&self.0.facilitator(), &self.1.name).await;
        assert!(now == self.2, "{reason:?} wrote something");
    }
}

async fn cast(town: &Town, caller: Caller, stance: NewStance) -> Result<CastStanceResponse, Error> {
    let request = CastStanceRequest { stance: Some(stance), ..Default::default() };
    town.acting(caller).participation().cast_stance(request).await
}

fn own(member: &str) -> Caller {
    Caller::member("member-device", member)
}

#[tokio::test]
async fn a_stance_that_does_not_count_is_not_written() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    forum.cast(&town, &forum.anna, 1).await;
    let unchanged = Unchanged::from(&town, &forum).await;
    let anna = |value| forum.stance(&forum.anna, value);
    let of_bram = cast(&town, own(&forum.bram), anna(1)).await;
    unchanged.by(of_bram, Reason::MemberNotYours).await;
    let strange = cast(&town, Caller::app("x", "app.other"), anna(1)).await;
    unchanged.by(strange, Reason::MemberNotYours).await;
    let unlinked = cast(&town, Caller::app("x", BUURT_APP), forum.stance(&forum.winkel, 1)).await;
    unchanged.by(unlinked, Reason::MemberNotYours).await;
    for role in [Role::Observer, Role::Auditor, Role::Admin, Role::Clerk] {
        let refused = cast(&town, Caller::new(role, "somebody"), anna(1)).await;
        unchanged.by(refused, Reason::RoleNotAllowed).await;
    }
    let unseen = cast(&town, Caller::new(Role::Facilitator, "somebody"), anna(1)).await;
    unchanged.by(unseen, Reason::EvidenceMissing).await;
    for value in [-3, 3, i32::MIN, i32::MAX] {
        let off = cast(&town, own(&forum.anna), anna(value)).await;
        unchanged.by(off, Reason::StanceOutOfScale).await;
    }
    let version = NewStance { version: 2, ..anna(1) };
    let stale = cast(&town, own(&forum.anna), version).await;
    unchanged.by(stale, Reason::VersionStale).await;
    let item = NewStance { item: forum.statement("niets"), ..anna(1) };
    let unknown = cast(&town, own(&forum.anna), item).await;
    unchanged.by(unknown, Reason::ItemUnknown).await;
    let nobody = format!("{}/members/m0", forum.buurt);
    let unknown = cast(&town, own(&nobody), forum.stance(&nobody, 1)).await;
    unchanged.by(unknown, Reason::MemberUnknown).await;
    let nobody = format!("{}/parties/niemand", forum.name);
    let unknown = cast(&town, own(&nobody), forum.stance(&nobody, 1)).await;
    unchanged.by(unknown, Reason::PartyUnknown).await;
    let bare = NewStance { answer: None, ..anna(1) };
    let answer = cast(&town, own(&forum.anna), bare).await;
    unchanged.by(answer, Reason::InvalidRequest).await;
    town.stop().await;
}

#[tokio::test]
async fn a_stance_counts_until_one_ms_before_the_close_and_not_at_it() {
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Rate], after_an_hour()).await;
    town.advance(HOUR_MS - 1).await;
    forum.cast(&town, &forum.anna, 1).await;
    town.advance(HOUR_MS).await;
    let unchanged = Unchanged::from(&town, &forum).await;
    let late = cast(&town, own(&forum.anna), forum.stance(&forum.anna, 2)).await;
    unchanged.by(late, Reason::RoundClosed).await;
    let stances = vec![forum.stance(&forum.anna, 2), forum.stance(&forum.anna, 1)];
    let deliberation = forum.name.clone();
    let request = BatchCastStancesRequest { deliberation, stances, ..Default::default() };
    let anna = town.member(&forum.anna);
    let batch = anna.participation().batch_cast_stances(request).await.expect("an answer");
    assert_eq!(batch.written, None);
    for result in batch.results {
        let Some(stance_result::Result::Refused(refusal)) = result.result else {
            panic!("a stance after the close: {result:?}");
        };
        assert_eq!(refusal.reason(), Reason::RoundClosed);
    }
    assert!(book::bytes(&town.facilitator(), &forum.name).await == unchanged.2);
    town.stop().await;
}

#[tokio::test]
async fn framing_that_is_refused_is_not_written() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let unchanged = Unchanged::from(&town, &forum).await;
    let facilitator = town.facilitator();
    let d = || forum.name.clone();
    let request =
        AddMemberRequest { party: forum.buurt.clone(), spokesperson: true, ..Default::default() };
    let second = facilitator.deliberations().add_member(request).await;
    unchanged.by(second, Reason::SpokespersonTaken).await;
    let request = DeclareReadyRequest { deliberation: d(), ..Default::default() };
    let early = facilitator.deliberations().declare_ready(request).await;
    unchanged.by(early, Reason::CharterNotAccepted).await;
    let request = AddPartyRequest {
        deliberation: d(),
        display_name: "De school".to_owned(),
        kind: PartyKind::Other.into(),
        affiliations: vec!["niemand".to_owned()],
        ..Default::default()
    };
    let tied = facilitator.deliberations().add_party(request).await;
    unchanged.by(tied, Reason::PartyUnknown).await;
    let request = AcceptCharterRequest {
        member: forum.winkel.clone(),
        charter_version: 2,
        challenge_version: 1,
        ..Default::default()
    };
    let other = town.member(&forum.winkel).deliberations().accept_charter(request).await;
    unchanged.by(other, Reason::VersionStale).await;
    let request = OpenRoundRequest {
        deliberation: d(),
        activities: vec![Activity::Rate.into()],
        closing: by_facilitator(),
        ..Default::default()
    };
    let early = facilitator.deliberations().open_round(request).await;
    unchanged.by(early, Reason::PhaseNotAllowed).await;
    let request = EraseSubjectRequest {
        member: format!("{}/members/m0", forum.buurt),
        scope: ErasureScope::All.into(),
        ..Default::default()
    };
    let nobody = facilitator.admin().erase_subject(request).await;
    unchanged.by(nobody, Reason::MemberUnknown).await;
    town.stop().await;
}

#[tokio::test]
async fn a_round_that_cannot_open_is_not_written() {
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    town.advance(HOUR_MS).await;
    let unchanged = Unchanged::from(&town, &forum).await;
    let facilitator = town.facilitator();
    let plan = |activity: Activity, closing| OpenRoundRequest {
        deliberation: forum.name.clone(),
        activities: vec![activity.into()],
        closing,
        ..Default::default()
    };
    let request = plan(Activity::Rate, after_an_hour());
    let past = facilitator.deliberations().open_round(request).await;
    unchanged.by(past, Reason::ClosingTimePast).await;
    let request = plan(Activity::Ballot, by_facilitator());
    let missing = facilitator.deliberations().open_round(request).await;
    unchanged.by(missing, Reason::BallotPlan).await;
    let request = OpenRoundRequest { extension: true, ..plan(Activity::Rate, by_facilitator()) };
    let nothing = facilitator.deliberations().open_round(request).await;
    unchanged.by(nothing, Reason::RoundUnknown).await;
    town.stop().await;
}

#[tokio::test]
async fn what_was_closed_or_frozen_stays_so() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    forum.cast(&town, &forum.anna, 1).await;
    forum.close(&town, 1).await;
    let unchanged = Unchanged::from(&town, &forum).await;
    let facilitator = town.facilitator();
    let name = format!("{}/rounds/1", forum.name);
    let request = CloseRoundRequest { name, ..Default::default() };
    let again = facilitator.deliberations().close_round(request).await;
    unchanged.by(again, Reason::PhaseNotAllowed).await;
    let request = SetCharterRequest {
        deliberation: forum.name.clone(),
        charter: Some(crate::forum::charter()),
        ..Default::default()
    };
    let frozen = facilitator.deliberations().set_charter(request).await;
    unchanged.by(frozen, Reason::CharterFrozen).await;
    let request = AddMemberRequest { party: forum.winkel.clone(), ..Default::default() };
    let fixed = facilitator.deliberations().add_member(request).await;
    unchanged.by(fixed, Reason::MemberListFixed).await;
    let request =
        GetConvergenceRequest { deliberation: forum.name.clone(), round: 2, ..Default::default() };
    let unknown = town.observer().analysis().get_convergence(request).await;
    unchanged.by(unknown, Reason::RoundUnknown).await;
    town.stop().await;
}

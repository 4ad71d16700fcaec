//! Every kind of refusal by a real call: code, reason, facts and the details that belong to it.

use std::collections::HashMap;

use beraad_client::v1::deliberation_service_client::DeliberationServiceClient;
use beraad_client::v1::participation_service_client::ParticipationServiceClient;
use beraad_client::v1::*;
use tonic::transport::Channel as Connection;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::forum::{Forum, by_facilitator, charter};
use crate::town::{FACILITATOR, Town, with};

/// A refusal with what every refusal has.
struct Told {
    code: Code,
    reason: String,
    facts: HashMap<String, String>,
    details: ErrorDetails,
}

impl Told {
    fn of<T: std::fmt::Debug>(answer: Result<T, Status>) -> Told {
        let status = answer.expect_err("a refusal");
        let details = status.get_error_details();
        let info = details.error_info().expect("ErrorInfo").clone();
        assert_eq!(info.domain, "beraad");
        assert!(Reason::from_str_name(&format!("REASON_{}", info.reason)).is_some());
        Told { code: status.code(), reason: info.reason, facts: info.metadata, details }
    }

    /// Asserts code, reason and the names of the facts.
    fn is(&self, code: Code, reason: &str, facts: &[&str]) {
        assert_eq!((self.code, self.reason.as_str()), (code, reason));
        let mut found: Vec<&str> = self.facts.keys().map(String::as_str).collect();
        found.sort_unstable();
        assert_eq!(found, facts, "{reason}");
        assert!(self.details.localized_message().is_some(), "{reason}");
        let (not_found, exists) = (Code::NotFound, Code::AlreadyExists);
        let names = self.details.resource_info().is_some();
        assert_eq!(names, [not_found, exists].contains(&code), "{reason}");
        let state = self.details.precondition_failure().is_some();
        assert_eq!(state, code == Code::FailedPrecondition, "{reason}");
        assert_eq!(self.details.quota_failure().is_some(), code == Code::ResourceExhausted);
        assert!(self.details.retry_info().is_none(), "{reason} does not pass by itself");
        assert!(self.details.bad_request().is_none(), "{reason} is no matter of form");
    }
}

type Deliberations = DeliberationServiceClient<Connection>;
type Participation = ParticipationServiceClient<Connection>;

async fn clients(town: &Town) -> (Deliberations, Participation) {
    let connection = town.channel().await;
    (Deliberations::new(connection.clone()), Participation::new(connection))
}

fn as_member(name: &str) -> [(&'static str, &str); 2] {
    [("beraad-role", "member"), ("beraad-member", name)]
}

fn add_party(forum: &Forum, id: &str) -> AddPartyRequest {
    AddPartyRequest {
        deliberation: forum.name.clone(),
        party_id: id.to_owned(),
        display_name: "Nog een".to_owned(),
        kind: PartyKind::Other.into(),
        ..Default::default()
    }
}

fn cast(stance: NewStance) -> CastStanceRequest {
    CastStanceRequest { stance: Some(stance), ..Default::default() }
}

#[tokio::test]
async fn what_is_unknown_is_not_found_and_named() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let (mut framing, mut taking_part) = clients(&town).await;
    let name = "deliberations/nergens".to_owned();
    let request = GetDeliberationRequest { name, ..Default::default() };
    let told = Told::of(framing.get_deliberation(with(request, &[])).await);
    told.is(Code::NotFound, "DELIBERATION_UNKNOWN", &[]);

    let party = format!("{}/parties/niemand", forum.name);
    let request = AddMemberRequest { party, ..Default::default() };
    let told = Told::of(framing.add_member(with(request, FACILITATOR)).await);
    told.is(Code::NotFound, "PARTY_UNKNOWN", &["party"]);
    assert_eq!(told.facts["party"], "niemand");

    let request = cast(forum.stance(&forum.buurt, 1));
    let answer = taking_part.cast_stance(with(request, &as_member(&forum.buurt))).await;
    Told::of(answer).is(Code::NotFound, "MEMBER_UNKNOWN", &["member"]);

    let item = forum.statement("niets");
    let request = cast(NewStance { item, ..forum.stance(&forum.anna, 1) });
    let told = Told::of(taking_part.cast_stance(with(request, &as_member(&forum.anna))).await);
    told.is(Code::NotFound, "ITEM_UNKNOWN", &["item"]);
    let resource = told.details.resource_info().expect("ResourceInfo");
    assert_eq!(
        (resource.resource_type.as_str(), resource.resource_name.as_str()),
        ("item", "statements/niets")
    );

    let name = format!("{}/rounds/9", forum.name);
    let request = CloseRoundRequest { name, ..Default::default() };
    let told = Told::of(framing.close_round(with(request, FACILITATOR)).await);
    told.is(Code::NotFound, "ROUND_UNKNOWN", &["last", "round"]);
    town.stop().await;
}

#[tokio::test]
async fn what_is_taken_exists_already() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let (mut framing, _) = clients(&town).await;
    let again = framing.add_party(with(add_party(&forum, "buurt"), FACILITATOR)).await;
    Told::of(again).is(Code::AlreadyExists, "ID_TAKEN", &["id"]);
    let request = CreateDeliberationRequest {
        deliberation_id: "plein".to_owned(),
        title: "Nog eens".to_owned(),
        ..Default::default()
    };
    let again = framing.create_deliberation(with(request, FACILITATOR)).await;
    Told::of(again).is(Code::AlreadyExists, "ID_TAKEN", &[]);
    town.stop().await;
}

#[tokio::test]
async fn what_the_state_does_not_allow_names_the_phase_or_the_rule() {
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    let (mut framing, mut taking_part) = clients(&town).await;
    let deliberation = forum.name.clone();
    let request = ConcludeRequest { deliberation, ..Default::default() };
    let told = Told::of(framing.conclude(with(request.clone(), FACILITATOR)).await);
    told.is(Code::FailedPrecondition, "PHASE_NOT_ALLOWED", &["allowed", "phase"]);
    assert_eq!((&*told.facts["phase"], &*told.facts["allowed"]), ("ready", "between"));

    forum.open(&town, &[Activity::Contribute], by_facilitator()).await;
    let request = cast(forum.stance(&forum.anna, 1));
    let answer = taking_part.cast_stance(with(request.clone(), &as_member(&forum.anna))).await;
    let told = Told::of(answer);
    told.is(Code::FailedPrecondition, "ACTIVITY_NOT_OPEN", &["activity", "round"]);
    forum.close(&town, 1).await;
    let answer = taking_part.cast_stance(with(request, &as_member(&forum.anna))).await;
    Told::of(answer).is(Code::FailedPrecondition, "ROUND_CLOSED", &["phase", "round"]);

    forum.open(&town, &[Activity::Rate], by_facilitator()).await;
    let request = cast(forum.stance(&forum.anna, 3));
    let answer = taking_part.cast_stance(with(request, &as_member(&forum.anna))).await;
    let told = Told::of(answer);
    told.is(Code::FailedPrecondition, "STANCE_OUT_OF_SCALE", &["hi", "lo", "value"]);
    let failure = told.details.precondition_failure().expect("PreconditionFailure");
    assert_eq!(failure.violations[0].r#type, "STANCE_OUT_OF_SCALE");
    town.stop().await;
}

#[tokio::test]
async fn what_was_read_before_it_changed_is_aborted_with_both_versions() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let (mut framing, _) = clients(&town).await;
    let etag = forum.get(&town.observer()).await.etag;
    let request = ReviseChallengeRequest {
        deliberation: forum.name.clone(),
        text: "Anders.".to_owned(),
        etag: etag.clone(),
        ..Default::default()
    };
    framing.revise_challenge(with(request.clone(), FACILITATOR)).await.expect("the first");
    let told = Told::of(framing.revise_challenge(with(request, FACILITATOR)).await);
    told.is(Code::Aborted, "ETAG_MISMATCH", &["actual", "expected"]);
    let now = forum.get(&town.observer()).await.etag;
    assert_eq!((&told.facts["expected"], &told.facts["actual"]), (&etag, &now));

    let request = AcceptCharterRequest {
        member: forum.winkel.clone(),
        charter_version: 1,
        challenge_version: 1,
        ..Default::default()
    };
    let answer = framing.accept_charter(with(request, &as_member(&forum.winkel))).await;
    Told::of(answer).is(Code::Aborted, "VERSION_STALE", &["actual", "expected", "what"]);
    town.stop().await;
}

#[tokio::test]
async fn what_is_not_allowed_is_denied() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let (mut framing, mut taking_part) = clients(&town).await;
    let request = add_party(&forum, "nog-een");
    let told = Told::of(framing.add_party(with(request, &as_member(&forum.anna))).await);
    told.is(Code::PermissionDenied, "ROLE_NOT_ALLOWED", &["needed", "role"]);

    let request = cast(forum.stance(&forum.bram, 1));
    let told = Told::of(taking_part.cast_stance(with(request, &as_member(&forum.anna))).await);
    told.is(Code::PermissionDenied, "MEMBER_NOT_YOURS", &["member"]);

    let other = Forum::draft(&town, "park").await;
    let request = AcceptCharterRequest {
        member: other.bram.clone(),
        charter_version: 1,
        challenge_version: 1,
        ..Default::default()
    };
    let answer = framing.accept_charter(with(request, &as_member(&other.bram))).await;
    Told::of(answer).is(Code::PermissionDenied, "SPOKESPERSON_REQUIRED", &["party"]);
    town.stop().await;
}

#[tokio::test]
async fn a_limit_that_is_reached_is_named_with_what_was_asked() {
    const ROUNDS: u32 = beraad::domain::limits::ROUNDS_MAX as u32;
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    let (mut framing, _) = clients(&town).await;
    for round in 1..=ROUNDS {
        forum.open(&town, &[Activity::Contribute], by_facilitator()).await;
        forum.close(&town, round).await;
    }
    let request = OpenRoundRequest {
        deliberation: forum.name.clone(),
        activities: vec![Activity::Contribute.into()],
        closing: by_facilitator(),
        ..Default::default()
    };
    let told = Told::of(framing.open_round(with(request, FACILITATOR)).await);
    told.is(Code::ResourceExhausted, "LIMIT_REACHED", &["actual", "limit", "name"]);
    assert_eq!(told.facts["name"], "ROUNDS_MAX");
    assert_eq!(told.facts["limit"], ROUNDS.to_string());
    assert_eq!(told.facts["actual"], (ROUNDS + 1).to_string());
    let quota = told.details.quota_failure().expect("QuotaFailure");
    assert_eq!(quota.violations[0].subject, "ROUNDS_MAX");
    town.stop().await;
}

#[tokio::test]
async fn a_request_id_is_not_for_two_bodies() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let (mut framing, _) = clients(&town).await;
    let request_id = crate::town::request_id(1);
    let one = AddPartyRequest { request_id: request_id.clone(), ..add_party(&forum, "een") };
    let two = AddPartyRequest { request_id, ..add_party(&forum, "twee") };
    framing.add_party(with(one, FACILITATOR)).await.expect("the first");
    let told = Told::of(framing.add_party(with(two, FACILITATOR)).await);
    assert_eq!((told.code, &*told.reason), (Code::FailedPrecondition, "REQUEST_ID_REUSED"));
    town.stop().await;
}

#[tokio::test]
async fn people_are_told_in_the_language_they_ask_for() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let (mut framing, _) = clients(&town).await;
    let mut said = Vec::new();
    for (asked, given) in [("nl-NL, en;q=0.5", "nl"), ("en", "en"), ("fr", "en"), ("fr, nl", "nl")]
    {
        let metadata = [("beraad-role", "facilitator"), ("accept-language", asked)];
        let answer = framing.add_party(with(add_party(&forum, "buurt"), &metadata)).await;
        let status = answer.expect_err("the id is taken");
        let localized = status.get_details_localized_message().expect("LocalizedMessage");
        assert_eq!(localized.locale, given, "asked for {asked}");
        assert!(localized.message.contains("buurt"), "{localized:?}");
        assert!(status.message().starts_with("the id buurt is taken"), "{status}");
        said.push(localized.message);
    }
    assert_ne!(said[0], said[1]);
    assert_eq!((&said[1], &said[0]), (&said[2], &said[3]));
    town.stop().await;
}

/// A charter promises no conclusion that stances cannot give.
#[tokio::test(flavor = "multi_thread")]
async fn a_charter_that_cannot_be_kept_is_refused() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let (mut framing, _) = clients(&town).await;
    let decision = DecisionRule { rule: DecisionRuleKind::Schulze.into(), ..Default::default() };
    let charter = Charter { decision: Some(decision), ..charter() };
    let request = SetCharterRequest {
        deliberation: forum.name.clone(),
        charter: Some(charter),
        ..Default::default()
    };
    let told = Told::of(framing.set_charter(with(request, FACILITATOR)).await);
    told.is(Code::FailedPrecondition, "RULE_NEEDS_BALLOTS", &["rule"]);
    town.stop().await;
}

/// The reasons stand in the source as literals; each must be one of the contract.
#[test]
fn every_reason_of_the_domain_is_in_the_contract() {
    let domain = include_str!("../../src/domain/rejection/class.rs");
    let service = include_str!("../../src/service/status.rs");
    let literals = domain.split('"').chain(service.split('"')).skip(1);
    let shouts =
        |text: &&str| text.len() > 3 && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let reasons: Vec<&str> = literals.filter(shouts).collect();
    assert!(reasons.len() > 30, "{reasons:?}");
    for reason in reasons {
        let known = Reason::from_str_name(&format!("REASON_{reason}"));
        assert!(known.is_some(), "{reason} is not in the contract");
    }
}

//! Handlers of the framing: challenge and charter, until every party accepts them.

use beraad_client::v1::*;

use crate::domain::act::{self, NewParty};
use crate::domain::caller::Role;
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::ids::{DeliberationId, lettered};
use crate::domain::limits::{CHALLENGE_CHARS_MAX, EVIDENCE_CHARS_MAX, TITLE_CHARS_MAX};
use crate::service::call::Call;
use crate::service::charter;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{Form, form};
use crate::service::names;

pub(super) async fn create_deliberation(
    desk: Desk,
    call: Call,
    q: CreateDeliberationRequest,
) -> Result<CreateDeliberationResponse, Failure> {
    let mut form = form!(desk, call, q, "CreateDeliberation");
    let id = new_id(&mut form, &q.deliberation_id);
    form.within(id);
    let title = form.shared("title", (&q.title, TITLE_CHARS_MAX));
    let challenge = form.shared_if_given("challenge", (&q.challenge, CHALLENGE_CHARS_MAX));
    let charter =
        q.charter.as_ref().and_then(|given| charter::parse(&mut form.fields, "charter", given));
    let initiator = q.initiator.as_ref().and_then(|given| initiator(&mut form, given));
    let engaged_by = form.shared_if_given("engaged_by", (&q.engaged_by, EVIDENCE_CHARS_MAX));
    let made = title.map(|title| CommandBody::CreateDeliberation {
        title,
        challenge,
        charter: charter.map(Box::new),
        initiator,
        engaged_by,
    });
    let sent = form.send(made).await?;
    let name = names::of_deliberation(&sent.id);
    Ok(CreateDeliberationResponse { written: sent.written(), name })
}

/// The id that is given; for a member the deliberation of its own name, which is the one it
/// starts; otherwise one made from the request id, so that a retry names the deliberation that
/// the first try made.
fn new_id(form: &mut Form<'_>, given: &str) -> Option<DeliberationId> {
    let call = form.call();
    let is_member = matches!(call.caller.role, Role::Member | Role::Spokesperson);
    let home = call.home.as_ref().filter(|_| is_member);
    let (request, desk) = (form.request(), form.desk);
    let make = || match (home, request) {
        (Some(home), _) => home.to_string(),
        (None, Some(key)) => lettered('d', u128::from_be_bytes(key.id)),
        (None, None) => desk.ordered_id('d'),
    };
    form.fields.id("deliberation_id", given, DeliberationId::parse, make)
}

fn initiator(form: &mut Form<'_>, given: &beraad_client::v1::NewParty) -> Option<NewParty> {
    if !given.affiliations.is_empty() {
        let rule = "names parties that are not there yet; declare ties once they are added";
        form.fields.violate("initiator.affiliations", rule);
    }
    form.new_party("initiator.", given)
}

pub(super) async fn revise_challenge(
    desk: Desk,
    call: Call,
    q: ReviseChallengeRequest,
) -> Result<ReviseChallengeResponse, Failure> {
    let mut form = form!(desk, call, q, "ReviseChallenge", etag);
    form.deliberation(&q.deliberation);
    let text = form.shared("text", (&q.text, CHALLENGE_CHARS_MAX));
    let sent = form.send(text.map(|text| CommandBody::ReviseChallenge { text })).await?;
    let version = sent.found(|body| match body {
        EventBody::ChallengeRevised { version, .. } => Some(*version),
        _ => None,
    });
    let version = version.unwrap_or_default();
    Ok(ReviseChallengeResponse { written: sent.written(), version })
}

pub(super) async fn set_charter(
    desk: Desk,
    call: Call,
    q: SetCharterRequest,
) -> Result<SetCharterResponse, Failure> {
    let mut form = form!(desk, call, q, "SetCharter", etag);
    form.deliberation(&q.deliberation);
    let charter = charter::required(&mut form.fields, "charter", q.charter.as_ref());
    let sent = form.send(charter.map(CommandBody::SetCharter)).await?;
    let set = sent.found(|body| match body {
        EventBody::CharterSet(charter) => Some((charter.version, charter.hash.to_vec())),
        _ => None,
    });
    let (version, hash) = set.unwrap_or_default();
    Ok(SetCharterResponse { written: sent.written(), version, hash })
}

pub(super) async fn accept_charter(
    desk: Desk,
    call: Call,
    q: AcceptCharterRequest,
) -> Result<AcceptCharterResponse, Failure> {
    let mut form = form!(desk, call, q, "AcceptCharter", entered);
    let member = form.member("member", &q.member);
    for (field, version) in
        [("charter_version", q.charter_version), ("challenge_version", q.challenge_version)]
    {
        if version == 0 {
            form.fields.violate(field, "is missing; give the version that is accepted, from 1");
        }
    }
    let made = member.map(|member| CommandBody::AcceptCharter {
        member,
        charter_version: q.charter_version,
        challenge_version: q.challenge_version,
    });
    let sent = form.send(made).await?;
    Ok(AcceptCharterResponse { written: sent.written() })
}

pub(super) async fn rate_challenge(
    desk: Desk,
    call: Call,
    q: RateChallengeRequest,
) -> Result<RateChallengeResponse, Failure> {
    use rate_challenge_request::Answer as Said;
    let mut form = form!(desk, call, q, "RateChallenge", entered);
    let member = form.member("member", &q.member);
    let said = match &q.answer {
        Some(Said::Value(value)) => (Some(*value), false),
        Some(Said::Pass(_)) => (None, true),
        None => (None, false),
    };
    let answer = form.answer("answer", said);
    let version = q.version;
    let made = || Some(act::ChallengeRating { member: member?, version, answer: answer? });
    let sent = form.send(made().map(CommandBody::RateChallenge)).await?;
    Ok(RateChallengeResponse { written: sent.written() })
}

pub(super) async fn declare_ready(
    desk: Desk,
    call: Call,
    q: DeclareReadyRequest,
) -> Result<DeclareReadyResponse, Failure> {
    let mut form = form!(desk, call, q, "DeclareReady", etag);
    form.deliberation(&q.deliberation);
    let sent = form.send(Some(CommandBody::DeclareReady)).await?;
    Ok(DeclareReadyResponse { written: sent.written() })
}

//! Handlers of the framing: challenge, charter, parties, members and their acceptance.

use beraad_client::v1::*;

use crate::domain::caller::Channel;
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::ids::{DeliberationId, MemberId, MemberRef, PartyId, TextRef};
use crate::domain::limits::{
    AFFILIATIONS_MAX, CHALLENGE_CHARS_MAX, IDENTITY_CHARS_MAX, NAME_CHARS_MAX, TITLE_CHARS_MAX,
};
use crate::domain::party;
use crate::log::codec::words;
use crate::log::{Subject, TextClass};
use crate::service::call::{Call, issuer_rule};
use crate::service::charter;
use crate::service::desk::{Desk, Mutation, base32, found, written};
use crate::service::failure::Failure;
use crate::service::fields::{Fields, is_bsn};
use crate::service::names;
use crate::service::page::Page;
use crate::service::render::Renderer;

const BSN_RULE: &str = "looks like a citizen service number (BSN), which is never kept here; give \
                        a pseudonym of your own system";

const KIND_RULE: &str = "is missing or not a value of PartyKind; no rule depends on it";

pub(super) async fn create_deliberation(
    desk: Desk,
    call: Call,
    q: CreateDeliberationRequest,
) -> Result<CreateDeliberationResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, "");
    let accepted = desk.accept(&mut fields, &call, "CreateDeliberation", &mutation);
    // Made from the request id, so that a retry names the deliberation that the first try made.
    let make = || match accepted.request {
        Some(key) => format!("d{}", base32(u128::from_be_bytes(key.id))),
        None => desk.ordered_id('d'),
    };
    let id = fields.id("deliberation_id", &q.deliberation_id, DeliberationId::parse, make);
    let title = fields.text("title", &q.title, TITLE_CHARS_MAX);
    let challenge = fields.optional_text("challenge", &q.challenge, CHALLENGE_CHARS_MAX);
    let charter = q.charter.as_ref().and_then(|given| charter::parse(&mut fields, given));
    let (Some(id), Some(title)) = (id, title) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let mut drawer = desk.drawer();
    let body = CommandBody::CreateDeliberation {
        title: drawer.shared(title),
        challenge: challenge.map(|text| drawer.shared(text)),
        charter,
    };
    let outcome = desk.submit(&call, &id, accepted, (Channel::App, body), drawer.texts).await?;
    Ok(CreateDeliberationResponse {
        written: written(&id, &outcome),
        name: names::of_deliberation(&id),
    })
}

pub(super) async fn revise_challenge(
    desk: Desk,
    call: Call,
    q: ReviseChallengeRequest,
) -> Result<ReviseChallengeResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let accepted = desk.accept(&mut fields, &call, "ReviseChallenge", &mutation);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let text = fields.text("text", &q.text, CHALLENGE_CHARS_MAX);
    let (Some(id), Some(text)) = (id, text) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let mut drawer = desk.drawer();
    let body = CommandBody::ReviseChallenge { text: drawer.shared(text) };
    let outcome = desk.submit(&call, &id, accepted, (Channel::App, body), drawer.texts).await?;
    let version = |body: &EventBody| match body {
        EventBody::ChallengeRevised { version, .. } => Some(*version),
        _ => None,
    };
    Ok(ReviseChallengeResponse {
        written: written(&id, &outcome),
        version: found(&outcome, version).unwrap_or_default(),
    })
}

pub(super) async fn set_charter(
    desk: Desk,
    call: Call,
    q: SetCharterRequest,
) -> Result<SetCharterResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let accepted = desk.accept(&mut fields, &call, "SetCharter", &mutation);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let charter = match &q.charter {
        Some(given) => charter::parse(&mut fields, given),
        None => {
            fields.violate("charter", "is missing; give at least a scale");
            None
        }
    };
    let (Some(id), Some(charter)) = (id, charter) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let body = CommandBody::SetCharter(charter);
    let outcome = desk.submit(&call, &id, accepted, (Channel::App, body), Vec::new()).await?;
    let set = |body: &EventBody| match body {
        EventBody::CharterSet(charter) => Some((charter.version, charter.hash.to_vec())),
        _ => None,
    };
    let (version, hash) = found(&outcome, set).unwrap_or_default();
    Ok(SetCharterResponse { written: written(&id, &outcome), version, hash })
}

pub(super) async fn add_party(
    desk: Desk,
    call: Call,
    q: AddPartyRequest,
) -> Result<AddPartyResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let accepted = desk.accept(&mut fields, &call, "AddParty", &mutation);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let make = || desk.ordered_id('p');
    let party = fields.id("party_id", &q.party_id, PartyId::parse, make);
    let name = fields.text("display_name", &q.display_name, NAME_CHARS_MAX);
    let kind = fields.take("kind", words::kind_from(q.kind).map_err(|_| KIND_RULE));
    let affiliations = affiliations(&mut fields, &q.affiliations);
    let (Some(id), Some(party), Some(name), Some(kind)) = (id, party, name, kind) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let mut drawer = desk.drawer();
    let own = MemberRef { party: party.clone(), member: None };
    let body = CommandBody::AddParty {
        party,
        kind,
        display_name: drawer.put(Subject::Member(own), name),
        affiliations,
    };
    let outcome = desk.submit(&call, &id, accepted, (Channel::App, body), drawer.texts).await?;
    let added = |body: &EventBody| match body {
        EventBody::PartyAdded { party, .. } => Some(names::of_party(&id, party)),
        _ => None,
    };
    Ok(AddPartyResponse {
        written: written(&id, &outcome),
        name: found(&outcome, added).unwrap_or_default(),
    })
}

fn affiliations(fields: &mut Fields, given: &[String]) -> Vec<PartyId> {
    if given.len() > AFFILIATIONS_MAX {
        let rule = format!("has {} entries; give at most {AFFILIATIONS_MAX}", given.len());
        fields.violate("affiliations", rule);
        return Vec::new();
    }
    let parsed = given.iter().enumerate().filter_map(|(place, id)| {
        fields.take(&format!("affiliations[{place}]"), PartyId::parse(id))
    });
    parsed.collect()
}

pub(super) async fn add_member(
    desk: Desk,
    call: Call,
    q: AddMemberRequest,
) -> Result<AddMemberResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let accepted = desk.accept(&mut fields, &call, "AddMember", &mutation);
    let party = fields.take("party", names::party(&q.party));
    let make = || desk.random_id('m');
    let member = fields.id("member", "", MemberId::parse, make);
    let name = fields.optional_text("display_name", &q.display_name, NAME_CHARS_MAX);
    if name.is_some_and(is_bsn) {
        fields.violate("display_name", BSN_RULE);
    }
    let identity = q.identity.as_ref().and_then(|given| identity(&mut fields, given));
    let (Some((id, party)), Some(member)) = (party, member) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let mut drawer = desk.drawer();
    let own = MemberRef { party: party.clone(), member: Some(member.clone()) };
    let subject = Subject::Member(own);
    let body = CommandBody::AddMember {
        party,
        member,
        display_name: name.map(|name| drawer.put(subject.clone(), name)),
        identity: identity.map(|(issuer, value)| {
            (issuer, drawer.put_class(subject.clone(), TextClass::Identity, value))
        }),
        spokesperson: q.spokesperson,
    };
    let outcome = desk.submit(&call, &id, accepted, (Channel::App, body), drawer.texts).await?;
    let added = |body: &EventBody| match body {
        EventBody::MemberAdded { party, member, .. } => {
            let own = MemberRef { party: party.clone(), member: Some(member.clone()) };
            Some(names::within(&id, &own))
        }
        _ => None,
    };
    Ok(AddMemberResponse {
        written: written(&id, &outcome),
        name: found(&outcome, added).unwrap_or_default(),
    })
}

fn identity<'a>(fields: &mut Fields, given: &'a ExternalIdentity) -> Option<(Box<str>, &'a str)> {
    let issuer = fields.take("identity.issuer", issuer_rule(&given.issuer));
    let value = fields.text("identity.value", &given.value, IDENTITY_CHARS_MAX)?;
    if is_bsn(value) {
        fields.violate("identity.value", BSN_RULE);
    }
    Some((issuer?, value))
}

pub(super) async fn accept_charter(
    desk: Desk,
    call: Call,
    q: AcceptCharterRequest,
) -> Result<AcceptCharterResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, "");
    let accepted = desk.accept(&mut fields, &call, "AcceptCharter", &mutation);
    let member = fields.take("member", names::member(&q.member));
    for (field, version) in
        [("charter_version", q.charter_version), ("challenge_version", q.challenge_version)]
    {
        if version == 0 {
            fields.violate(field, "is missing; give the version that is accepted, from 1");
        }
    }
    let Some((id, member)) = member else {
        return Err(fields.failure());
    };
    fields.check()?;
    let body = CommandBody::AcceptCharter {
        member,
        charter_version: q.charter_version,
        challenge_version: q.challenge_version,
    };
    let outcome = desk.submit(&call, &id, accepted, (Channel::App, body), Vec::new()).await?;
    Ok(AcceptCharterResponse { written: written(&id, &outcome) })
}

pub(super) async fn list_parties(
    desk: Desk,
    call: Call,
    q: ListPartiesRequest,
) -> Result<ListPartiesResponse, Failure> {
    let asked = (q.page_size, q.page_token.as_str(), q.at_least_sequence);
    let (state, page) = desk.listing(&q.deliberation, asked).await?;
    let id = &state.id;
    let keyed = state.parties.iter().map(|(id, party)| (id.to_string(), (id, party)));
    let (found, next_page_token) = page.of(keyed);
    let references: Vec<&TextRef> = found.iter().map(|(_, party)| &party.display_name).collect();
    let texts = desk.texts(id, &references).await?;
    let caller = call.within(id);
    let renderer = Renderer { state: &state, caller: &caller, texts: &texts };
    let parties = found.into_iter().map(|(id, party)| renderer.party(id, party)).collect();
    Ok(ListPartiesResponse { parties, next_page_token })
}

pub(super) async fn list_members(
    desk: Desk,
    call: Call,
    q: ListMembersRequest,
) -> Result<ListMembersResponse, Failure> {
    let mut fields = Fields::default();
    let page = Page::parse(&mut fields, q.page_size, &q.page_token);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let only = fields.inside_if_given("party", id.as_ref(), &q.party, names::party);
    let Some(id) = id else {
        return Err(fields.failure());
    };
    fields.check()?;
    let state = desk.state(&id, q.at_least_sequence).await?;
    if let Some(party) = only.as_ref().filter(|party| !state.parties.contains_key(party)) {
        return Err(crate::domain::rejection::Rejection::PartyUnknown(party.clone()).into());
    }
    let wanted = |party: &PartyId| only.as_ref().is_none_or(|only| only == party);
    let listed = |party: &party::Party| party.members.clone();
    let seats = state.parties.iter().filter(|(id, _)| wanted(id)).flat_map(|(_, p)| listed(p));
    let mut keyed: Vec<(String, u32)> = seats
        .map(|seat| {
            let listed = &state.seats[seat as usize];
            let member = listed.member.as_ref().map(ToString::to_string).unwrap_or_default();
            // A space sorts before every character of an id, so the order is party, then member.
            (format!("{} {member}", listed.party), seat)
        })
        .collect();
    keyed.sort();
    let (found, next_page_token) = page.of(keyed.into_iter());
    let names = found.iter().filter_map(|seat| state.seats[*seat as usize].display_name.as_ref());
    let texts = desk.texts(&id, &names.collect::<Vec<_>>()).await?;
    let caller = call.within(&id);
    let renderer = Renderer { state: &state, caller: &caller, texts: &texts };
    let render = |seat: u32| renderer.member(seat, &state.seats[seat as usize]);
    Ok(ListMembersResponse { members: found.into_iter().map(render).collect(), next_page_token })
}

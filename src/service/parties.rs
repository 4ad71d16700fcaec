//! Handlers of parties, members and working groups.

use beraad_client::v1::*;

use crate::domain::act;
use crate::domain::charter::CharterGroup;
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::ids::{GroupId, MemberId, MemberRef, PartyId, TextRef};
use crate::domain::limits::{IDENTITY_CHARS_MAX, NAME_CHARS_MAX, TITLE_CHARS_MAX};
use crate::domain::rejection::Rejection;
use crate::log::{Subject, TextClass};
use crate::service::call::{Call, issuer_rule};
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::is_bsn;
use crate::service::form::{Form, form};
use crate::service::names;
use crate::service::query::{Query, asked};

const BSN_RULE: &str = "looks like a citizen service number (BSN), which is never kept here; give \
                        a pseudonym of your own system";

pub(super) async fn add_party(
    desk: Desk,
    call: Call,
    q: AddPartyRequest,
) -> Result<AddPartyResponse, Failure> {
    let mut form = form!(desk, call, q, "AddParty", etag);
    form.deliberation(&q.deliberation);
    let given = NewParty {
        party_id: q.party_id.clone(),
        display_name: q.display_name.clone(),
        kind: q.kind,
        affiliations: q.affiliations.clone(),
    };
    let made = form.new_party("", &given).map(|new| CommandBody::AddParty {
        party: new.party,
        kind: new.kind,
        display_name: new.display_name,
        affiliations: new.affiliations,
    });
    let sent = form.send(made).await?;
    let name = sent.found(|body| match body {
        EventBody::PartyAdded { party, .. } => Some(names::of_party(&sent.id, party)),
        _ => None,
    });
    Ok(AddPartyResponse { written: sent.written(), name: name.unwrap_or_default() })
}

pub(super) async fn add_member(
    desk: Desk,
    call: Call,
    q: AddMemberRequest,
) -> Result<AddMemberResponse, Failure> {
    let mut form = form!(desk, call, q, "AddMember", etag);
    let party = form.name("party", names::party(&q.party));
    let member = form.fields.id("member", "", MemberId::parse, || desk.random_id('m'));
    let own = || Some(MemberRef { party: party.clone()?, member: Some(member.clone()?) });
    let subject = own().map_or(Subject::Deliberation, Subject::Member);
    let name = (q.display_name.as_str(), NAME_CHARS_MAX);
    let display_name = form.optional_text("display_name", name, subject.clone());
    if is_bsn(&q.display_name) {
        form.fields.violate("display_name", BSN_RULE);
    }
    let identity = q.identity.as_ref().and_then(|given| identity(&mut form, given, subject));
    let made = || {
        Some(CommandBody::AddMember {
            party: party?,
            member: member?,
            display_name,
            identity,
            spokesperson: q.spokesperson,
        })
    };
    let sent = form.send(made()).await?;
    let name = sent.found(|body| match body {
        EventBody::MemberAdded { party, member, .. } => {
            let own = MemberRef { party: party.clone(), member: Some(member.clone()) };
            Some(names::within(&sent.id, &own))
        }
        _ => None,
    });
    Ok(AddMemberResponse { written: sent.written(), name: name.unwrap_or_default() })
}

fn identity(
    form: &mut Form<'_>,
    given: &ExternalIdentity,
    subject: Subject,
) -> Option<(Box<str>, TextRef)> {
    let issuer = form.fields.take("identity.issuer", issuer_rule(&given.issuer));
    let value = form.fields.text("identity.value", &given.value, IDENTITY_CHARS_MAX)?;
    if is_bsn(value) {
        form.fields.violate("identity.value", BSN_RULE);
    }
    Some((issuer?, form.drawer.put_class(subject, TextClass::Identity, value)))
}

pub(super) async fn list_parties(
    desk: Desk,
    call: Call,
    q: ListPartiesRequest,
) -> Result<ListPartiesResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let keyed = state.parties.iter().map(|(id, party)| (id.to_string(), (id, party)));
    let (found, next_page_token) = page.of(keyed);
    let parties = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(id, party)| renderer.party(id, party)).collect()
    });
    Ok(ListPartiesResponse { parties: parties.await?, next_page_token })
}

pub(super) async fn list_members(
    desk: Desk,
    call: Call,
    q: ListMembersRequest,
) -> Result<ListMembersResponse, Failure> {
    let mut query = Query::of(&q.deliberation, asked!(q));
    let only = query.only("party", &q.party, names::party);
    let (state, page) = query.run(&desk).await?;
    if let Some(party) = only.as_ref().filter(|party| !state.parties.contains_key(*party)) {
        return Err(Rejection::PartyUnknown(party.clone()).into());
    }
    let wanted = |party: &PartyId| only.as_ref().is_none_or(|only| only == party);
    let seats = state.parties.iter().filter(|(id, _)| wanted(id)).flat_map(|(_, p)| &p.members);
    let mut keyed: Vec<(String, u32)> = seats
        .map(|seat| {
            let listed = &state.seats[*seat];
            let member = listed.member.as_ref().map(ToString::to_string).unwrap_or_default();
            // A space sorts before every character of an id, so the order is party, then member.
            (format!("{} {member}", listed.party), *seat)
        })
        .collect();
    keyed.sort();
    let (found, next_page_token) = page.of(keyed.into_iter());
    let members = desk.shown(&call, &state, |renderer| {
        let render = |seat: &u32| renderer.member(*seat, &state.seats[*seat]);
        found.iter().map(render).collect()
    });
    Ok(ListMembersResponse { members: members.await?, next_page_token })
}

pub(super) async fn declare_affiliations(
    desk: Desk,
    call: Call,
    q: DeclareAffiliationsRequest,
) -> Result<DeclareAffiliationsResponse, Failure> {
    let mut form = form!(desk, call, q, "DeclareAffiliations", entered);
    let member = form.member("member", &q.member);
    let affiliations = form.affiliations("affiliations", &q.affiliations);
    let made = || {
        let (party, affiliations) = (member?.party, affiliations?);
        Some(CommandBody::DeclareAffiliations(act::Affiliations { party, affiliations }))
    };
    let sent = form.send(made()).await?;
    Ok(DeclareAffiliationsResponse { written: sent.written() })
}

pub(super) async fn form_working_group(
    desk: Desk,
    call: Call,
    q: FormWorkingGroupRequest,
) -> Result<FormWorkingGroupResponse, Failure> {
    let mut form = form!(desk, call, q, "FormWorkingGroup", etag);
    form.deliberation(&q.deliberation);
    let group = form.fields.id("group_id", &q.group_id, GroupId::parse, || desk.ordered_id('g'));
    let title = form.shared("title", (&q.title, TITLE_CHARS_MAX));
    let parties = form.parties("parties", (&q.parties, 1));
    let made = || Some(act::WorkingGroup { group: group?, title: title?, parties: parties? });
    let sent = form.send(made().map(CommandBody::FormWorkingGroup)).await?;
    let name = sent.found(|body| match body {
        EventBody::WorkingGroupFormed(formed) => {
            Some(names::within(&sent.id, &format_args!("groups/{}", formed.group)))
        }
        _ => None,
    });
    Ok(FormWorkingGroupResponse { written: sent.written(), name: name.unwrap_or_default() })
}

pub(super) async fn list_working_groups(
    desk: Desk,
    call: Call,
    q: ListWorkingGroupsRequest,
) -> Result<ListWorkingGroupsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let charter = state.charter.iter().flat_map(|charter| &charter.working_groups);
    let named = charter.map(|CharterGroup { group, parties }| (group, None, parties));
    let formed = state.groups.values();
    let formed = formed.map(|group| (&group.group, Some(&group.title), &group.parties));
    let mut keyed: Vec<_> = named.chain(formed).map(|group| (group.0.to_string(), group)).collect();
    keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
    let (found, next_page_token) = page.of(keyed.into_iter());
    let groups = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(id, title, parties)| renderer.group(id, *title, parties)).collect()
    });
    Ok(ListWorkingGroupsResponse { groups: groups.await?, next_page_token })
}

//! Handlers of contributions, of what becomes of items, and of time to speak.

use beraad_client::v1::*;

use crate::domain::act::{self, Basis};
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::ids::{ContributionId, ItemId};
use crate::domain::limits::{FLOOR_SECONDS_MAX, REASON_CHARS_MAX, TEXT_CHARS_MAX};
use crate::domain::state::PartySet;
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{Form, form, subject_of};
use crate::service::names;
use crate::service::query::{asked, by_number};
use crate::service::render::visible;

pub(super) async fn add_contribution(
    desk: Desk,
    call: Call,
    q: AddContributionRequest,
) -> Result<AddContributionResponse, Failure> {
    let mut form = form!(desk, call, q, "AddContribution", entered);
    form.deliberation(&q.deliberation);
    let make = || desk.ordered_id('c');
    let given = &q.contribution_id;
    let contribution = form.fields.id("contribution_id", given, ContributionId::parse, make);
    let kind = form.word("kind", words::contribution_from(q.kind), "ContributionKind");
    let author = form.name_if_given("member", &q.member, names::member);
    let subject = subject_of(author.as_ref());
    let text = form.text("text", (&q.text, TEXT_CHARS_MAX), subject.clone());
    let extras = form.extras(q.extras.as_ref(), &subject);
    let made = || {
        Some(act::Contribution {
            contribution: contribution?,
            kind: kind?,
            text: text?,
            author,
            to_authority: q.to_authority,
            answer_by: None,
            extras: extras?,
            round: 0,
        })
    };
    let sent = form.send(made().map(CommandBody::AddContribution)).await?;
    let name = sent.found(|body| match body {
        EventBody::ContributionAdded(added) => {
            Some(names::within(&sent.id, &ItemId::Contribution(added.contribution.clone())))
        }
        _ => None,
    });
    Ok(AddContributionResponse { written: sent.written(), name: name.unwrap_or_default() })
}

pub(super) async fn list_contributions(
    desk: Desk,
    call: Call,
    q: ListContributionsRequest,
) -> Result<ListContributionsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let keyed = state.items.iter().filter_map(|(id, item)| match id {
        ItemId::Contribution(key) => {
            Some((key.to_string(), (id, item.versions.first()?, item.contribution?)))
        }
        ItemId::Proposal(_) | ItemId::Statement(_) => None,
    });
    let (found, next_page_token) = page.of(keyed);
    let contributions = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(id, version, of)| renderer.contribution(id, version, of)).collect()
    });
    Ok(ListContributionsResponse { contributions: contributions.await?, next_page_token })
}

pub(super) async fn record_view(
    desk: Desk,
    call: Call,
    q: RecordViewRequest,
) -> Result<RecordViewResponse, Failure> {
    let mut form = form!(desk, call, q, "RecordView", entered);
    let item = form.name("item", names::item(&q.item));
    let member = form.member("member", &q.member);
    let made = || Some(act::View { item: item?, member: member? });
    let sent = form.send(made().map(CommandBody::RecordView)).await?;
    Ok(RecordViewResponse { written: sent.written() })
}

pub(super) async fn dispose_item(
    desk: Desk,
    call: Call,
    q: DisposeItemRequest,
) -> Result<DisposeItemResponse, Failure> {
    let mut form = form!(desk, call, q, "DisposeItem");
    let item = form.name("item", names::item(&q.item));
    let disposition = words::disposition_from(q.disposition);
    let disposition = form.word("disposition", disposition, "Disposition");
    let reason = form.shared_if_given("reason", (&q.reason, REASON_CHARS_MAX));
    let basis = q.basis.as_ref().and_then(|given| basis(&mut form, given));
    let made = || Some(act::Disposal { item: item?, disposition: disposition?, reason, basis });
    let sent = form.send(made().map(CommandBody::Dispose)).await?;
    Ok(DisposeItemResponse { written: sent.written() })
}

fn basis(form: &mut Form<'_>, given: &dispose_item_request::Basis) -> Option<Basis> {
    use dispose_item_request::Basis as Given;
    match given {
        Given::Clause(clause) => form.clause("clause", Some(clause)).map(Basis::Clause),
        Given::Precondition(name) => {
            form.numbered("precondition", name, "preconditions").map(Basis::Precondition)
        }
        Given::Criterion(text) => {
            form.shared("criterion", (text, REASON_CHARS_MAX)).map(Basis::Criterion)
        }
    }
}

pub(super) async fn list_dispositions(
    desk: Desk,
    call: Call,
    q: ListDispositionsRequest,
) -> Result<ListDispositionsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let caller = call.within(&state.id);
    let seen =
        state.items.iter().filter(|(id, item)| visible(&state, &caller, id, item).next().is_some());
    let (found, next_page_token) = page.of(seen.map(|(id, _)| (id.to_string(), id)));
    let nobody = PartySet::default();
    let dispositions = desk.shown(&call, &state, |renderer| {
        let views = |id: &ItemId| state.dialogue.views.get(id).unwrap_or(&nobody);
        found.iter().map(|id| renderer.disposition(id, views(id))).collect()
    });
    Ok(ListDispositionsResponse { dispositions: dispositions.await?, next_page_token })
}

pub(super) async fn grant_floor(
    desk: Desk,
    call: Call,
    q: GrantFloorRequest,
) -> Result<GrantFloorResponse, Failure> {
    let mut form = form!(desk, call, q, "GrantFloor");
    let party = form.name("party", names::party(&q.party));
    for (field, seconds) in
        [("granted_seconds", q.granted_seconds), ("used_seconds", q.used_seconds)]
    {
        if seconds > FLOOR_SECONDS_MAX {
            let rule = format!("is {seconds}; give at most {FLOOR_SECONDS_MAX}");
            form.fields.violate(field, rule);
        }
    }
    let made = party.map(|party| act::FloorGrant {
        party,
        granted_seconds: q.granted_seconds,
        used_seconds: q.used_seconds,
        cut_short: q.cut_short,
        round: 0,
    });
    let sent = form.send(made.map(CommandBody::GrantFloor)).await?;
    Ok(GrantFloorResponse { written: sent.written() })
}

pub(super) async fn list_floor_grants(
    desk: Desk,
    call: Call,
    q: ListFloorGrantsRequest,
) -> Result<ListFloorGrantsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let floor = &state.dialogue.floor;
    let keyed = floor.iter().map(|(number, grant)| (by_number(*number), (number, grant)));
    let (found, next_page_token) = page.of(keyed);
    let grants = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(number, grant)| renderer.floor_grant(**number, grant)).collect()
    });
    Ok(ListFloorGrantsResponse { grants: grants.await?, next_page_token })
}

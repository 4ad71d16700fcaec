//! Handlers of the lifecycle: reading deliberations, and the steps after the rounds.

use beraad_client::v1::*;

use crate::domain::act::Resumption;
use crate::domain::command::CommandBody;
use crate::domain::ids::DeliberationId;
use crate::domain::limits::{CLAUSES_NAMED_MAX, REASON_CHARS_MAX};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::form::form;
use crate::service::names;
use crate::service::page::Page;
use crate::service::render::listed;
use crate::service::rounds::tallied;

pub(super) async fn get_deliberation(
    desk: Desk,
    call: Call,
    q: GetDeliberationRequest,
) -> Result<GetDeliberationResponse, Failure> {
    let mut fields = Fields::default();
    let Some(id) = fields.take("name", names::deliberation(&q.name)) else {
        return Err(fields.failure());
    };
    let state = desk.state(&id, q.at_least_sequence).await?;
    let deliberation = desk.shown(&call, &state, |renderer| renderer.deliberation()).await?;
    Ok(GetDeliberationResponse { deliberation: Some(deliberation) })
}

pub(super) async fn list_deliberations(
    desk: Desk,
    call: Call,
    q: ListDeliberationsRequest,
) -> Result<ListDeliberationsResponse, Failure> {
    let mut fields = Fields::default();
    let page = Page::parse(&mut fields, q.page_size, &q.page_token);
    let after = page.after.as_deref().map(DeliberationId::parse).transpose();
    let after = fields.take("page_token", after);
    let known = |phase: &i32| Phase::try_from(*phase).is_ok_and(|p| p != Phase::Unspecified);
    if !q.phases.iter().all(known) {
        fields.violate("phases", "names no phase of this version; give values of Phase");
    }
    fields.check()?;
    let after = after.flatten();
    let summaries = desk.engine().summaries(after.as_ref(), page.size + 1).await?;
    let keyed = summaries.into_iter().map(|summary| (summary.id.to_string(), summary));
    let (found, next_page_token) = page.of(keyed);
    let mut deliberations = Vec::new();
    for summary in found {
        let caller = call.within(&summary.id);
        let title: Vec<_> = summary.title.iter().collect();
        let texts = desk.texts(&summary.id, &title).await?;
        let shown = listed(&summary, &caller, &texts);
        // A page may be shorter than asked for: it covers a stretch of the list.
        if q.phases.is_empty() || q.phases.contains(&shown.phase) {
            deliberations.push(shown);
        }
    }
    Ok(ListDeliberationsResponse { deliberations, next_page_token })
}

pub(super) async fn conclude(
    desk: Desk,
    call: Call,
    q: ConcludeRequest,
) -> Result<ConcludeResponse, Failure> {
    let mut form = form!(desk, call, q, "Conclude", etag);
    form.deliberation(&q.deliberation);
    let reason = (q.against_advice_reason.as_str(), REASON_CHARS_MAX);
    let against_advice_reason = form.shared_if_given("against_advice_reason", reason);
    let body = CommandBody::Conclude { against_advice_reason };
    let sent = tallied(&desk, form.send(Some(body)).await?).await?;
    Ok(ConcludeResponse { written: sent.written() })
}

pub(super) async fn start_follow_up(
    desk: Desk,
    call: Call,
    q: StartFollowUpRequest,
) -> Result<StartFollowUpResponse, Failure> {
    let mut form = form!(desk, call, q, "StartFollowUp", etag);
    form.deliberation(&q.deliberation);
    let sent = form.send(Some(CommandBody::StartFollowUp)).await?;
    Ok(StartFollowUpResponse { written: sent.written() })
}

pub(super) async fn close_deliberation(
    desk: Desk,
    call: Call,
    q: CloseDeliberationRequest,
) -> Result<CloseDeliberationResponse, Failure> {
    let mut form = form!(desk, call, q, "CloseDeliberation", etag);
    form.deliberation(&q.deliberation);
    let sent = form.send(Some(CommandBody::CloseDeliberation)).await?;
    Ok(CloseDeliberationResponse { written: sent.written() })
}

pub(super) async fn cancel_deliberation(
    desk: Desk,
    call: Call,
    q: CancelDeliberationRequest,
) -> Result<CancelDeliberationResponse, Failure> {
    let mut form = form!(desk, call, q, "CancelDeliberation", etag);
    form.deliberation(&q.deliberation);
    let reason = form.shared("reason", (&q.reason, REASON_CHARS_MAX));
    let made = reason.map(|reason| CommandBody::CancelDeliberation { reason });
    let sent = form.send(made).await?;
    Ok(CancelDeliberationResponse { written: sent.written() })
}

pub(super) async fn resume_deliberation(
    desk: Desk,
    call: Call,
    q: ResumeDeliberationRequest,
) -> Result<ResumeDeliberationResponse, Failure> {
    let mut form = form!(desk, call, q, "ResumeDeliberation", etag);
    form.deliberation(&q.deliberation);
    let reopened = form.clauses("reopened", (&q.reopened, CLAUSES_NAMED_MAX));
    let made = reopened.map(|reopened| CommandBody::Resume(Resumption { reopened }));
    let sent = form.send(made).await?;
    Ok(ResumeDeliberationResponse { written: sent.written() })
}

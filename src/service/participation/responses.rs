//! Handlers of responses, and of what their readers say of them.

use beraad_client::v1::*;

use crate::domain::act;
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::limits::{REASON_CHARS_MAX, TEXT_CHARS_MAX};
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{form, subject_of};
use crate::service::names;
use crate::service::query::{Query, asked, by_number};
use crate::service::render::visible;

pub(super) async fn respond_to_item(
    desk: Desk,
    call: Call,
    q: RespondToItemRequest,
) -> Result<RespondToItemResponse, Failure> {
    let mut form = form!(desk, call, q, "RespondToItem", entered);
    let to = form.name("item", names::item(&q.item));
    let author = form.member("member", &q.member);
    let kind = form.word("kind", words::response_from(q.kind), "ResponseKind");
    let text = form.text("text", (&q.text, TEXT_CHARS_MAX), subject_of(author.as_ref()));
    let made = || {
        let (to, author, kind, text) = (to?, author?, kind?, text?);
        Some(CommandBody::Respond(act::Response { to, author, kind, text, round: 0 }))
    };
    let sent = form.send(made()).await?;
    let name = sent.numbered("responses", |body| matches!(body, EventBody::Responded(_)));
    Ok(RespondToItemResponse { written: sent.written(), name })
}

pub(super) async fn list_responses(
    desk: Desk,
    call: Call,
    q: ListResponsesRequest,
) -> Result<ListResponsesResponse, Failure> {
    let mut query = Query::of(&q.deliberation, asked!(q));
    let only = query.only("item", &q.item, names::item);
    let (state, page) = query.run(&desk).await?;
    let caller = call.within(&state.id);
    // A party can respond to its own sealed proposal; that it is there may not show by it.
    let responses = state.dialogue.responses.iter().filter(|(_, one)| {
        let to = &one.response.to;
        let item = state.items.get_key_value(to);
        let seen =
            item.is_some_and(|(id, item)| visible(&state, &caller, id, item).next().is_some());
        seen && only.as_ref().is_none_or(|only| only == to)
    });
    let (found, next_page_token) = page.of(responses.map(|one| (by_number(*one.0), one)));
    let responses = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(number, one)| renderer.response(**number, one)).collect()
    });
    Ok(ListResponsesResponse { responses: responses.await?, next_page_token })
}

pub(super) async fn mark_understood(
    desk: Desk,
    call: Call,
    q: MarkUnderstoodRequest,
) -> Result<MarkUnderstoodResponse, Failure> {
    let mut form = form!(desk, call, q, "MarkUnderstood", entered);
    let response = form.numbered("name", &q.name, "responses");
    let member = form.member("member", &q.member);
    let understood = q.understood;
    let made = || {
        let (response, member) = (response?, member?);
        Some(CommandBody::MarkUnderstood(act::Understanding { response, member, understood }))
    };
    let sent = form.send(made()).await?;
    Ok(MarkUnderstoodResponse { written: sent.written() })
}

pub(super) async fn classify_response(
    desk: Desk,
    call: Call,
    q: ClassifyResponseRequest,
) -> Result<ClassifyResponseResponse, Failure> {
    let mut form = form!(desk, call, q, "ClassifyResponse");
    let response = form.numbered("name", &q.name, "responses");
    let reason = form.shared("reason", (&q.reason, REASON_CHARS_MAX));
    let substantive = q.substantive;
    let made = || {
        let (response, reason) = (response?, reason?);
        Some(CommandBody::ClassifyResponse(act::Classification { response, substantive, reason }))
    };
    let sent = form.send(made()).await?;
    Ok(ClassifyResponseResponse { written: sent.written() })
}

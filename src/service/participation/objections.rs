//! Handlers of objections.

use beraad_client::v1::*;

use crate::domain::act::{self, ObjectionEnd};
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::ids::ItemId;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{Form, form, subject_of};
use crate::service::names;
use crate::service::query::{Query, asked, by_number};
use crate::service::render::{Speaker, objected_to};

pub(super) async fn raise_objection(
    desk: Desk,
    call: Call,
    q: RaiseObjectionRequest,
) -> Result<RaiseObjectionResponse, Failure> {
    let mut form = form!(desk, call, q, "RaiseObjection", entered);
    let on = form.version("on", q.on.as_ref());
    let member = form.member("member", &q.member);
    let reason = (q.reason.as_str(), REASON_CHARS_MAX);
    let reason = form.text("reason", reason, subject_of(member.as_ref()));
    let made = || {
        let (on, member, reason) = (on?, member?, reason?);
        Some(CommandBody::RaiseObjection(act::Objection { on, member, reason, round: 0 }))
    };
    let sent = form.send(made()).await?;
    let name = sent.numbered("objections", |body| matches!(body, EventBody::ObjectionRaised(_)));
    Ok(RaiseObjectionResponse { written: sent.written(), name })
}

pub(super) async fn uphold_objection(
    desk: Desk,
    call: Call,
    q: UpholdObjectionRequest,
) -> Result<UpholdObjectionResponse, Failure> {
    let mut form = form!(desk, call, q, "UpholdObjection", entered);
    let objection = form.numbered("name", &q.name, "objections");
    let member = form.member("member", &q.member);
    let made = || Some(act::ObjectionUpholding { objection: objection?, member: member? });
    let sent = form.send(made().map(CommandBody::UpholdObjection)).await?;
    Ok(UpholdObjectionResponse { written: sent.written() })
}

pub(super) async fn settle_objection(
    desk: Desk,
    call: Call,
    q: SettleObjectionRequest,
) -> Result<SettleObjectionResponse, Failure> {
    let mut form = form!(desk, call, q, "SettleObjection", entered);
    let objection = form.numbered("name", &q.name, "objections");
    let end = end(&mut form, q.end, q.integrated_version);
    let member = form.name_if_given("member", &q.member, names::member);
    let reason = (q.reason.as_str(), REASON_CHARS_MAX);
    let reason = form.optional_text("reason", reason, subject_of(member.as_ref()));
    let made = || {
        let (objection, end) = (objection?, end?);
        Some(act::ObjectionSettlement { objection, end, member, reason })
    };
    let sent = form.send(made().map(CommandBody::SettleObjection)).await?;
    Ok(SettleObjectionResponse { written: sent.written() })
}

fn end(form: &mut Form<'_>, kind: i32, version: u32) -> Option<ObjectionEnd> {
    use ObjectionEndKind as Kind;
    let kind = Kind::try_from(kind).unwrap_or_default();
    if (kind == Kind::Integrated) != (version > 0) {
        let rule = "is given exactly with OBJECTION_END_KIND_INTEGRATED; give both or none";
        form.fields.violate("integrated_version", rule);
    }
    match kind {
        Kind::Integrated => Some(ObjectionEnd::Integrated { version }),
        Kind::Withdrawn => Some(ObjectionEnd::Withdrawn),
        Kind::NotArgued => Some(ObjectionEnd::NotArgued),
        Kind::Unspecified => {
            form.fields.violate("end", "is missing or not a value of ObjectionEndKind");
            None
        }
    }
}

pub(super) async fn list_objections(
    desk: Desk,
    call: Call,
    q: ListObjectionsRequest,
) -> Result<ListObjectionsResponse, Failure> {
    let mut query = Query::of(&q.deliberation, asked!(q));
    let only = query.only("proposal", &q.proposal, names::proposal).map(ItemId::Proposal);
    let (state, page) = query.run(&desk).await?;
    let caller = call.within(&state.id);
    let keyed = state.objections.iter().filter_map(|(number, objection)| {
        let on = objected_to(objection);
        let speaker = Speaker::objects(&state, &caller, objection)?;
        let asked = only.as_ref().is_none_or(|only| *only == on.item);
        asked.then(|| (by_number(*number), (number, speaker, objection)))
    });
    let (found, next_page_token) = page.of(keyed);
    let objections = desk.shown(&call, &state, |renderer| {
        let rendered =
            found.iter().map(|(number, speaker, one)| renderer.objection(**number, speaker, one));
        rendered.collect()
    });
    Ok(ListObjectionsResponse { objections: objections.await?, next_page_token })
}

//! Handlers of motions: what changes by the consent of all parties once round 1 has opened.

use beraad_client::v1::*;

use crate::domain::act::{self, MotionSubject};
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::service::call::Call;
use crate::service::charter;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{Form, Sent, form};
use crate::service::query::{asked, by_number};

pub(super) async fn propose_amendment(
    desk: Desk,
    call: Call,
    q: ProposeAmendmentRequest,
) -> Result<ProposeAmendmentResponse, Failure> {
    let mut form = form!(desk, call, q, "ProposeAmendment", etag);
    form.deliberation(&q.deliberation);
    let charter = charter::required(&mut form.fields, "charter", q.charter.as_ref());
    let subject = charter.map(|charter| MotionSubject::Charter(Box::new(charter)));
    let (sent, name) = make(form, subject, &q.reason).await?;
    Ok(ProposeAmendmentResponse { written: sent.written(), name })
}

pub(super) async fn propose_party(
    desk: Desk,
    call: Call,
    q: ProposePartyRequest,
) -> Result<ProposePartyResponse, Failure> {
    let mut form = form!(desk, call, q, "ProposeParty", etag);
    form.deliberation(&q.deliberation);
    if q.party.is_none() {
        form.fields.violate("party", "is missing; give display_name and kind");
    }
    let party = q.party.as_ref().and_then(|given| form.new_party("party.", given));
    let (sent, name) = make(form, party.map(MotionSubject::Party), &q.reason).await?;
    Ok(ProposePartyResponse { written: sent.written(), name })
}

async fn make(
    mut form: Form<'_>,
    subject: Option<MotionSubject>,
    reason: &str,
) -> Result<(Sent, String), Failure> {
    let reason = form.shared("reason", (reason, REASON_CHARS_MAX));
    let made = || Some(act::Motion { subject: subject?, reason: reason? });
    let sent = form.send(made().map(CommandBody::MakeMotion)).await?;
    let name = sent.numbered("motions", |body| matches!(body, EventBody::MotionMade(_)));
    Ok((sent, name))
}

pub(super) async fn consent_to_motion(
    desk: Desk,
    call: Call,
    q: ConsentToMotionRequest,
) -> Result<ConsentToMotionResponse, Failure> {
    let mut form = form!(desk, call, q, "ConsentToMotion", entered);
    let motion = form.numbered("name", &q.name, "motions");
    let member = form.member("member", &q.member);
    let made = || Some(act::MotionConsent { motion: motion?, member: member? });
    let sent = form.send(made().map(CommandBody::ConsentToMotion)).await?;
    let carried = |body: &EventBody| matches!(body, EventBody::MotionCarried { .. }).then_some(());
    let carried = sent.found(carried).is_some();
    Ok(ConsentToMotionResponse { written: sent.written(), carried })
}

pub(super) async fn end_motion(
    desk: Desk,
    call: Call,
    q: EndMotionRequest,
) -> Result<EndMotionResponse, Failure> {
    let mut form = form!(desk, call, q, "EndMotion", etag);
    let motion = form.numbered("name", &q.name, "motions");
    let reason = form.shared("reason", (&q.reason, REASON_CHARS_MAX));
    let made = || Some(act::MotionEnd { motion: motion?, reason: reason? });
    let sent = form.send(made().map(CommandBody::EndMotion)).await?;
    Ok(EndMotionResponse { written: sent.written() })
}

pub(super) async fn list_motions(
    desk: Desk,
    call: Call,
    q: ListMotionsRequest,
) -> Result<ListMotionsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let keyed = state.motions.iter().map(|(number, motion)| (by_number(*number), (number, motion)));
    let (found, next_page_token) = page.of(keyed);
    let motions = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(number, motion)| renderer.motion(**number, motion)).collect()
    });
    Ok(ListMotionsResponse { motions: motions.await?, next_page_token })
}

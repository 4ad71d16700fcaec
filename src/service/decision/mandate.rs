//! Handlers of the mandate: what deciding bodies promise, limit, deliver and acknowledge.

use beraad_client::v1::*;

use crate::domain::act;
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::limits::{
    EVIDENCE_CHARS_MAX, NUMBER_CHARS_MAX, REASON_CHARS_MAX, TEXT_CHARS_MAX,
};
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::form::{Form, form};
use crate::service::names;

pub(super) async fn make_promise(
    desk: Desk,
    call: Call,
    q: MakePromiseRequest,
) -> Result<MakePromiseResponse, Failure> {
    let mut form = form!(desk, call, q, "MakePromise", entered);
    form.deliberation(&q.deliberation);
    let body = form.body("body", &q.body);
    let level = form.word("level", words::level_from(q.level), "ParticipationLevel");
    let text = form.shared("text", (&q.text, TEXT_CHARS_MAX));
    let grounds = grounds(&mut form, &q.grounds);
    let made = || Some(act::Promise { body: body?, level: level?, text: text?, grounds });
    let sent = form.send(made().map(CommandBody::MakePromise)).await?;
    Ok(MakePromiseResponse { written: sent.written() })
}

/// The grounds, in order and without repeats.
fn grounds(form: &mut Form<'_>, given: &[i32]) -> Vec<act::DeviationGround> {
    let mut read = Vec::new();
    for (place, value) in given.iter().enumerate() {
        let field = format!("grounds[{place}]");
        read.extend(form.word(&field, words::ground_from(*value), "DeviationGround"));
    }
    read.sort_unstable();
    read.dedup();
    read
}

pub(super) async fn withdraw_promise(
    desk: Desk,
    call: Call,
    q: WithdrawPromiseRequest,
) -> Result<WithdrawPromiseResponse, Failure> {
    let mut form = form!(desk, call, q, "WithdrawPromise", entered);
    form.deliberation(&q.deliberation);
    let body = form.body("body", &q.body);
    let reason = form.shared("reason", (&q.reason, REASON_CHARS_MAX));
    let made = || Some(act::PromiseWithdrawal { body: body?, reason: reason? });
    let sent = form.send(made().map(CommandBody::WithdrawPromise)).await?;
    Ok(WithdrawPromiseResponse { written: sent.written() })
}

pub(super) async fn declare_precondition(
    desk: Desk,
    call: Call,
    q: DeclarePreconditionRequest,
) -> Result<DeclarePreconditionResponse, Failure> {
    let mut form = form!(desk, call, q, "DeclarePrecondition", entered);
    form.deliberation(&q.deliberation);
    let body = form.body("body", &q.body);
    let text = form.shared("text", (&q.text, TEXT_CHARS_MAX));
    let consequence = form.shared("consequence", (&q.consequence, TEXT_CHARS_MAX));
    let answers = form.name_if_given("answers", &q.answers, names::contribution);
    let made = || {
        let (body, text, consequence) = (body?, text?, consequence?);
        Some(act::Precondition { body, text, consequence, answers })
    };
    let sent = form.send(made().map(CommandBody::DeclarePrecondition)).await?;
    let declared = |body: &EventBody| matches!(body, EventBody::PreconditionDeclared(_));
    let name = sent.numbered("preconditions", declared);
    Ok(DeclarePreconditionResponse { written: sent.written(), name })
}

pub(super) async fn declare_provision(
    desk: Desk,
    call: Call,
    q: DeclareProvisionRequest,
) -> Result<DeclareProvisionResponse, Failure> {
    let mut form = form!(desk, call, q, "DeclareProvision", entered);
    form.deliberation(&q.deliberation);
    let body = form.body("body", &q.body);
    let text = form.shared("text", (&q.text, TEXT_CHARS_MAX));
    let due = form.moment_if_given("due", q.due.as_ref());
    let made = || Some(act::Provision { body: body?, text: text?, due });
    let sent = form.send(made().map(CommandBody::DeclareProvision)).await?;
    let declared = |body: &EventBody| matches!(body, EventBody::ProvisionDeclared(_));
    let name = sent.numbered("provisions", declared);
    Ok(DeclareProvisionResponse { written: sent.written(), name })
}

pub(super) async fn settle_provision(
    desk: Desk,
    call: Call,
    q: SettleProvisionRequest,
) -> Result<SettleProvisionResponse, Failure> {
    let mut form = form!(desk, call, q, "SettleProvision", entered);
    let provision = form.numbered("name", &q.name, "provisions");
    let evidence = form.shared_if_given("proof", (&q.proof, EVIDENCE_CHARS_MAX));
    let kept = q.kept;
    let made = provision.map(|provision| {
        CommandBody::SettleProvision(act::ProvisionSettlement { provision, kept, evidence })
    });
    let sent = form.send(made).await?;
    Ok(SettleProvisionResponse { written: sent.written() })
}

pub(super) async fn acknowledge_consequences(
    desk: Desk,
    call: Call,
    q: AcknowledgeConsequencesRequest,
) -> Result<AcknowledgeConsequencesResponse, Failure> {
    let mut form = form!(desk, call, q, "AcknowledgeConsequences", entered);
    form.deliberation(&q.deliberation);
    let body = form.body("body", &q.body);
    let number = form.fields.text("number", &q.number, NUMBER_CHARS_MAX);
    let decided = form.moment("decided", q.decided.as_ref());
    let term_ends = form.moment("term_ends", q.term_ends.as_ref());
    let text = form.shared("text", (&q.text, TEXT_CHARS_MAX));
    let made = || {
        Some(act::Acknowledgement {
            body: body?,
            number: number?.into(),
            decided: decided?,
            term_ends: term_ends?,
            text: text?,
        })
    };
    let sent = form.send(made().map(CommandBody::AcknowledgeConsequences)).await?;
    Ok(AcknowledgeConsequencesResponse { written: sent.written() })
}

pub(super) async fn check_consequences(
    desk: Desk,
    call: Call,
    q: CheckConsequencesRequest,
) -> Result<CheckConsequencesResponse, Failure> {
    let mut form = form!(desk, call, q, "CheckConsequences", entered);
    form.deliberation(&q.deliberation);
    let body = form.body("body", &q.body);
    let on = form.version("on", q.on.as_ref());
    let limit = |name: &str| names::numbered(name, "preconditions");
    let breaks = form.name_if_given("breaks", &q.breaks, limit);
    let text = form.shared("text", (&q.text, TEXT_CHARS_MAX));
    let made = || Some(act::ConsequencesCheck { body: body?, on: on?, breaks, text: text? });
    let sent = form.send(made().map(CommandBody::CheckConsequences)).await?;
    Ok(CheckConsequencesResponse { written: sent.written() })
}

pub(super) async fn get_mandate(
    desk: Desk,
    call: Call,
    q: GetMandateRequest,
) -> Result<GetMandateResponse, Failure> {
    let mut fields = Fields::default();
    let Some(id) = fields.take("deliberation", names::deliberation(&q.deliberation)) else {
        return Err(fields.failure());
    };
    let state = desk.state(&id, q.at_least_sequence).await?;
    desk.shown(&call, &state, |renderer| renderer.mandate()).await
}

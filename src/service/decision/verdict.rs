//! Handlers of the verdict: the outcome, what deciding bodies do with it, and whom that reaches.

use beraad_client::v1::*;

use crate::domain::act::{self, ClauseStatus};
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::limits::{CLAUSES_NAMED_MAX, NUMBER_CHARS_MAX, REASON_CHARS_MAX};
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::form::{Form, form, subject_of};
use crate::service::names;
use crate::service::query::{asked, by_number};

pub(super) async fn get_outcome(
    desk: Desk,
    call: Call,
    q: GetOutcomeRequest,
) -> Result<GetOutcomeResponse, Failure> {
    let mut fields = Fields::default();
    let Some(id) = fields.take("deliberation", names::deliberation(&q.deliberation)) else {
        return Err(fields.failure());
    };
    let state = desk.state(&id, q.at_least_sequence).await?;
    desk.shown(&call, &state, |renderer| renderer.verdict()).await
}

pub(super) async fn record_decision(
    desk: Desk,
    call: Call,
    q: RecordDecisionRequest,
) -> Result<RecordDecisionResponse, Failure> {
    let mut form = form!(desk, call, q, "RecordDecision", entered);
    form.deliberation(&q.deliberation);
    let body = form.body("body", &q.body);
    let number = number(&mut form, &q.number);
    let decided = form.moment("decided", q.decided.as_ref());
    let listed = (q.clauses.as_slice(), 1, CLAUSES_NAMED_MAX);
    let clauses = form.list("clauses", listed, clause);
    let made = || {
        let (body, decided, clauses) = (body?, decided?, clauses?);
        Some(act::Decision { body, number, decided, clauses })
    };
    let sent = form.send(made().map(CommandBody::RecordDecision)).await?;
    let name = sent.numbered("decisions", |body| matches!(body, EventBody::DecisionRecorded(_)));
    Ok(RecordDecisionResponse { written: sent.written(), name })
}

fn number(form: &mut Form<'_>, given: &str) -> Box<str> {
    form.fields.optional_text("number", given, NUMBER_CHARS_MAX).unwrap_or_default().into()
}

fn clause(
    form: &mut Form<'_>,
    field: &str,
    given: &NewClauseDecision,
) -> Option<act::ClauseDecision> {
    let clause = form.clause(&format!("{field}.clause"), given.clause.as_ref());
    let status = status(form, field, given);
    let reason = (given.reason.as_str(), REASON_CHARS_MAX);
    let reason = form.shared_if_given(&format!("{field}.reason"), reason);
    Some(act::ClauseDecision { clause: clause?, status: status?, reason })
}

/// A status with what belongs to it; what belongs to another one is refused.
fn status(form: &mut Form<'_>, field: &str, given: &NewClauseDecision) -> Option<ClauseStatus> {
    use ClauseStatusKind as Kind;
    let at = |name: &str| format!("{field}.{name}");
    let kind = Kind::try_from(given.status).unwrap_or_default();
    for (name, is_given, goes_with) in [
        ("round", given.round > 0, Kind::AmendedWithConsent),
        ("precondition", !given.precondition.is_empty(), Kind::Precondition),
        ("source", !given.source.is_empty(), Kind::ExternalBinding),
    ] {
        if is_given != (kind == goes_with) {
            let rule =
                format!("is given exactly with {}; give both or none", goes_with.as_str_name());
            form.fields.violate(at(name), rule);
        }
    }
    if given.contestable && kind != Kind::ExternalBinding {
        let rule = format!("is said with {} only", Kind::ExternalBinding.as_str_name());
        form.fields.violate(at("contestable"), rule);
    }
    match kind {
        Kind::Honoured => Some(ClauseStatus::Honoured),
        Kind::AmendedWithConsent => Some(ClauseStatus::AmendedWithConsent { round: given.round }),
        Kind::Precondition if given.precondition.is_empty() => None,
        Kind::Precondition => {
            let name = &given.precondition;
            let number = form.numbered(&at("precondition"), name, "preconditions")?;
            Some(ClauseStatus::Precondition(number))
        }
        Kind::ExternalBinding if given.source.is_empty() => None,
        Kind::ExternalBinding => {
            let source = form.shared(&at("source"), (&given.source, REASON_CHARS_MAX))?;
            Some(ClauseStatus::ExternalBinding { source, contestable: given.contestable })
        }
        Kind::FormalProcedure => Some(ClauseStatus::FormalProcedure),
        Kind::ChangeOfMind => Some(ClauseStatus::ChangeOfMind),
        Kind::Pending => Some(ClauseStatus::Pending),
        Kind::Unspecified | Kind::Reversed => {
            let rule = "is missing or no status of a decision; a reversal is recorded with \
                        ReverseDecision";
            form.fields.violate(at("status"), rule);
            None
        }
    }
}

pub(super) async fn list_decisions(
    desk: Desk,
    call: Call,
    q: ListDecisionsRequest,
) -> Result<ListDecisionsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let decisions = state.verdict.decisions.iter();
    let (found, next_page_token) = page.of(decisions.map(|one| (by_number(*one.0), one)));
    let decisions = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(number, one)| renderer.decision(**number, one)).collect()
    });
    Ok(ListDecisionsResponse { decisions: decisions.await?, next_page_token })
}

pub(super) async fn reverse_decision(
    desk: Desk,
    call: Call,
    q: ReverseDecisionRequest,
) -> Result<ReverseDecisionResponse, Failure> {
    let mut form = form!(desk, call, q, "ReverseDecision", entered);
    form.deliberation(&q.deliberation);
    let body = form.body("body", &q.body);
    let number = number(&mut form, &q.number);
    let decided = form.moment("decided", q.decided.as_ref());
    let clauses = form.clauses("clauses", (&q.clauses, CLAUSES_NAMED_MAX));
    let reason = form.shared("reason", (&q.reason, REASON_CHARS_MAX));
    let made = || {
        let (body, decided, clauses, reason) = (body?, decided?, clauses?, reason?);
        Some(act::Reversal { body, number, decided, clauses, reason })
    };
    let sent = form.send(made().map(CommandBody::ReverseDecision)).await?;
    let name = sent.numbered("notices", |body| matches!(body, EventBody::DecisionReversed(_)));
    Ok(ReverseDecisionResponse { written: sent.written(), name })
}

pub(super) async fn list_notices(
    desk: Desk,
    call: Call,
    q: ListNoticesRequest,
) -> Result<ListNoticesResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let notices = state.verdict.notices.iter();
    let (found, next_page_token) = page.of(notices.map(|one| (by_number(*one.0), one)));
    let notices = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(number, one)| renderer.notice(**number, one)).collect()
    });
    Ok(ListNoticesResponse { notices: notices.await?, next_page_token })
}

pub(super) async fn acknowledge_notice(
    desk: Desk,
    call: Call,
    q: AcknowledgeNoticeRequest,
) -> Result<AcknowledgeNoticeResponse, Failure> {
    let mut form = form!(desk, call, q, "AcknowledgeNotice", entered);
    let notice = form.numbered("name", &q.name, "notices");
    let member = form.member("member", &q.member);
    let made = || Some(act::NoticeAcknowledgement { notice: notice?, member: member? });
    let sent = form.send(made().map(CommandBody::AcknowledgeNotice)).await?;
    Ok(AcknowledgeNoticeResponse { written: sent.written() })
}

pub(super) async fn record_unreachable(
    desk: Desk,
    call: Call,
    q: RecordUnreachableRequest,
) -> Result<RecordUnreachableResponse, Failure> {
    let mut form = form!(desk, call, q, "RecordUnreachable");
    let notice = form.numbered("name", &q.name, "notices");
    let party = form.name("party", names::party(&q.party));
    let reason = form.shared("reason", (&q.reason, REASON_CHARS_MAX));
    let made = || Some(act::Unreachability { notice: notice?, party: party?, reason: reason? });
    let sent = form.send(made().map(CommandBody::RecordUnreachable)).await?;
    Ok(RecordUnreachableResponse { written: sent.written() })
}

pub(super) async fn reply_to_flag(
    desk: Desk,
    call: Call,
    q: ReplyToFlagRequest,
) -> Result<ReplyToFlagResponse, Failure> {
    let mut form = form!(desk, call, q, "ReplyToFlag", entered);
    form.deliberation(&q.deliberation);
    let flag = form.word("flag", words::flag_from(q.flag), "FlagCode");
    let member = form.name_if_given("member", &q.member, names::member);
    let text = (q.text.as_str(), REASON_CHARS_MAX);
    let text = form.text("text", text, subject_of(member.as_ref()));
    let made = || Some(act::FlagReply { flag: flag?, member, text: text? });
    let sent = form.send(made().map(CommandBody::ReplyToFlag)).await?;
    Ok(ReplyToFlagResponse { written: sent.written() })
}

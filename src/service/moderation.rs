//! ModerationService: hiding texts with a reason, and the appeal against it.

use beraad_client::v1::moderation_service_server::ModerationService;
use beraad_client::v1::*;

use crate::domain::act;
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{form, subject_of};
use crate::service::names;
use crate::service::query::{asked, by_number, serves};

serves!(ModerationService {
    moderate(ModerateRequest) -> ModerateResponse: moderate;
    appeal_moderation(AppealModerationRequest) -> AppealModerationResponse: appeal;
    rule_on_appeal(RuleOnAppealRequest) -> RuleOnAppealResponse: rule;
    list_moderations(ListModerationsRequest) -> ListModerationsResponse: list;
});

async fn moderate(desk: Desk, call: Call, q: ModerateRequest) -> Result<ModerateResponse, Failure> {
    let mut form = form!(desk, call, q, "Moderate");
    let target = form.name("target", names::target(&q.target));
    let reason = form.shared("reason", (&q.reason, REASON_CHARS_MAX));
    let made = || Some(act::Moderation { target: target?, reason: reason? });
    let sent = form.send(made().map(CommandBody::Moderate)).await?;
    let name = sent.numbered("moderations", |body| matches!(body, EventBody::Moderated(_)));
    Ok(ModerateResponse { written: sent.written(), name })
}

async fn appeal(
    desk: Desk,
    call: Call,
    q: AppealModerationRequest,
) -> Result<AppealModerationResponse, Failure> {
    let mut form = form!(desk, call, q, "AppealModeration", entered);
    let moderation = form.numbered("name", &q.name, "moderations");
    let member = form.member("member", &q.member);
    let reason = (q.reason.as_str(), REASON_CHARS_MAX);
    let reason = form.text("reason", reason, subject_of(member.as_ref()));
    let made = || Some(act::Appeal { moderation: moderation?, member: member?, reason: reason? });
    let sent = form.send(made().map(CommandBody::AppealModeration)).await?;
    Ok(AppealModerationResponse { written: sent.written() })
}

async fn rule(
    desk: Desk,
    call: Call,
    q: RuleOnAppealRequest,
) -> Result<RuleOnAppealResponse, Failure> {
    let mut form = form!(desk, call, q, "RuleOnAppeal");
    let moderation = form.numbered("name", &q.name, "moderations");
    let reason = form.shared("reason", (&q.reason, REASON_CHARS_MAX));
    let restored = q.restored;
    let made = || Some(act::AppealRuling { moderation: moderation?, restored, reason: reason? });
    let sent = form.send(made().map(CommandBody::RuleOnAppeal)).await?;
    Ok(RuleOnAppealResponse { written: sent.written() })
}

async fn list(
    desk: Desk,
    call: Call,
    q: ListModerationsRequest,
) -> Result<ListModerationsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let moderations = state.dialogue.moderations.iter();
    let (found, next_page_token) = page.of(moderations.map(|one| (by_number(*one.0), one)));
    let moderations = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(number, one)| renderer.moderation(**number, one)).collect()
    });
    Ok(ListModerationsResponse { moderations: moderations.await?, next_page_token })
}

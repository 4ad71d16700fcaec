//! EntryService: what others entered for members and bodies.

pub(super) mod totals;

use beraad_client::v1::entry_service_server::EntryService;
use beraad_client::v1::*;

use crate::domain::act;
use crate::domain::command::CommandBody;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::domain::visibility;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{form, subject_of};
use crate::service::names;
use crate::service::query::{Query, asked, by_number, serves};
use crate::service::render::is_nameless;

serves!(EntryService {
    confirm_entry(ConfirmEntryRequest) -> ConfirmEntryResponse: confirm;
    contest_entry(ContestEntryRequest) -> ContestEntryResponse: contest;
    list_entries(ListEntriesRequest) -> ListEntriesResponse: list;
    get_channel_totals(GetChannelTotalsRequest) -> GetChannelTotalsResponse: totals::get;
});

async fn confirm(
    desk: Desk,
    call: Call,
    q: ConfirmEntryRequest,
) -> Result<ConfirmEntryResponse, Failure> {
    let mut form = form!(desk, call, q, "ConfirmEntry");
    let entry = form.numbered("name", &q.name, "entries");
    let member = form.member("member", &q.member);
    let made = || Some(act::EntryConfirmation { entry: entry?, member: member? });
    let sent = form.send(made().map(CommandBody::ConfirmEntry)).await?;
    Ok(ConfirmEntryResponse { written: sent.written() })
}

async fn contest(
    desk: Desk,
    call: Call,
    q: ContestEntryRequest,
) -> Result<ContestEntryResponse, Failure> {
    let mut form = form!(desk, call, q, "ContestEntry");
    let entry = form.numbered("name", &q.name, "entries");
    let member = form.member("member", &q.member);
    let reason = (q.reason.as_str(), REASON_CHARS_MAX);
    let reason = form.text("reason", reason, subject_of(member.as_ref()));
    let made = || Some(act::EntryContest { entry: entry?, member: member?, reason: reason? });
    let sent = form.send(made().map(CommandBody::ContestEntry)).await?;
    Ok(ContestEntryResponse { written: sent.written() })
}

async fn list(
    desk: Desk,
    call: Call,
    q: ListEntriesRequest,
) -> Result<ListEntriesResponse, Failure> {
    let mut query = Query::of(&q.deliberation, asked!(q));
    let only = query.only("member", &q.member, names::member);
    let (state, page) = query.run(&desk).await?;
    let caller = call.within(&state.id);
    let seen = state.entries.iter().filter(|(_, entry)| {
        let member = state.member_at(entry.seat);
        // A filter by member may not tell what the entry itself leaves unsaid.
        let asked = only.is_none() || (member == only && !is_nameless(&state, caller.role, entry));
        asked && visibility::entry(&state, &caller, entry).is_none()
    });
    let (found, next_page_token) = page.of(seen.map(|one| (by_number(*one.0), one)));
    let entries = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(number, entry)| renderer.entry(**number, entry)).collect()
    });
    Ok(ListEntriesResponse { entries: entries.await?, next_page_token })
}

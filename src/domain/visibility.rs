//! Who may see what: the one visibility policy. Every reader asks here.

mod texts;

use std::collections::BTreeSet;

use crate::domain::act::{Target, Voice};
use crate::domain::caller::{Caller, Entry, Role};
use crate::domain::charter::StanceVisibility;
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{Credential, ItemId, MemberRef, PartyId};
use crate::domain::state::{AssistedEntry, Deliberation, Version};

pub use texts::{TextUse, shared_text, text, texts_of};

/// Why a reader does not get something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Withheld {
    /// Hidden from everyone but its owner until the round closes.
    UntilRoundCloses,
    /// Only an auditor may read it.
    AuditorOnly,
    /// Erased.
    Erased,
    /// Hidden by moderation.
    Moderated,
}

/// Whether the round is over, so that what it hid is open. A round that was never closed, in a
/// cancelled deliberation, keeps what it hides.
fn is_over(state: &Deliberation, round: u32) -> bool {
    round == 0 || state.round(round).is_some_and(|round| round.closed.is_some())
}

/// The member that the caller is; only two roles are a member's, whatever else a caller carries.
pub(crate) fn own_member(caller: &Caller) -> Option<&MemberRef> {
    let is_member = matches!(caller.role, Role::Member | Role::Spokesperson);
    caller.member.as_ref().filter(|_| is_member)
}

/// The credential that callers have who name none; it tells nobody from anybody.
const ANONYMOUS: &str = "anonymous";

/// Whether the caller is the app, or the facilitator with a credential of its own, that entered
/// it. Members are known by their member and never by a credential, which several may share.
fn entered(caller: &Caller, (role, credential): (Role, &Credential)) -> bool {
    matches!(caller.role, Role::App | Role::Facilitator)
        && caller.role == role
        && caller.credential == *credential
        && credential.as_str() != ANONYMOUS
}

/// Whether a stance, ballot or pulse is withheld from the caller (rules 3 and 4): before the close
/// only the member and whoever entered it see it, and in a secret deliberation only auditors after
/// it as well. A public body is named after the close whatever the charter says.
#[must_use]
pub fn hidden(
    state: &Deliberation,
    caller: &Caller,
    round: u32,
    voice: &Voice,
    entered_by: (Role, &Credential),
) -> Option<Withheld> {
    if caller.role == Role::Admin {
        return Some(Withheld::AuditorOnly);
    }
    let seat = state.seat_of_voice(voice);
    let own_seat = own_member(caller).and_then(|own| state.seats.of(own));
    if (own_seat.is_some() && own_seat == seat) || entered(caller, entered_by) {
        return None;
    }
    if !is_over(state, round) {
        return Some(Withheld::UntilRoundCloses);
    }
    let secret = state.stance_visibility() == StanceVisibility::Secret;
    let open = caller.role == Role::Auditor || matches!(voice, Voice::PublicBody(_));
    (secret && !open).then_some(Withheld::AuditorOnly)
}

/// How a seat is named to those who may see what it said: the pseudonym where there is one.
#[must_use]
pub fn voice_of(state: &Deliberation, seat: u32) -> Option<Voice> {
    if let Some(pseudonym) = state.pseudonyms.of(seat) {
        return Some(Voice::Pseudonym(pseudonym.clone()));
    }
    let member = state.member_at(seat)?;
    Some(match state.stance_visibility() {
        StanceVisibility::Attributed => Voice::Named(member),
        StanceVisibility::Pseudonymous | StanceVisibility::Secret => Voice::PublicBody(member),
    })
}

/// Who is told to the caller beside a place on the opinion map of closed rounds; `None` where that
/// is withheld (rule 4).
#[must_use]
pub fn on_the_map(state: &Deliberation, caller: &Caller, seat: u32) -> Option<Voice> {
    let voice = voice_of(state, seat)?;
    let own = own_member(caller).and_then(|own| state.seats.of(own)) == Some(seat);
    let open = match state.stance_visibility() {
        StanceVisibility::Attributed | StanceVisibility::Pseudonymous => true,
        StanceVisibility::Secret => {
            caller.role == Role::Auditor || matches!(voice, Voice::PublicBody(_))
        }
    };
    ((own || open) && caller.role != Role::Admin).then_some(voice)
}

/// Whether who is behind a pseudonym is withheld: from all but the member itself, and, once the
/// round in which it was given is over, the auditor.
fn binding(
    state: &Deliberation,
    caller: &Caller,
    member: &MemberRef,
    round: u32,
) -> Option<Withheld> {
    match caller.role {
        _ if own_member(caller) == Some(member) => None,
        Role::Auditor if is_over(state, round) => None,
        Role::Auditor => Some(Withheld::UntilRoundCloses),
        _ => Some(Withheld::AuditorOnly),
    }
}

/// Whether a proposal version is withheld from the caller (rule 2): until the round closes only
/// its party and whoever entered it see it, unless the round is for building together.
#[must_use]
pub fn proposal(
    state: &Deliberation,
    caller: &Caller,
    (round, sealed): (u32, bool),
    author: &MemberRef,
    entry: &Entry,
) -> Option<Withheld> {
    let own = own_member(caller).is_some_and(|own| own.party == author.party)
        || entered(caller, (entry.role, &entry.credential));
    match caller.role {
        // Sealed comes first: nobody but the owner may know that there is anything.
        _ if sealed && !own && !is_over(state, round) => Some(Withheld::UntilRoundCloses),
        Role::Admin => Some(Withheld::AuditorOnly),
        _ => None,
    }
}

/// Whether the caller may know of this version of an item.
#[must_use]
pub fn sees_version(
    state: &Deliberation,
    caller: &Caller,
    item: &ItemId,
    version: &Version,
) -> bool {
    match (item, &version.author) {
        (ItemId::Proposal(_), Some(author)) => {
            let when = (version.round, version.sealed);
            let withheld = proposal(state, caller, when, author, &version.entry);
            withheld != Some(Withheld::UntilRoundCloses)
        }
        _ => true,
    }
}

/// Whether a version is sealed from a party that acts (rule 2). An app acts for one party at a
/// time, so that what it entered for another is no ground on which the first can build.
#[must_use]
pub fn sealed_from(
    state: &Deliberation,
    party: &PartyId,
    item: &ItemId,
    version: &Version,
) -> bool {
    let own = |author: &MemberRef| author.party == *party;
    matches!(item, ItemId::Proposal(_))
        && state.is_sealed(version)
        && !version.author.as_ref().is_some_and(own)
}

/// Whether an assisted entry is withheld from the caller. What was entered for a hidden act tells
/// who took part: before the close only the member and whoever entered it know, and where stances
/// are not attributed nobody but an auditor afterwards; but a public body is named then as always.
#[must_use]
pub fn entry(state: &Deliberation, caller: &Caller, entry: &AssistedEntry) -> Option<Withheld> {
    let own_seat = own_member(caller).and_then(|own| state.seats.of(own));
    let by = (entry.entry.role, &entry.entry.credential);
    if caller.role == Role::Admin {
        return Some(Withheld::AuditorOnly);
    }
    if own_seat == Some(entry.seat) || entered(caller, by) {
        return None;
    }
    if !matches!(entry.kind, "stance" | "ballot" | "pulse" | "proposal") {
        return None;
    }
    if !is_over(state, entry.round) {
        return Some(Withheld::UntilRoundCloses);
    }
    let named = !matches!(voice_of(state, entry.seat), Some(Voice::Pseudonym(_)) | None);
    let attributed = state.stance_visibility() == StanceVisibility::Attributed;
    let open = attributed || named || entry.kind == "proposal" || caller.role == Role::Auditor;
    (!open).then_some(Withheld::AuditorOnly)
}

/// Whether a text is hidden by moderation at this moment.
#[must_use]
pub fn is_moderated(state: &Deliberation, target: &Target) -> bool {
    let hidden = |one: &crate::domain::state::ModerationState| {
        one.moderation.target == *target && one.restored != Some(true)
    };
    state.dialogue.moderations.values().any(hidden)
}

/// The items that are hidden by moderation at this moment, to look many of them up.
#[must_use]
pub fn moderated_items(state: &Deliberation) -> BTreeSet<&ItemId> {
    let hidden = state.dialogue.moderations.values().filter(|one| one.restored != Some(true));
    let items = hidden.filter_map(|one| match &one.moderation.target {
        Target::Item(id) => Some(id),
        Target::Response(_) => None,
    });
    items.collect()
}

/// Whether the payload of an event is withheld from the caller.
#[must_use]
pub fn event(state: &Deliberation, caller: &Caller, event: &Event) -> Option<Withheld> {
    let by = (event.entry.role, &event.entry.credential);
    match &event.body {
        EventBody::StanceCast { voice, round, .. } => hidden(state, caller, *round, voice, by),
        EventBody::BallotCast(cast) => hidden(state, caller, cast.round, &cast.voice, by),
        EventBody::PulseGiven(given) => hidden(state, caller, given.round, &given.voice, by),
        EventBody::PseudonymBound { member, round, .. } => binding(state, caller, member, *round),
        EventBody::ProposalVersionAdded { author, round, sealed, .. } => {
            proposal(state, caller, (*round, *sealed), author, &event.entry)
        }
        _ if caller.role == Role::Admin => Some(Withheld::AuditorOnly),
        EventBody::EntryConfirmed(word) => said(state, caller, word.entry),
        EventBody::EntryContested(word) => said(state, caller, word.entry),
        _ => None,
    }
}

/// What a member says of an entry is as open as the entry.
fn said(state: &Deliberation, caller: &Caller, number: u64) -> Option<Withheld> {
    let found = state.entries.get(&number)?;
    entry(state, caller, found)
}

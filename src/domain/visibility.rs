//! Who may see what: the one visibility policy. Every reader asks here.

use crate::domain::caller::{Caller, Entry, Role};
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{Credential, ItemId, MemberRef, PartyId, TextRef};
use crate::domain::state::{Deliberation, Version};

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

/// What a text is, which decides who may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextUse {
    /// Part of the shared record: title, challenge, statement, proposal, party name, reason. The
    /// texts of a sealed proposal become so at the close: [`sees_version`] speaks first.
    Shared,
    /// What a member is called.
    MemberName(MemberRef),
    /// The value of an external identity, with its issuer.
    Identity(Box<str>),
}

/// Whether the round is over, so that what it hid is open. A round that was never closed, in a
/// cancelled deliberation, keeps what it hides.
fn is_over(state: &Deliberation, round: u32) -> bool {
    round == 0 || state.round(round).is_some_and(|round| round.closed.is_some())
}

/// The member that the caller is; only two roles are a member's, whatever else a caller carries.
fn own_member(caller: &Caller) -> Option<&MemberRef> {
    let is_member = matches!(caller.role, Role::Member | Role::Spokesperson);
    caller.member.as_ref().filter(|_| is_member)
}

/// Whether the caller is the app that entered it. People are known by their member and never by a
/// credential, which several of them may share.
fn entered(caller: &Caller, credential: &Credential) -> bool {
    caller.role == Role::App && caller.credential == *credential
}

/// Whether a stance is withheld from the caller (rule 3): before the close only the member and
/// whoever entered it see it.
#[must_use]
pub fn stance(
    state: &Deliberation,
    caller: &Caller,
    round: u32,
    member: &MemberRef,
    entered_by: &Credential,
) -> Option<Withheld> {
    if caller.role == Role::Admin {
        return Some(Withheld::AuditorOnly);
    }
    let own = own_member(caller) == Some(member) || entered(caller, entered_by);
    (!own && !is_over(state, round)).then_some(Withheld::UntilRoundCloses)
}

/// Whether a proposal version is withheld from the caller (rule 2): until the round closes only
/// its party and whoever entered it see it.
#[must_use]
pub fn proposal(
    state: &Deliberation,
    caller: &Caller,
    round: u32,
    author: &MemberRef,
    entry: &Entry,
) -> Option<Withheld> {
    let own = own_member(caller).is_some_and(|own| own.party == author.party)
        || (entry.role == Role::App && entered(caller, &entry.credential));
    match caller.role {
        // Sealed comes first: nobody but the owner may know that there is anything.
        _ if !own && !is_over(state, round) => Some(Withheld::UntilRoundCloses),
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
            let withheld = proposal(state, caller, version.round, author, &version.entry);
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
        && !is_over(state, version.round)
        && !version.author.as_ref().is_some_and(own)
}

/// Whether the payload of an event is withheld from the caller.
#[must_use]
pub fn event(state: &Deliberation, caller: &Caller, event: &Event) -> Option<Withheld> {
    match &event.body {
        EventBody::StanceCast { member, round, .. } => {
            stance(state, caller, *round, member, &event.entry.credential)
        }
        EventBody::ProposalVersionAdded { author, round, .. } => {
            proposal(state, caller, *round, author, &event.entry)
        }
        _ if caller.role == Role::Admin => Some(Withheld::AuditorOnly),
        _ => None,
    }
}

/// Whether a text is withheld from the caller; that it may be erased is for the vault to say.
#[must_use]
pub fn text(caller: &Caller, text: &TextUse) -> Option<Withheld> {
    let allowed = match (caller.role, text) {
        (Role::Admin, _) => false,
        (Role::Auditor, _) | (_, TextUse::Shared) => true,
        (Role::Facilitator, TextUse::MemberName(_)) => true,
        (_, TextUse::MemberName(member)) => own_member(caller) == Some(member),
        (Role::App, TextUse::Identity(issuer)) => caller.issuer.as_ref() == Some(issuer),
        (_, TextUse::Identity(_)) => false,
    };
    (!allowed).then_some(Withheld::AuditorOnly)
}

/// The texts that an event refers to, in the order of its payload.
#[must_use]
pub fn texts_of(body: &EventBody) -> Vec<(&TextRef, TextUse)> {
    let shared = |text| (text, TextUse::Shared);
    match body {
        EventBody::DeliberationCreated { title } => vec![shared(title)],
        EventBody::ChallengeRevised { text, .. } | EventBody::StatementAdded { text, .. } => {
            vec![shared(text)]
        }
        EventBody::PartyAdded { display_name, .. } => vec![shared(display_name)],
        EventBody::MemberAdded { party, member, display_name, identity, .. } => {
            let member = MemberRef { party: party.clone(), member: Some(member.clone()) };
            let name = display_name.iter().map(|text| (text, TextUse::MemberName(member.clone())));
            let identity =
                identity.iter().map(|(issuer, value)| (value, TextUse::Identity(issuer.clone())));
            name.chain(identity).collect()
        }
        EventBody::RoundOpened { plan, .. } => {
            plan.title.iter().chain(&plan.against_advice_reason).map(shared).collect()
        }
        EventBody::ProposalVersionAdded { title, clauses, .. } => {
            let clauses = clauses.iter().map(|clause| &clause.text);
            std::iter::once(title).chain(clauses).map(shared).collect()
        }
        EventBody::ConclusionCalled { against_advice_reason } => {
            against_advice_reason.iter().map(shared).collect()
        }
        EventBody::DeliberationCancelled { reason } => vec![shared(reason)],
        EventBody::CharterSet(_)
        | EventBody::CharterAccepted { .. }
        | EventBody::ReadyDeclared { .. }
        | EventBody::ReturnedToDraft
        | EventBody::StanceCast { .. }
        | EventBody::RoundClosed { .. }
        | EventBody::FiguresRecorded(_)
        | EventBody::FollowUpStarted
        | EventBody::DeliberationClosed
        | EventBody::Erased { .. } => Vec::new(),
    }
}

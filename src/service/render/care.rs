//! Moderations, and what others entered for members.

use beraad_client::v1 as wire;

use super::Renderer;
use crate::domain::act::Target;
use crate::domain::caller::Role;
use crate::domain::charter::StanceVisibility;
use crate::domain::state::{AssistedEntry, Deliberation, EntryWord, ModerationState};
use crate::domain::visibility::TextUse;
use crate::log::codec::{timestamp, words};
use crate::service::names;

/// Whether who is behind an entry stays unsaid to an auditor: where stances are not attributed,
/// what was entered must not tell whom a pseudonym hides.
pub(in crate::service) fn is_nameless(
    state: &Deliberation,
    role: Role,
    entry: &AssistedEntry,
) -> bool {
    let hides = matches!(entry.kind, "stance" | "ballot" | "pulse");
    hides && role == Role::Auditor && state.stance_visibility() != StanceVisibility::Attributed
}

impl Renderer<'_> {
    pub(in crate::service) fn moderation(
        &self,
        number: u64,
        of: &ModerationState,
    ) -> wire::Moderation {
        let target = match &of.moderation.target {
            Target::Item(item) => self.name(item),
            Target::Response(response) => self.number("responses", *response),
        };
        let appeal = of.appeal.as_ref();
        let party = appeal.map(|appeal| names::of_party(&self.state.id, &appeal.member.party));
        wire::Moderation {
            name: self.number("moderations", number),
            target,
            reason: self.shared(&of.moderation.reason),
            time: Some(timestamp(of.at)),
            appealed_by: party.unwrap_or_default(),
            appeal_reason: appeal.and_then(|appeal| self.shared(&appeal.reason)),
            restored: of.restored,
        }
    }

    pub(in crate::service) fn entry(&self, number: u64, of: &AssistedEntry) -> wire::AssistedEntry {
        let nameless = is_nameless(self.state, self.caller.role, of);
        let member = self.state.member_at(of.seat).filter(|_| !nameless);
        let evidence = of.entry.evidence.as_ref();
        wire::AssistedEntry {
            name: self.number("entries", number),
            member: member.map(|member| self.name(&member)).unwrap_or_default(),
            kind: of.kind.to_owned(),
            round: of.round,
            role: words::role_to(of.entry.role),
            credential: of.entry.credential.to_string(),
            channel: words::channel_to(of.entry.channel),
            evidence: evidence.and_then(|text| self.text(text, &TextUse::Evidence)),
            time: Some(timestamp(of.at)),
            word: word(of.word).into(),
        }
    }
}

fn word(word: EntryWord) -> wire::EntryWord {
    match word {
        EntryWord::Unconfirmed => wire::EntryWord::Unconfirmed,
        EntryWord::Confirmed => wire::EntryWord::Confirmed,
        EntryWord::Contested => wire::EntryWord::Contested,
    }
}

//! What one caller sees of an event: the same whether the log is exported or followed.

use beraad_client::v1::{self as wire, *};

use crate::domain::caller::Caller;
use crate::domain::event::Event;
use crate::domain::ids::TextRef;
use crate::domain::state::Deliberation;
use crate::domain::visibility::{self, TextUse, Withheld};
use crate::engine::Texts;
use crate::log::{StoredCommit, StoredEvent};
use crate::service::render::withheld;

/// A caller who looks at the log of a deliberation as it stands.
pub(super) struct Eyes<'a> {
    pub(super) state: &'a Deliberation,
    pub(super) caller: &'a Caller,
}

/// What is withheld of an event: its payload, or which of its texts.
pub(super) type Kept = (Option<Withheld>, Vec<Option<Withheld>>);

impl Eyes<'_> {
    /// The texts that events show to this caller.
    pub(super) fn references<'e>(&self, events: &'e [Event]) -> Vec<&'e TextRef> {
        let shown = |event: &&Event| visibility::event(self.state, self.caller, event).is_none();
        // Which texts there are does not depend on the place in the log.
        let texts = events.iter().filter(shown).flat_map(|event| visibility::texts_of(0, event));
        texts.map(|(reference, _)| reference).collect()
    }

    /// What is withheld from this caller; two callers with the same get the same bytes.
    pub(super) fn kept(&self, sequence: u64, event: &Event) -> Kept {
        let payload = visibility::event(self.state, self.caller, event);
        let texts = visibility::texts_of(sequence, event);
        (payload, texts.iter().map(|(_, usage)| self.withheld(usage)).collect())
    }

    /// An event as this caller gets it.
    pub(super) fn event(
        &self,
        stored: &StoredEvent,
        event: &Event,
        texts: &Texts,
    ) -> ExportedEvent {
        use exported_event::Content;
        let content = match visibility::event(self.state, self.caller, event) {
            Some(reason) => Content::Withheld(withheld(reason).into()),
            None => Content::Disclosed(Disclosed {
                payload: stored.payload.to_vec(),
                salt: stored.salt.to_vec(),
                texts: (visibility::texts_of(stored.sequence, event).iter())
                    .map(|(reference, usage)| self.text(reference, usage, texts))
                    .collect(),
            }),
        };
        ExportedEvent { envelope: stored.envelope.clone(), content: Some(content) }
    }

    fn withheld(&self, usage: &TextUse) -> Option<Withheld> {
        visibility::text(self.state, self.caller, usage)
    }

    fn text(&self, reference: &TextRef, usage: &TextUse, texts: &Texts) -> ExportedText {
        use exported_text::Content;
        let content = match (self.withheld(usage), texts.get(reference)) {
            (_, None) => Content::Withheld(wire::Withheld::Erased.into()),
            (Some(reason), _) => Content::Withheld(withheld(reason).into()),
            (None, Some(opened)) => {
                Content::Text(SaltedText { salt: opened.salt.to_vec(), value: opened.text.clone() })
            }
        };
        ExportedText { id: reference.id.to_string(), content: Some(content) }
    }
}

/// The seal of a commit, which is the same for everybody.
pub(super) fn seal(commit: &StoredCommit) -> ExportedCommit {
    ExportedCommit {
        first_sequence: commit.first_sequence(),
        last_sequence: commit.last_sequence(),
        link: commit.link.to_vec(),
        signature: commit.signature.to_vec(),
    }
}

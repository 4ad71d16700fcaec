//! Figures as the contract tells them: with names, sentences and evidence.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

use beraad_client::v1::{self as wire, Evidence};
use sha2::{Digest, Sha256};

use crate::analysis::figure::Figure;
use crate::analysis::sentences::{Names, sentence};
use crate::domain::act::Target;
use crate::domain::caller::Caller;
use crate::domain::ids::{ItemVersion, PartyId, TextId, TextRef};
use crate::domain::state::Deliberation;
use crate::domain::visibility::{self, TextUse};
use crate::engine::Texts;
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::names;

/// Sequences cited one by one before a range, a count and a digest stand for them.
const EVIDENCE_MAX: usize = 100;
/// Characters of a text that a sentence quotes.
const LABEL_CHARS_MAX: usize = 80;

/// What figures refer to by position, with how sentences call it. Only the names that something
/// says are opened: what is told is made twice, to learn which, and again with them.
pub(super) struct Frame {
    state: Arc<Deliberation>,
    caller: Caller,
    /// The round that the figures are about; 0 for none.
    round: u32,
    /// Sequence of the last event that they were computed through.
    through: u64,
    /// Digest of what they were computed from.
    digest: [u8; 32],
    /// The versions.
    pub(super) items: Vec<ItemVersion>,
    /// The parties.
    pub(super) parties: Vec<PartyId>,
    /// The names that were opened; `None` as long as they are only asked for.
    texts: Option<Texts>,
    asked: RefCell<BTreeMap<TextId, TextRef>>,
}

impl Frame {
    /// Without names yet.
    pub(super) fn of(
        call: &Call,
        state: &Arc<Deliberation>,
        (round, through, digest): (u32, u64, [u8; 32]),
        (items, parties): (&[ItemVersion], &[PartyId]),
    ) -> Frame {
        Frame {
            caller: call.within(&state.id),
            state: state.clone(),
            round,
            through,
            digest,
            items: items.to_vec(),
            parties: parties.to_vec(),
            texts: None,
            asked: RefCell::default(),
        }
    }

    /// Opens the names that were asked for until now.
    pub(super) async fn open(&mut self, desk: &Desk) -> Result<(), Failure> {
        let asked = self.asked.take();
        let references: Vec<&TextRef> = asked.values().collect();
        self.texts = Some(desk.texts(&self.state.id, &references).await?);
        Ok(())
    }

    /// A text that this caller may read; what may not be read is named by id.
    fn said(&self, text: Option<(&TextRef, TextUse)>, otherwise: &dyn Display) -> String {
        let shown = |(_, used): &(&TextRef, TextUse)| {
            visibility::text(&self.state, &self.caller, used).is_none()
        };
        let Some((reference, _)) = text.filter(shown) else { return otherwise.to_string() };
        match &self.texts {
            Some(texts) => texts.get(reference).map(|opened| opened.text.clone()),
            None => {
                self.asked.borrow_mut().insert(reference.id.clone(), reference.clone());
                None
            }
        }
        .unwrap_or_else(|| otherwise.to_string())
    }

    /// What a version is called.
    pub(super) fn item_label(&self, place: usize) -> String {
        let on = &self.items[place];
        let item = self.state.items.get(&on.item);
        let version = item.and_then(|item| item.versions.get(on.version as usize - 1));
        let text = version.map(|version| {
            let party = version.author.as_ref().map(|author| author.party.clone());
            (&version.text, TextUse::Of(Target::Item(on.item.clone()), party))
        });
        quoted(&self.said(text, on))
    }

    /// What a party is called.
    pub(super) fn party_label(&self, place: usize) -> String {
        let id = &self.parties[place];
        let name = self.state.parties.get(id).map(|party| (&party.display_name, TextUse::Shared));
        self.said(name, id)
    }

    /// The resource name of a version.
    pub(super) fn item(&self, place: usize) -> String {
        names::of_version(&self.state.id, &self.items[place])
    }

    /// The resource name of a party.
    pub(super) fn party(&self, place: usize) -> String {
        names::of_party(&self.state.id, &self.parties[place])
    }

    /// A figure, proved by events.
    pub(super) fn figure(
        &self,
        figure: &Figure,
        evidence: impl FnOnce() -> Evidence,
    ) -> wire::Figure {
        use wire::figure::Result as Says;
        let said = sentence(figure, self);
        if self.texts.is_none() {
            // Only the names count this time.
            return wire::Figure::default();
        }
        let party = |place: usize| self.party(place);
        wire::Figure {
            name: figure.name.to_owned(),
            item: figure.item.map(|place| self.item(place)).unwrap_or_default(),
            party: figure.party.map(party).unwrap_or_default(),
            round: self.round,
            result: Some(match &figure.value {
                Ok(value) => Says::Value(value.to_f64()),
                Err(reason) => Says::Undefined(words::undefined_to(*reason)),
            }),
            exact: figure.value.as_ref().ok().and_then(|value| value.exact()).unwrap_or_default(),
            n: figure.n,
            worst_off: figure.worst_off.map(party).unwrap_or_default(),
            method: figure.method.to_owned(),
            method_version: figure.version,
            computed_through_sequence: self.through,
            input_digest: self.digest.to_vec(),
            evidence: Some(evidence()),
            explanation_nl: said.nl,
            explanation_en: said.en,
        }
    }
}

/// The events behind a figure, in order.
pub(super) fn evidence(sequences: &[u64]) -> Evidence {
    let mut digest = Sha256::new();
    sequences.iter().for_each(|sequence| digest.update(sequence.to_be_bytes()));
    let few = sequences.len() <= EVIDENCE_MAX;
    Evidence {
        first: sequences.first().copied().unwrap_or_default(),
        last: sequences.last().copied().unwrap_or_default(),
        count: sequences.len() as u64,
        digest: digest.finalize().to_vec(),
        sequences: if few { sequences.to_vec() } else { Vec::new() },
    }
}

/// A text as part of a sentence: quoted, on one line, without its full stop, and not too long.
pub(super) fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    let mut short: String = line.chars().take(LABEL_CHARS_MAX).collect();
    if short.len() < line.len() {
        short.truncate(short.trim_end().len());
        short.push('\u{2026}');
    }
    format!("\u{201c}{short}\u{201d}")
}

impl Names for Frame {
    fn item(&self, place: usize) -> Option<String> {
        Some(self.item_label(place))
    }

    fn party(&self, place: usize) -> Option<String> {
        Some(self.party_label(place))
    }
}

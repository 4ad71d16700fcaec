//! Figures as the contract tells them: with names, sentences and evidence.

use beraad_client::v1::{self as wire, Evidence};
use sha2::{Digest, Sha256};

use crate::analysis::figure::Figure;
use crate::analysis::sentences::{Labels, sentence};
use crate::domain::act::Target;
use crate::domain::ids::{DeliberationId, ItemVersion, PartyId, TextRef};
use crate::domain::state::Deliberation;
use crate::domain::visibility::{self, TextUse};
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::names;

/// Sequences cited one by one before a range, a count and a digest stand for them.
const EVIDENCE_MAX: usize = 100;
/// Characters of a text that a sentence quotes.
const LABEL_CHARS_MAX: usize = 80;

/// What figures refer to by position, with how sentences call it.
pub(super) struct Frame {
    id: DeliberationId,
    /// The round that the figures are about; 0 for none.
    round: u32,
    /// Sequence of the last event that they were computed through.
    through: u64,
    /// Digest of what they were computed from.
    digest: [u8; 32],
    /// The versions.
    pub(super) items: Vec<ItemVersion>,
    /// What they are called.
    pub(super) item_labels: Vec<String>,
    /// The parties.
    pub(super) parties: Vec<PartyId>,
    /// What they are called.
    pub(super) party_labels: Vec<String>,
}

impl Frame {
    /// With the names that this caller may read; what may not be read is named by id.
    pub(super) async fn of(
        (desk, call): (&Desk, &Call),
        state: &Deliberation,
        (round, through, digest): (u32, u64, [u8; 32]),
        (items, parties): (&[ItemVersion], &[PartyId]),
    ) -> Result<Frame, Failure> {
        let id = &state.id;
        let texts = desk.texts(id, &references(state, call, items)).await?;
        let said = |reference: Option<&TextRef>, otherwise: String| {
            let text = reference.and_then(|reference| texts.get(reference));
            text.map_or(otherwise, |text| text.text.clone())
        };
        let item = |on: &ItemVersion| {
            let item = state.items.get(&on.item);
            let version = item.and_then(|item| item.versions.get(on.version as usize - 1));
            quoted(&said(version.map(|version| &version.text), on.to_string()))
        };
        let party = |id: &PartyId| {
            said(state.parties.get(id).map(|party| &party.display_name), id.to_string())
        };
        Ok(Frame {
            id: id.clone(),
            round,
            through,
            digest,
            items: items.to_vec(),
            item_labels: items.iter().map(item).collect(),
            parties: parties.to_vec(),
            party_labels: parties.iter().map(party).collect(),
        })
    }

    /// The resource name of a version.
    pub(super) fn item(&self, place: usize) -> String {
        names::of_version(&self.id, &self.items[place])
    }

    /// The resource name of a party.
    pub(super) fn party(&self, place: usize) -> String {
        names::of_party(&self.id, &self.parties[place])
    }

    /// A figure, proved by events.
    pub(super) fn figure(&self, figure: &Figure, evidence: Evidence) -> wire::Figure {
        use wire::figure::Result as Says;
        let labels = Labels { items: &self.item_labels, parties: &self.party_labels };
        let said = sentence(figure, &labels);
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
            evidence: Some(evidence),
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

/// The texts that sentences quote, as far as this caller may read them; the others are named by id.
fn references<'a>(
    state: &'a Deliberation,
    call: &Call,
    items: &'a [ItemVersion],
) -> Vec<&'a TextRef> {
    let caller = call.within(&state.id);
    let items = items.iter().filter_map(|on| {
        let version = state.items.get(&on.item)?.versions.get(on.version as usize - 1)?;
        let party = version.author.as_ref().map(|author| author.party.clone());
        Some((&version.text, TextUse::Of(Target::Item(on.item.clone()), party)))
    });
    let parties = state.parties.values().map(|party| (&party.display_name, TextUse::Shared));
    let shown = |(_, used): &(&TextRef, TextUse)| visibility::text(state, &caller, used).is_none();
    items.chain(parties).filter(shown).map(|(text, _)| text).collect()
}

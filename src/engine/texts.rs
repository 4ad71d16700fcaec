//! Sealing texts on the way in and opening them on the way out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use crate::domain::event::{ErasureScope, EventBody};
use crate::domain::ids::{DeliberationId, TextId, TextRef};
use crate::engine::error::{EngineError, cause, unreadable};
use crate::engine::{Engine, Ports};
use crate::log::entropy::Entropy;
use crate::log::vault::{OpenedText, SubjectKey, new_text};
use crate::log::{SealedText, Subject, TextClass, WrappedKey};

/// The keys of one deliberation, in the hands of its task.
pub(super) struct Keyring {
    keys: BTreeMap<(Subject, TextClass), Arc<SubjectKey>>,
}

/// A text on its way into the vault, with the reference that the log will hold.
#[derive(Clone)]
pub struct PlainText {
    /// The reference.
    pub reference: TextRef,
    salt: [u8; 32],
    text: String,
    subject: Subject,
    class: TextClass,
}

impl PlainText {
    /// Names, salts and digests a text.
    #[must_use]
    pub fn new(
        entropy: &dyn Entropy,
        (subject, class): (Subject, TextClass),
        text: &str,
    ) -> PlainText {
        let (reference, salt) = new_text(entropy, text);
        PlainText { reference, salt, text: text.to_owned(), subject, class }
    }
}

impl PlainText {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for PlainText {
    /// Never shows the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PlainText").field(&self.reference.id).finish()
    }
}

/// What a commit does to the vault.
#[derive(Default)]
pub(super) struct VaultChange {
    pub(super) texts: Vec<SealedText>,
    pub(super) keys: Vec<WrappedKey>,
    pub(super) destroy: Vec<(Subject, TextClass)>,
}

impl VaultChange {
    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.keys.is_empty() && self.destroy.is_empty()
    }
}

impl Keyring {
    /// The keys of a deliberation: all, or those in some places only.
    pub(super) async fn load(
        ports: &Arc<Ports>,
        id: &DeliberationId,
        only: Option<&BTreeSet<(Subject, TextClass)>>,
    ) -> Result<Keyring, EngineError> {
        let mut keys = BTreeMap::new();
        for wrapped in ports.log.keys(id, only).await.map_err(unreadable)? {
            let key = ports.master_key.open_key(id, &wrapped);
            let key = key.map_err(|error| EngineError::Unreadable(cause(error)))?;
            keys.insert((wrapped.subject, wrapped.class), Arc::new(key));
        }
        Ok(Keyring { keys })
    }

    /// Seals texts, making keys for subjects that have none yet. The keyring itself changes only
    /// when the commit is written.
    pub(super) fn seal(
        &self,
        ports: &Ports,
        id: &DeliberationId,
        texts: &[PlainText],
        change: &mut VaultChange,
        fresh: &mut Fresh,
    ) {
        let entropy = &*ports.entropy;
        for text in texts {
            let place = (text.subject.clone(), text.class);
            let known = self.keys.get(&place).or_else(|| fresh.0.get(&place));
            let key = known.cloned().unwrap_or_else(|| {
                let key = SubjectKey::create(entropy, text.subject.clone(), text.class);
                change.keys.push(ports.master_key.wrap(entropy, id, &key));
                let key = Arc::new(key);
                fresh.0.insert(place, key.clone());
                key
            });
            let sealed = key.seal(entropy, id, &text.reference.id, &text.salt, &text.text);
            change.texts.push(sealed);
        }
    }

    /// Takes over what a written commit did.
    pub(super) fn apply(&mut self, fresh: Fresh, destroyed: &[(Subject, TextClass)]) {
        self.keys.extend(fresh.0);
        for place in destroyed {
            self.keys.remove(place);
        }
    }
}

/// Keys that exist as soon as the commit is written.
#[derive(Default)]
pub(super) struct Fresh(BTreeMap<(Subject, TextClass), Arc<SubjectKey>>);

/// What an event destroys in the vault.
pub(super) fn destroyed(body: &EventBody) -> Vec<(Subject, TextClass)> {
    let EventBody::Erased { member, scope } = body else {
        return Vec::new();
    };
    let place = |class| (Subject::Member(member.clone()), class);
    match scope {
        ErasureScope::Texts => vec![place(TextClass::Content)],
        ErasureScope::All => vec![place(TextClass::Content), place(TextClass::Identity)],
    }
}

/// Opened texts by id; one that is not in it is erased.
#[derive(Debug, Default)]
pub struct Texts(HashMap<TextId, OpenedText>);

impl Texts {
    /// The text with its salt; `None` when it is erased.
    #[must_use]
    pub fn get(&self, reference: &TextRef) -> Option<&OpenedText> {
        self.0.get(&reference.id)
    }
}

impl Engine {
    /// Opens the texts that still exist.
    ///
    /// # Errors
    /// [`EngineError::Unreadable`] when the vault cannot be read, or a text does not have the
    /// digest that the log refers to.
    pub async fn texts(
        &self,
        id: &DeliberationId,
        references: &[&TextRef],
    ) -> Result<Texts, EngineError> {
        let mut opened = HashMap::new();
        if references.is_empty() {
            return Ok(Texts(opened));
        }
        let ids: Vec<TextId> = references.iter().map(|reference| reference.id.clone()).collect();
        let ports = &self.shared.ports;
        let sealed = ports.log.texts(id, &ids).await.map_err(unreadable)?;
        let places = sealed.iter().map(|text| (text.subject.clone(), text.class)).collect();
        let keyring = Keyring::load(ports, id, Some(&places)).await?;
        let by_id: HashMap<&TextId, &&TextRef> =
            references.iter().map(|reference| (&reference.id, reference)).collect();
        for text in sealed {
            // A key that went between the two reads was destroyed by an erasure.
            let Some(key) = keyring.keys.get(&(text.subject.clone(), text.class)) else {
                continue;
            };
            let plain = key.open(id, &text).map_err(|e| EngineError::Unreadable(cause(e)))?;
            if let Some(reference) = by_id.get(&text.id) {
                plain.check(reference).map_err(|e| EngineError::Unreadable(cause(e)))?;
            }
            opened.insert(text.id, plain);
        }
        Ok(Texts(opened))
    }
}

//! Sealing and opening.

use super::*;
use crate::domain::ids::{MemberId, MemberRef, PartyId};
use crate::log::entropy::SeededEntropy;

fn deliberation() -> DeliberationId {
    DeliberationId::parse("park").unwrap()
}

fn member(party: &str, member: Option<&str>) -> Subject {
    Subject::Member(MemberRef {
        party: PartyId::parse(party).unwrap(),
        member: member.map(|member| MemberId::parse(member).unwrap()),
    })
}

#[test]
fn a_text_comes_back_with_its_salt() {
    let entropy = SeededEntropy::new(1);
    let key = SubjectKey::create(&entropy, member("a", None), TextClass::Content);
    let (reference, salt) = new_text(&entropy, "Meer bankjes, é");
    let sealed = key.seal(&entropy, &deliberation(), &reference.id, &salt, "Meer bankjes, é");
    assert_eq!(sealed.sealed.len(), 12 + 32 + "Meer bankjes, é".len() + 16);
    let opened = key.open(&deliberation(), &sealed).unwrap();
    assert_eq!((opened.salt, opened.text.as_str()), (salt, "Meer bankjes, é"));
    assert_eq!(opened.check(&reference), Ok(()));
    let (other, _) = new_text(&entropy, "Meer bankjes, é");
    assert_eq!(opened.check(&other), Err(VaultError::OtherText));
    assert_eq!(format!("{opened:?} {:?}", sealed.class), "OpenedText(..) Content");
}

#[test]
fn a_text_opens_nowhere_else_and_not_when_changed() {
    let entropy = SeededEntropy::new(1);
    let key = SubjectKey::create(&entropy, Subject::Deliberation, TextClass::Content);
    let (reference, salt) = new_text(&entropy, "x");
    let sealed = key.seal(&entropy, &deliberation(), &reference.id, &salt, "x");
    let elsewhere = DeliberationId::parse("square").unwrap();
    assert_eq!(key.open(&elsewhere, &sealed), Err(VaultError::DoesNotOpen));
    let renamed = SealedText { id: new_text(&entropy, "x").0.id, ..sealed.clone() };
    assert_eq!(key.open(&deliberation(), &renamed), Err(VaultError::DoesNotOpen));
    for place in 0..sealed.sealed.len() {
        let mut bytes = sealed.sealed.to_vec();
        bytes[place] ^= 1;
        let changed = SealedText { sealed: bytes.into(), ..sealed.clone() };
        assert_eq!(key.open(&deliberation(), &changed), Err(VaultError::DoesNotOpen));
    }
    let short = SealedText { sealed: Bytes::from_static(b"short"), ..sealed };
    assert_eq!(key.open(&deliberation(), &short), Err(VaultError::DoesNotOpen));
}

#[test]
fn a_key_is_wrapped_for_one_subject_and_class() {
    let entropy = SeededEntropy::new(1);
    let master = MasterKey::ephemeral(&entropy);
    let subject = member("a", Some("m-1"));
    let key = SubjectKey::create(&entropy, subject, TextClass::Content);
    let wrapped = master.wrap(&entropy, &deliberation(), &key);
    let back = master.open_key(&deliberation(), &wrapped).unwrap();
    assert_eq!(*back.secret.0, *key.secret.0);
    for moved in [
        WrappedKey { subject: member("a", None), ..wrapped.clone() },
        WrappedKey { subject: Subject::Deliberation, ..wrapped.clone() },
        WrappedKey { class: TextClass::Identity, ..wrapped.clone() },
    ] {
        let opened = master.open_key(&deliberation(), &moved);
        assert_eq!(opened.err(), Some(VaultError::DoesNotOpen));
    }
    let other = MasterKey::ephemeral(&entropy);
    let opened = other.open_key(&deliberation(), &wrapped);
    assert_eq!(opened.err(), Some(VaultError::DoesNotOpen));
    assert_eq!(format!("{master:?}"), "MasterKey(..)");
    assert!(!format!("{key:?}").contains(&hex::encode(key.secret.0.as_ref())));
}

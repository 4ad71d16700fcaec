//! Receipts against a small log: two commits, of two events and of one.

use std::collections::BTreeMap;

use beraad_client::v1::EventEnvelope;

use super::*;
use crate::log::chain::SigningKey;
use crate::log::entropy::SeededEntropy;
use crate::log::rotation::KeyChain;

const LINKS: [[u8; 32]; 2] = [[21; 32], [22; 32]];

fn key() -> SigningKey {
    SigningKey::ephemeral(&SeededEntropy::new(1))
}

fn id(name: &str) -> DeliberationId {
    DeliberationId::parse(name).unwrap()
}

fn summary(start: u64) -> Summary {
    Summary {
        deliberation: id("park"),
        start_after_sequence: start,
        last_sequence: 3,
        events: 3 - start,
        withheld: BTreeMap::new(),
        texts_withheld: BTreeMap::new(),
        commits: 2,
        link: LINKS[1],
        start_link: if start == 2 { LINKS[0] } else { [0; 32] },
        keys: KeyChain::new(key().public(), &[]).unwrap(),
        countersignatures: 0,
        countersignatures_unchecked: Vec::new(),
    }
}

fn digest(sequence: u64) -> [u8; 32] {
    [u8::try_from(sequence).unwrap(); 32]
}

fn event(sequence: u64) -> VerifiedEvent {
    let commit = usize::from(sequence == 3);
    VerifiedEvent {
        sequence,
        envelope: EventEnvelope {
            payload_digest: payload_digest(&[9; 32], b"payload").to_vec(),
            ..EventEnvelope::default()
        },
        envelope_digest: digest(sequence),
        payload: None,
        event: None,
        withheld: None,
        texts: Vec::new(),
        link: LINKS[commit],
        commit_end: [2, 3][commit],
    }
}

fn receipt(sequence: u64) -> Receipt {
    let link = LINKS[usize::from(sequence == 3)];
    Receipt {
        deliberation: id("park"),
        sequence,
        envelope_digest: Some(digest(sequence)),
        link,
        signature: key().sign(&link),
        content: Some((b"payload".to_vec(), [9; 32])),
    }
}

fn verdict_from(start: u64, receipt: Receipt) -> Verdict {
    let receipts = [receipt];
    let mut judge = Judge::new(&receipts);
    (start + 1..=3).for_each(|sequence| judge.see(&event(sequence)));
    judge.verdicts(&summary(start)).remove(0)
}

fn verdict(receipt: Receipt) -> Verdict {
    verdict_from(0, receipt)
}

fn with_link(receipt: Receipt, link: [u8; 32]) -> Receipt {
    Receipt { link, signature: key().sign(&link), ..receipt }
}

#[test]
fn what_was_acknowledged_agrees_up_to_the_end_of_its_commit() {
    assert_eq!(verdict(receipt(1)), Verdict::Agrees { through: 2 });
    assert_eq!(verdict(receipt(3)), Verdict::Agrees { through: 3 });
    let commit = Receipt { envelope_digest: None, content: None, ..receipt(2) };
    assert_eq!(verdict(commit), Verdict::Agrees { through: 2 });
}

#[test]
fn a_log_that_differs_is_convicted() {
    let other = Receipt { envelope_digest: Some([99; 32]), ..receipt(1) };
    assert_eq!(verdict(other), Verdict::Convicts(Conviction::Event));
    let link = Verdict::Convicts(Conviction::Link { through: 2 });
    assert_eq!(verdict(with_link(receipt(1), [99; 32])), link);
    let checkpoint = |sequence| Receipt { envelope_digest: None, ..receipt(sequence) };
    let commit = Verdict::Convicts(Conviction::Commit);
    assert_eq!(verdict(with_link(checkpoint(3), [99; 32])), commit);
    // The commit ends at 2 in this log, and ended at 1 when it was acknowledged.
    assert_eq!(verdict(checkpoint(1)), commit);
    let missing = Verdict::Convicts(Conviction::Missing { last: 3 });
    assert_eq!(verdict(Receipt { sequence: 4, ..receipt(3) }), missing);
}

#[test]
fn a_receipt_that_proves_nothing_says_why() {
    let other = Receipt { deliberation: id("other"), ..receipt(1) };
    let flaw = Flaw::Deliberation { log: id("park") };
    assert_eq!(verdict(other), Verdict::NoProof(flaw));
    let unsigned = Receipt { signature: [1; 64], ..receipt(1) };
    let flaw = Flaw::Signature { keys: vec![key().public()] };
    assert_eq!(verdict(unsigned), Verdict::NoProof(flaw));
    let untrue = Receipt { content: Some((b"other".to_vec(), [9; 32])), ..receipt(1) };
    assert_eq!(verdict(untrue), Verdict::NoProof(Flaw::Content));
}

#[test]
fn of_a_part_of_a_log_only_its_own_part_can_be_checked() {
    assert_eq!(verdict_from(2, receipt(1)), Verdict::BeforeStart { start: 2 });
    assert_eq!(verdict_from(2, receipt(2)), Verdict::Agrees { through: 2 });
    let changed = with_link(receipt(2), [99; 32]);
    assert_eq!(verdict_from(2, changed), Verdict::Convicts(Conviction::Commit));
    assert_eq!(verdict_from(2, receipt(3)), Verdict::Agrees { through: 3 });
}

#[test]
fn several_receipts_say_between_which_sequences_it_was_changed() {
    let receipts = [receipt(1), receipt(3), receipt(3)];
    let verdicts = [
        Verdict::Agrees { through: 2 },
        Verdict::Convicts(Conviction::Link { through: 3 }),
        Verdict::Convicts(Conviction::Missing { last: 2 }),
    ];
    let narrow = Range { sound_through: 2, changed_by: 3 };
    assert_eq!(range(&receipts, &verdicts), Some(narrow));
    assert_eq!(range(&receipts[..1], &verdicts[..1]), None);
    let wide = Range { sound_through: 0, changed_by: 3 };
    assert_eq!(range(&receipts[1..], &verdicts[1..]), Some(wide));
}

fn json(link: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let digest = STANDARD.encode([1; 32]);
    let signature = STANDARD.encode([2; 64]);
    format!(
        r#"{{"deliberation": "deliberations/park", "sequence": "7", {link}
            "envelopeDigest": "{digest}", "signature": "{signature}"}}"#
    )
}

fn link() -> String {
    format!(r#""link": "{}","#, "-".repeat(42) + "8")
}

#[test]
fn a_receipt_is_read_in_every_form_in_which_clients_give_it() {
    let one = json(&link());
    let read = |text: &str| read_receipts(text).unwrap();
    let expected = read(&one);
    assert_eq!((expected[0].sequence, expected[0].envelope_digest), (7, Some([1; 32])));
    let written = format!(r#"{{"sequence": "9", "receipt": {one}}}"#);
    let answer = format!(r#"{{"name": "x", "written": {written}}}"#);
    let snake = one.replace("envelopeDigest", "envelope_digest").replace(r#""7""#, "7");
    let padded = one.replace(&("-".repeat(42) + "8"), &("+".repeat(42) + "8="));
    let empty = one.replace(r#""sequence""#, r#""payload": "", "salt": "", "sequence""#);
    for text in [&written, &answer, &snake, &empty, &format!("[{one}]")] {
        assert_eq!(read(text), expected, "{text}");
    }
    assert_eq!(read(&padded).len(), 1);
    assert_eq!(read(&format!("{one}\n{answer}\n")).len(), 2);
    let checkpoint = one.replace("envelopeDigest", "publicKey");
    let list = format!(r#"{{"checkpoints": [{checkpoint}], "nextPageToken": ""}}"#);
    for text in [&checkpoint, &list] {
        assert_eq!(read(text)[0].envelope_digest, None);
    }
}

#[test]
fn what_is_no_receipt_names_field_rule_and_remedy() {
    let told = |text: &str| read_receipts(text).unwrap_err().to_string();
    assert!(told("").starts_with("it is empty; give"));
    assert!(told("{").starts_with("it is not JSON ("));
    assert!(told("{}").starts_with("there is no receipt in it; give"));
    assert!(told("[7, 8]").starts_with("receipt 1: there is no receipt"));
    let one = json(&link());
    let missing = told(&json(""));
    assert_eq!(missing, "link: is missing; give the 32 bytes that the answer held");
    let short = told(&json(r#""link": "AAAA","#));
    assert_eq!(short, "link: has 3 bytes; give the 32 bytes that the answer held");
    assert!(told(&json(r#""link": "?","#)).starts_with("link: is not base64; give"));
    assert!(told(&one.replace(r#""7""#, "-1")).starts_with("sequence: is missing or no whole"));
    let name = told(&one.replace("deliberations/park", "park"));
    assert!(name.starts_with("deliberation: is no name; use the form"));
    let half = one.replace(r#""sequence""#, r#""payload": "AAAA", "sequence""#);
    assert!(told(&format!("[{one}, {half}]")).starts_with("receipt 2: salt: is missing beside"));
}

//! A log that is rewritten and signed again with the real key verifies, and every receipt that was
//! given out at or after what was changed convicts it.

use std::path::Path;

use beraad::log::chain::SigningKey;
use beraad::log::entropy::OsEntropy;
use beraad::log::keyring;
use beraad::log::verify::receipt::{Conviction, Judge, Range, Receipt, Verdict, range};
use beraad::log::verify::{Finding, Summary, VerifiedEvent, Verifier};
use beraad_client::v1::{Activity, BatchCastStancesRequest, ExportResponse};

use crate::book;
use crate::checkpoints::{countersign, last_checkpoint};
use crate::forum::{Forum, by_facilitator};
use crate::rewrite::rewritten;
use crate::town::Town;

/// The key that signs the log of a folder: what an operator has.
pub fn real_key(folder: &Path) -> SigningKey {
    SigningKey::load_or_create(&keyring::path_in(folder), &OsEntropy).expect("the key")
}

/// Verifies records from beginning to end.
pub fn verified(
    records: &[ExportResponse],
    key: Option<[u8; 32]>,
) -> Result<(Summary, Vec<VerifiedEvent>), Finding> {
    let (mut verifier, mut events) = (Verifier::new(key), Vec::new());
    for (line, record) in (1..).zip(records) {
        events.extend(verifier.push(line, record.clone())?);
    }
    verifier.finish().map(|summary| (summary, events))
}

/// The receipts that were given out for every event when it was written.
pub fn receipts(records: &[ExportResponse], key: &SigningKey) -> Vec<Receipt> {
    let (summary, events) = verified(records, None).expect("the log as it was written");
    let receipt = |event: &VerifiedEvent| Receipt {
        deliberation: summary.deliberation.clone(),
        sequence: event.sequence,
        envelope_digest: Some(event.envelope_digest),
        link: event.link,
        signature: key.sign(&event.link),
        content: None,
    };
    events.iter().map(receipt).collect()
}

/// What the receipts say of a log.
pub fn judged(receipts: &[Receipt], records: &[ExportResponse]) -> Vec<Verdict> {
    let (summary, events) = verified(records, None).expect("the log verifies by itself");
    let mut judge = Judge::new(receipts);
    events.iter().for_each(|event| judge.see(event));
    judge.verdicts(&summary)
}

/// A deliberation of some thirty events, of which several came in together.
async fn played(town: &Town) -> Forum {
    let forum = Forum::rating(town, "plein").await;
    let members = [&forum.anna, &forum.bram, &forum.carla];
    let request = BatchCastStancesRequest {
        deliberation: forum.name.clone(),
        stances: members.map(|member| forum.stance(member, 1)).to_vec(),
        ..Default::default()
    };
    let app = town.acting(beraad_client::Caller::app("buurt-app", crate::town::BUURT_APP));
    let batch = app.participation().batch_cast_stances(request).await.expect("a batch");
    assert!(batch.written.is_some());
    forum.cast(town, &forum.winkel, 2).await;
    forum.close(town, 1).await;
    forum.open(town, &[Activity::Rate], by_facilitator()).await;
    forum.cast(town, &forum.winkel, -1).await;
    forum.close(town, 2).await;
    forum
}

/// The end of the commit of each event.
fn ends(records: &[ExportResponse]) -> Vec<u64> {
    let (_, events) = verified(records, None).expect("the log as it was written");
    events.iter().map(|event| event.commit_end).collect()
}

#[tokio::test]
async fn every_receipt_at_or_after_a_change_convicts_and_none_before_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = Town::on(folder.path()).await;
    let forum = played(&town).await;
    let records = book::export(&town.observer(), &forum.name).await;
    town.stop().await;
    let key = real_key(folder.path());
    let (receipts, ends) = (receipts(&records, &key), ends(&records));
    let last = receipts.len() as u64;
    assert!(last >= 25, "{last} events");
    assert!(ends.iter().zip(1..).any(|(end, sequence)| *end > sequence + 1), "a commit of three");
    for changed in 1..=last {
        let forged = rewritten(&records, changed, &key);
        let (summary, _) = verified(&forged, Some(key.public())).expect("it verifies alone");
        assert_eq!(summary.last_sequence, last);
        let verdicts = judged(&receipts, &forged);
        let commit = ends[changed as usize - 1];
        for ((receipt, verdict), end) in receipts.iter().zip(&verdicts).zip(&ends) {
            let expected = match receipt.sequence {
                _ if *end < commit => Verdict::Agrees { through: *end },
                sequence if sequence == changed => Verdict::Convicts(Conviction::Event),
                _ => Verdict::Convicts(Conviction::Link { through: *end }),
            };
            assert_eq!(*verdict, expected, "{changed} changed, receipt {}", receipt.sequence);
        }
        let narrow = range(&receipts, &verdicts).expect("it was changed");
        let before = ends.iter().copied().filter(|end| *end < commit).max().unwrap_or_default();
        assert_eq!(narrow.sound_through, before, "{changed} changed");
        assert!((changed..=commit).contains(&narrow.changed_by), "{changed}: {narrow:?}");
    }
    assert_eq!(range(&receipts, &judged(&receipts, &records)), None);
}

/// A log that ends early is convicted by whoever was told more.
#[tokio::test]
async fn a_log_that_lost_its_end_is_convicted() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = Town::on(folder.path()).await;
    let forum = Forum::rating(&town, "plein").await;
    let early = book::export(&town.observer(), &forum.name).await;
    let answer = forum.cast(&town, &forum.winkel, 1).await;
    let late = book::export(&town.observer(), &forum.name).await;
    town.stop().await;
    let receipts = receipts(&late, &real_key(folder.path()));
    let verdicts = judged(&receipts, &early);
    let missing = Verdict::Convicts(Conviction::Missing { last: answer - 1 });
    assert_eq!(verdicts.last(), Some(&missing));
    let narrow = Range { sound_through: answer - 1, changed_by: answer };
    assert_eq!(range(&receipts, &verdicts), Some(narrow));
}

/// What the party signed convicts by itself: whoever rewrites the log has not the party's key.
#[tokio::test]
async fn a_countersignature_in_the_log_convicts_without_any_receipt() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = Town::on(folder.path()).await;
    let forum = played(&town).await;
    let checkpoint = last_checkpoint(&town, &forum).await;
    countersign(&town, &forum.winkel, &checkpoint, 7).await.expect("a countersignature");
    let records = book::export(&town.observer(), &forum.name).await;
    town.stop().await;
    let key = real_key(folder.path());
    let (summary, events) = verified(&records, None).expect("the log as it was written");
    assert_eq!(summary.countersignatures, 1);
    let named = format!("at or before sequence {} was changed", checkpoint.sequence);
    for event in events {
        let found = verified(&rewritten(&records, event.sequence, &key), None);
        match found {
            Ok(_) => assert!(event.sequence > checkpoint.sequence, "{}", event.sequence),
            Err(finding) => {
                assert!(event.sequence <= checkpoint.sequence, "{}", event.sequence);
                assert!(finding.to_string().contains(&named), "{finding}");
            }
        }
    }
}

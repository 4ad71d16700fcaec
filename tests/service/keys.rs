//! Keys that take over from each other, with a server between them.

use std::path::Path;

use beraad::domain::ids::Timestamp;
use beraad::log::chain::SigningKey;
use beraad::log::entropy::{OsEntropy, SeededEntropy};
use beraad::log::keyring;
use beraad::log::rotation::Rotation;
use beraad::log::verify::receipt::Verdict;
use beraad::log::verify::{Finding, Rule};
use beraad_client::v1::{
    ExportHeader, ExportResponse, GetCheckpointRequest, GetServerInfoRequest, KeyRotation,
    export_response::Record,
};

use crate::book;
use crate::checkpoints::last_checkpoint;
use crate::forum::Forum;
use crate::receipts::{judged, real_key, receipts, verified};
use crate::town::Town;

fn rotate(folder: &Path) {
    let path = keyring::path_in(folder);
    keyring::rotate(&path, &OsEntropy, Timestamp(0)).expect("a rotation");
}

/// What happened around two rotations.
struct Years {
    /// The log as it was before the first.
    early: Vec<ExportResponse>,
    /// The log in the end.
    late: Vec<ExportResponse>,
    /// The keys, oldest first; their secrets are gone from the folder.
    keys: [SigningKey; 3],
}

/// A log across two rotations, with commits by each of the three keys.
async fn years(folder: &Path) -> Years {
    let town = Town::on(folder).await;
    let forum = Forum::rating(&town, "plein").await;
    let early = book::export(&town.observer(), &forum.name).await;
    town.stop().await;
    let first = real_key(folder);
    rotate(folder);
    let second = real_key(folder);

    let town = Town::on(folder).await;
    head_is_signed_by(&town, &forum, &first).await;
    forum.cast(&town, &forum.winkel, 1).await;
    head_is_signed_by(&town, &forum, &second).await;
    forum.close(&town, 1).await;
    town.stop().await;
    rotate(folder);
    let third = real_key(folder);

    let town = Town::on(folder).await;
    let checkpoint = last_checkpoint(&town, &forum).await;
    assert_eq!(checkpoint.public_key, second.public());
    forum.add_statement(&town.facilitator(), "boom", "Er komen bomen.", "").await;
    forum.add_statement(&town.facilitator(), "bank", "Er komen banken.", "").await;
    head_is_signed_by(&town, &forum, &third).await;
    let info = town.observer().server().get_server_info(GetServerInfoRequest {}).await;
    assert_eq!(info.expect("what it is").public_key, first.public());
    let late = book::export(&town.observer(), &forum.name).await;
    town.stop().await;
    Years { early, late, keys: [first, second, third] }
}

async fn head_is_signed_by(town: &Town, forum: &Forum, key: &SigningKey) {
    let request = GetCheckpointRequest { deliberation: forum.name.clone(), ..Default::default() };
    let head = town.observer().log().get_checkpoint(request).await.expect("a head");
    assert_eq!(head.public_key, key.public());
    let (link, signature) = (head.link.as_slice(), head.signature.as_slice());
    let link = link.try_into().expect("32 bytes");
    let signature = signature.try_into().expect("64 bytes");
    assert!(beraad::log::chain::verify(&key.public(), link, signature));
}

fn header(records: &mut [ExportResponse]) -> &mut ExportHeader {
    match records[0].record.as_mut() {
        Some(Record::Header(header)) => header,
        _ => panic!("a log begins with its header"),
    }
}

fn wire(rotation: Rotation) -> KeyRotation {
    KeyRotation {
        old_public_key: rotation.old.to_vec(),
        new_public_key: rotation.new.to_vec(),
        signature: rotation.signature.to_vec(),
    }
}

/// The log with its last commit signed by another key.
fn last_signed_by(records: &[ExportResponse], key: &SigningKey) -> Vec<ExportResponse> {
    let mut records = records.to_vec();
    let commits = records.iter_mut().rev().filter_map(|response| match &mut response.record {
        Some(Record::Commit(commit)) => Some(commit),
        _ => None,
    });
    let last = commits.take(1).next().expect("a commit");
    let link = last.link.as_slice().try_into().expect("32 bytes");
    last.signature = key.sign(link).to_vec();
    records
}

fn finding(records: &[ExportResponse], key: Option<[u8; 32]>) -> Finding {
    verified(records, key).map(|_| ()).expect_err("it does not verify")
}

#[tokio::test]
async fn a_log_across_two_rotations_verifies_with_the_first_key_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let Years { early, late, keys } = years(folder.path()).await;
    let [first, second, third] = &keys;
    let public = keys.each_ref().map(SigningKey::public);
    let (summary, _) = verified(&late, Some(first.public())).expect("it verifies");
    assert_eq!(summary.keys.keys(), public);

    let found = finding(&late, Some([7; 32]));
    assert_eq!(found.rule, Rule::ExpectedKey);
    let found = finding(&late, Some(second.public()));
    assert!(found.detail.ends_with("give the first key"), "{found}");
    let found = finding(&last_signed_by(&late, second), None);
    assert_eq!(found.rule, Rule::Signature);
    assert!(found.detail.ends_with("which had handed over by then"), "{found}");
    verified(&last_signed_by(&late, third), None).expect("as it was");
    let stranger = SigningKey::ephemeral(&SeededEntropy::new(9));
    assert_eq!(finding(&last_signed_by(&late, &stranger), None).rule, Rule::Signature);

    let given = receipts(&early, first);
    let all_agree = judged(&given, &late).iter().all(|one| matches!(one, Verdict::Agrees { .. }));
    assert!(all_agree, "receipts of the first key stand");
}

#[tokio::test]
async fn a_forged_certificate_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let Years { late, keys, .. } = years(folder.path()).await;
    let stranger = SigningKey::ephemeral(&SeededEntropy::new(9));
    let forged = last_signed_by(&late, &stranger);
    let to_stranger = |by: &SigningKey| wire(Rotation::certify(by, stranger.public()));

    let mut by_itself = forged.clone();
    header(&mut by_itself).rotations.push(to_stranger(&stranger));
    assert_eq!(finding(&by_itself, None).rule, Rule::Rotation);
    let mut by_first = forged.clone();
    header(&mut by_first).rotations.push(to_stranger(&keys[0]));
    assert_eq!(finding(&by_first, None).rule, Rule::Rotation);
    let mut in_its_name = forged;
    let name = KeyRotation { old_public_key: keys[2].public().to_vec(), ..to_stranger(&stranger) };
    header(&mut in_its_name).rotations.push(name);
    let found = finding(&in_its_name, None);
    assert!(found.detail.ends_with("it is forged"), "{found}");
    let mut without = late;
    header(&mut without).rotations.pop();
    assert_eq!(finding(&without, None).rule, Rule::Signature);
}

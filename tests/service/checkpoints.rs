//! Checkpoints: signed commits at moments that matter, and parties that sign them too.

use beraad::log::chain::{SigningKey, verify};
use beraad::log::entropy::SeededEntropy;
use beraad_client::v1::*;
use beraad_client::{Caller, Error, Refusal};

use crate::book;
use crate::forum::{Forum, by_facilitator, charter};
use crate::town::{Town, refused, refused_for};

/// A party's own key, which belongs to a number.
fn own_key(number: u64) -> SigningKey {
    SigningKey::ephemeral(&SeededEntropy::new(number))
}

async fn checkpoints(town: &Town, forum: &Forum) -> Vec<Checkpoint> {
    let request = ListCheckpointsRequest { deliberation: forum.name.clone(), ..Default::default() };
    let answer = town.observer().log().list_checkpoints(request).await;
    answer.expect("checkpoints").checkpoints
}

pub async fn last_checkpoint(town: &Town, forum: &Forum) -> Checkpoint {
    checkpoints(town, forum).await.pop().expect("a checkpoint")
}

/// The request of a party that signs a checkpoint.
fn signed(member: &str, checkpoint: &Checkpoint, key: u64) -> CountersignCheckpointRequest {
    let key = own_key(key);
    let link = checkpoint.link.as_slice().try_into().expect("32 bytes");
    CountersignCheckpointRequest {
        deliberation: checkpoint.deliberation.clone(),
        sequence: checkpoint.sequence,
        member: member.to_owned(),
        link: checkpoint.link.clone(),
        public_key: key.public().to_vec(),
        signature: key.sign(&link).to_vec(),
        ..Default::default()
    }
}

pub async fn countersign(
    town: &Town,
    member: &str,
    checkpoint: &Checkpoint,
    key: u64,
) -> Result<CountersignCheckpointResponse, Error> {
    let client = town.acting(Caller::spokesperson("member-device", member));
    client.log().countersign_checkpoint(signed(member, checkpoint, key)).await
}

fn holds(link: &[u8], signature: &[u8], key: &[u8]) -> bool {
    let (Ok(key), Ok(link), Ok(signature)) =
        (key.try_into(), link.try_into(), signature.try_into())
    else {
        return false;
    };
    verify(key, link, signature)
}

#[tokio::test]
async fn each_close_and_its_figures_are_checkpoints_that_stand_alone() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    assert_eq!(checkpoints(&town, &forum).await, []);
    forum.cast(&town, &forum.winkel, 1).await;
    forum.close(&town, 1).await;
    let found = checkpoints(&town, &forum).await;
    let causes: Vec<_> = found.iter().map(|one| (one.cause(), one.round)).collect();
    let closed = (CheckpointCause::RoundClosed, 1);
    assert_eq!(causes, [closed, (CheckpointCause::FiguresRecorded, 1)]);
    let book = book::Book::of(&town.observer(), &forum.name).await;
    for one in &found {
        assert!(holds(&one.link, &one.signature, &one.public_key));
        let event = &book.events[one.sequence as usize - 1];
        assert_eq!((event.link.to_vec(), event.commit_end), (one.link.clone(), one.sequence));
    }
    let request = ListCheckpointsRequest {
        deliberation: forum.name.clone(),
        page_size: 1,
        ..Default::default()
    };
    let page = town.observer().log().list_checkpoints(request).await.expect("a page");
    assert_eq!(page.checkpoints, found[..1]);
    assert!(!page.next_page_token.is_empty());
}

#[tokio::test]
async fn a_party_signs_a_checkpoint_once_and_by_its_name() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let secret = Charter { stance_visibility: StanceVisibility::Secret.into(), ..charter() };
    let request = SetCharterRequest {
        deliberation: forum.name.clone(),
        charter: Some(secret),
        ..Default::default()
    };
    town.facilitator().deliberations().set_charter(request).await.expect("a secret charter");
    accept_and_rate(&town, &forum).await;
    let checkpoint = last_checkpoint(&town, &forum).await;

    let answer = countersign(&town, &forum.winkel, &checkpoint, 7).await.expect("signed");
    let sequence = answer.written.expect("written").sequence;
    let again = refused_for(
        countersign(&town, &forum.winkel, &checkpoint, 8).await,
        Reason::AlreadySettled,
    );
    assert!(again.message.contains("a party signs a checkpoint once"), "{}", again.message);
    let member = town.member(&forum.bram);
    let other = member.log().countersign_checkpoint(signed(&forum.bram, &checkpoint, 9)).await;
    refused_for(other, Reason::SpokespersonRequired);
    countersign(&town, &forum.anna, &checkpoint, 9).await.expect("signed by its spokesperson");

    let found = last_checkpoint(&town, &forum).await.countersignatures;
    let members: Vec<&str> = found.iter().map(|one| one.member.as_str()).collect();
    assert_eq!(members, [&forum.anna, &forum.winkel]);
    for one in &found {
        assert!(holds(&checkpoint.link, &one.signature, &one.public_key));
    }
    assert_eq!(found[1].sequence, sequence);
    let book = book::Book::of(&town.observer(), &forum.name).await;
    assert_eq!(book.summary.countersignatures, 2);
    assert_eq!(book.events[sequence as usize - 1].envelope.party, "winkel");
}

async fn accept_and_rate(town: &Town, forum: &Forum) {
    for member in [&forum.anna, &forum.winkel, &forum.gemeente] {
        let request = AcceptCharterRequest {
            member: member.clone(),
            charter_version: 2,
            challenge_version: 1,
            ..Default::default()
        };
        town.member(member).deliberations().accept_charter(request).await.expect("accepted");
    }
    forum.add_statement(&town.facilitator(), "auto", "Het plein wordt autovrij.", "").await;
    let request = DeclareReadyRequest { deliberation: forum.name.clone(), ..Default::default() };
    town.facilitator().deliberations().declare_ready(request).await.expect("ready");
    forum.open(town, &[Activity::Rate], by_facilitator()).await;
    forum.cast(town, &forum.winkel, 1).await;
    forum.close(town, 1).await;
}

/// Says which fields a refusal names, and how.
fn violations(refusal: &Refusal) -> Vec<(&str, &str)> {
    let violations = refusal.violations.iter();
    violations.map(|one| (one.field.as_str(), one.description.as_str())).collect()
}

#[tokio::test]
async fn what_is_no_signature_under_a_checkpoint_is_refused_by_name() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    forum.cast(&town, &forum.winkel, 1).await;
    forum.close(&town, 1).await;
    let checkpoint = last_checkpoint(&town, &forum).await;
    let sound = signed(&forum.winkel, &checkpoint, 7);
    let winkel = town.acting(Caller::spokesperson("member-device", &forum.winkel));
    let log = winkel.log();
    let ask = async |request: CountersignCheckpointRequest| {
        refused(log.countersign_checkpoint(request).await)
    };
    let mut signature = sound.signature.clone();
    signature[0] ^= 1;
    let forged = ask(CountersignCheckpointRequest { signature, ..sound.clone() }).await;
    assert_eq!(violations(&forged)[0].0, "signature");
    let other = Checkpoint { link: vec![5; 32], ..checkpoint.clone() };
    let elsewhere = ask(signed(&forum.winkel, &other, 7)).await;
    let [("link", rule)] = violations(&elsewhere)[..] else { panic!("{elsewhere:?}") };
    assert!(rule.contains("the log was changed"), "{rule}");
    for sequence in [0, 1, checkpoint.sequence - 2, checkpoint.sequence + 1] {
        let unknown = ask(CountersignCheckpointRequest { sequence, ..sound.clone() }).await;
        let [("sequence", rule)] = violations(&unknown)[..] else { panic!("{unknown:?}") };
        assert!(rule.contains("give one of ListCheckpoints"), "{rule}");
    }
    let short = CountersignCheckpointRequest {
        link: vec![1; 31],
        public_key: Vec::new(),
        signature: vec![1; 65],
        ..sound.clone()
    };
    let short = ask(short).await;
    let fields: Vec<&str> = violations(&short).iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, ["link", "public_key", "signature"]);
    log.countersign_checkpoint(sound).await.expect("it is sound");
}

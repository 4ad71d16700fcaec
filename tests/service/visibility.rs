//! Hidden until the close, for every reader and in every answer: stances, sealed proposals, and
//! whatever is counted from them.

use beraad_client::v1::*;
use beraad_client::{Caller, Client, Error};
use prost::Message;

use crate::book;
use crate::forum::{Forum, by_facilitator};
use crate::town::{BUURT_APP, Town};

/// A scale on which a stance is five bytes that occur nowhere else.
pub const LO: i32 = 1_234_567_800;
/// Anna's own stance.
pub const OF_ANNA: i32 = LO + 91;
/// Bram's stance, entered by the app.
pub const OF_BRAM: i32 = LO + 17;
/// Marks of the proposal that Anna sealed: its id, its title, its clause and the clause's id.
pub const SEALED: [&str; 4] = ["geheimplan", "GEHEIME-TITEL", "GEHEIME-TEKST", "geheimstuk"];

/// What a reader sees of the three hidden things: stance of Anna, stance of Bram, the proposal.
pub type Sees = [bool; 3];

pub struct Reader {
    pub label: &'static str,
    pub client: Client,
    pub before: Sees,
    after: Sees,
}

const NOTHING: Sees = [false; 3];
const ALL: Sees = [true; 3];

pub fn readers(town: &Town, forum: &Forum) -> Vec<Reader> {
    let reader = |label, caller, before| {
        let after = if label == "admin" { NOTHING } else { ALL };
        Reader { label, client: town.acting(caller), before, after }
    };
    let member = |name: &str| Caller::member("some-device", name);
    let town_member = |name: &str| Caller::member("member-device", name);
    let role = |role| Caller::new(role, "somebody");
    vec![
        reader("the member itself", member(&forum.anna), [true, false, true]),
        reader(
            "its spokesperson",
            Caller::spokesperson("x", forum.anna.clone()),
            [true, false, true],
        ),
        reader("a member of the same party", member(&forum.bram), [false, true, true]),
        reader("another one", member(&forum.carla), [false, false, true]),
        reader("a member of another party", member(&forum.winkel), NOTHING),
        reader("a member on the same device", town_member(&forum.winkel), NOTHING),
        reader("the municipality", member(&forum.gemeente), NOTHING),
        reader("the app that entered", Caller::app("buurt-app", BUURT_APP), [false, true, false]),
        reader("an app of the same issuer", Caller::app("buurt-app-2", BUURT_APP), NOTHING),
        reader("an app of another issuer", Caller::app("other-app", "app.other"), NOTHING),
        reader("facilitator", Caller::facilitator("facilitator"), NOTHING),
        reader("clerk", role(Role::Clerk), NOTHING),
        reader("observer", role(Role::Observer), NOTHING),
        reader("auditor", role(Role::Auditor), NOTHING),
        reader("admin", role(Role::Admin), NOTHING),
    ]
}

/// The bytes of an answer, or all that a refusal says.
fn told<T: Message>(answer: Result<T, Error>) -> Vec<u8> {
    match answer {
        Ok(answer) => answer.encode_to_vec(),
        Err(error) => format!("{error:?}").into_bytes(),
    }
}

/// What every read answers, refusals included.
async fn answers(client: &Client, forum: &Forum) -> Vec<(&'static str, Vec<u8>)> {
    let d = || forum.name.clone();
    let (deliberations, participation) = (client.deliberations(), client.participation());
    let request = GetDeliberationRequest { name: d(), ..Default::default() };
    let get = told(deliberations.get_deliberation(request).await);
    let list = told(deliberations.list_deliberations(ListDeliberationsRequest::default()).await);
    let request = ListPartiesRequest { deliberation: d(), ..Default::default() };
    let parties = told(deliberations.list_parties(request).await);
    let request = ListMembersRequest { deliberation: d(), ..Default::default() };
    let members = told(deliberations.list_members(request).await);
    let request = ListRoundsRequest { deliberation: d(), ..Default::default() };
    let rounds = told(deliberations.list_rounds(request).await);
    let request = ListStatementsRequest { deliberation: d(), ..Default::default() };
    let statements = told(participation.list_statements(request).await);
    let request = ListProposalsRequest { deliberation: d(), page_size: 1, ..Default::default() };
    let proposals = told(participation.list_proposals(request).await);
    let request = ListStancesRequest { deliberation: d(), page_size: 1, ..Default::default() };
    let one = told(participation.list_stances(request.clone()).await);
    let stances =
        told(participation.list_stances(ListStancesRequest { page_size: 0, ..request }).await);
    let request = GetConvergenceRequest { deliberation: d(), ..Default::default() };
    let figures = told(client.analysis().get_convergence(request).await);
    let request = GetRoundAdviceRequest { deliberation: d(), ..Default::default() };
    let advice = told(client.analysis().get_round_advice(request).await);
    let request = GetCheckpointRequest { deliberation: d(), ..Default::default() };
    let checkpoint = told(client.log().get_checkpoint(request).await);
    vec![
        ("GetDeliberation", get),
        ("ListDeliberations", list),
        ("ListParties", parties),
        ("ListMembers", members),
        ("ListRounds", rounds),
        ("ListStatements", statements),
        ("ListProposals", proposals),
        ("ListStances, one", one),
        ("ListStances", stances),
        ("GetConvergence", figures),
        ("GetRoundAdvice", advice),
        ("GetCheckpoint", checkpoint),
        ("Export", book::bytes(client, &forum.name).await),
    ]
}

/// Whether a stance is there, as the bytes of its varint, and as people would write it.
pub fn holds_stance(bytes: &[u8], value: i32) -> bool {
    let mut varint = Vec::new();
    prost::encoding::encode_varint(value as u64, &mut varint);
    holds(bytes, &varint) || holds(bytes, value.to_string().as_bytes())
}

/// Whether bytes hold a mark.
pub fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// What of the three hidden things an answer shows; of the proposal any mark counts.
pub fn shown(bytes: &[u8]) -> Sees {
    let sealed = SEALED.iter().any(|mark| holds(bytes, mark.as_bytes()));
    [holds_stance(bytes, OF_ANNA), holds_stance(bytes, OF_BRAM), sealed]
}

/// The charter of a sealed round.
pub fn sealed_charter(visibility: StanceVisibility) -> Charter {
    let scale = Scale { lo: LO, hi: LO + 100, ..Default::default() };
    Charter { scale: Some(scale), stance_visibility: visibility.into(), ..Default::default() }
}

/// A round with one stance by Anna herself, one that the app entered for Bram, and a proposal.
pub async fn sealed_round(town: &Town, visibility: StanceVisibility) -> Forum {
    let forum = Forum::draft(town, "plein").await;
    make_ready(town, &forum, sealed_charter(visibility)).await;
    forum.open(town, &[Activity::Propose, Activity::Rate], by_facilitator()).await;
    seal(town, &forum).await;
    forum
}

/// From Draft to Ready, under a charter that replaces the first one.
pub async fn make_ready(town: &Town, forum: &Forum, charter: Charter) {
    let facilitator = town.facilitator();
    let request = SetCharterRequest {
        deliberation: forum.name.clone(),
        charter: Some(charter),
        ..Default::default()
    };
    facilitator.deliberations().set_charter(request).await.expect("a charter");
    for speaker in [&forum.anna, &forum.winkel, &forum.gemeente] {
        let request = AcceptCharterRequest {
            member: speaker.clone(),
            charter_version: 2,
            challenge_version: 1,
            ..Default::default()
        };
        town.member(speaker).deliberations().accept_charter(request).await.expect("accepted");
    }
    forum.add_statement(&facilitator, "auto", "Het plein wordt autovrij.", "").await;
    let request = DeclareReadyRequest { deliberation: forum.name.clone(), ..Default::default() };
    facilitator.deliberations().declare_ready(request).await.expect("ready");
}

/// Writes the three hidden things, and gives the sequences of the two stances.
pub async fn seal(town: &Town, forum: &Forum) -> [u64; 2] {
    let of_anna = forum.cast(town, &forum.anna, OF_ANNA).await;
    let stance = Some(forum.stance(&forum.bram, OF_BRAM));
    let request = CastStanceRequest { stance, ..Default::default() };
    let app = town.acting(Caller::app("buurt-app", BUURT_APP));
    let of_bram = app.participation().cast_stance(request).await.expect("the app enters");
    propose(town, forum, 0).await.expect("a proposal");
    [of_anna, of_bram.written.expect("written").sequence]
}

async fn propose(
    town: &Town,
    forum: &Forum,
    after_version: u32,
) -> Result<AddProposalVersionResponse, Error> {
    let [proposal_id, title, text, id] = SEALED.map(str::to_owned);
    let request = AddProposalVersionRequest {
        deliberation: forum.name.clone(),
        proposal_id,
        after_version,
        title,
        clauses: vec![NewClause { id, text, ..Default::default() }],
        member: forum.anna.clone(),
        ..Default::default()
    };
    town.member(&forum.anna).participation().add_proposal_version(request).await
}

#[tokio::test]
async fn nothing_hidden_shows_before_the_close_and_all_of_it_after() {
    let town = Town::in_memory().await;
    let forum = sealed_round(&town, StanceVisibility::Attributed).await;
    for reader in readers(&town, &forum) {
        let mut seen = NOTHING;
        for (call, bytes) in answers(&reader.client, &forum).await {
            let shown = shown(&bytes);
            for place in 0..3 {
                let leaks = shown[place] && !reader.before[place];
                assert!(!leaks, "{call} shows {} thing {place} before the close", reader.label);
                seen[place] |= shown[place];
            }
        }
        assert_eq!(seen, reader.before, "{} sees its own", reader.label);
        let count = forum.get(&reader.client).await.item_count;
        assert_eq!(count, 1 + u32::from(reader.before[2]), "items for {}", reader.label);
    }
    forum.close(&town, 1).await;
    for reader in readers(&town, &forum) {
        let mut seen = NOTHING;
        for (_, bytes) in answers(&reader.client, &forum).await {
            let shown = shown(&bytes);
            (0..3).for_each(|place| seen[place] |= shown[place]);
        }
        // Who operates the service sees that there is a proposal, and none of its texts.
        seen[2] &= reader.label != "admin";
        assert_eq!(seen, reader.after, "{} after the close", reader.label);
    }
    town.stop().await;
}

#[tokio::test]
async fn who_operates_the_service_reads_no_text() {
    let town = Town::in_memory().await;
    let forum = sealed_round(&town, StanceVisibility::Attributed).await;
    forum.close(&town, 1).await;
    let admin = town.acting(Caller::new(Role::Admin, "admin"));
    for (call, bytes) in answers(&admin, &forum).await {
        for text in ["Het plein", "autovrij", "De winkel", "Anna", SEALED[1], SEALED[2]] {
            assert!(!holds(&bytes, text.as_bytes()), "{call} shows the admin `{text}`");
        }
        assert_eq!(shown(&bytes)[..2], NOTHING[..2], "{call}");
    }
    town.stop().await;
}

#[tokio::test]
async fn envelopes_are_the_same_for_everyone_and_without_gaps() {
    let town = Town::in_memory().await;
    let forum = sealed_round(&town, StanceVisibility::Attributed).await;
    let all = book::envelopes(&book::export(&town.observer(), &forum.name).await);
    let sequences: Vec<u64> = all.iter().map(|envelope| envelope.sequence).collect();
    assert_eq!(sequences, (1..=all.len() as u64).collect::<Vec<_>>());
    for reader in readers(&town, &forum) {
        let records = book::export(&reader.client, &forum.name).await;
        assert!(book::envelopes(&records) == all, "{}", reader.label);
        book::Book::of(&reader.client, &forum.name).await;
    }
    town.stop().await;
}

/// A refusal about the sealed proposal says what it would say if there were none.
#[tokio::test]
async fn refusals_do_not_tell_a_sealed_proposal_from_none() {
    let town = Town::in_memory().await;
    let forum = sealed_round(&town, StanceVisibility::Attributed).await;
    // The very device on which Anna wrote it, in other hands.
    let winkel = town.member(&forum.winkel);
    let said = |id: &str, refusal: String| refusal.replace(id, "");
    let mut refusals = Vec::new();
    for id in [SEALED[0], "bestaatniet"] {
        let item = format!("{}/proposals/{id}", forum.name);
        let stance = NewStance { item: item.clone(), ..forum.stance(&forum.winkel, LO) };
        let request = CastStanceRequest { stance: Some(stance), ..Default::default() };
        let cast = winkel.participation().cast_stance(request).await.expect_err("sealed");
        let clause = NewClause {
            id: "1".to_owned(),
            text: "Afgeleid.".to_owned(),
            derives_from: vec![format!("{id}/{}", SEALED[3])],
            ..Default::default()
        };
        let request = AddProposalVersionRequest {
            deliberation: forum.name.clone(),
            title: "Afgeleid".to_owned(),
            clauses: vec![clause],
            member: forum.winkel.clone(),
            ..Default::default()
        };
        let derived = winkel.participation().add_proposal_version(request).await;
        let deliberation = forum.name.clone();
        let request = ListStancesRequest { deliberation, item, ..Default::default() };
        let list = winkel.participation().list_stances(request).await;
        refusals.push([
            said(id, format!("{cast:?}")),
            said(id, format!("{:?}", derived.expect_err("sealed"))),
            said(id, format!("{list:?}")),
        ]);
    }
    assert_eq!(refusals[0], refusals[1]);
    town.stop().await;
}

/// How much an erasure would destroy is a count of sealed texts too.
#[tokio::test]
async fn what_an_erasure_would_destroy_does_not_count_what_is_sealed() {
    let town = Town::in_memory().await;
    let forum = sealed_round(&town, StanceVisibility::Attributed).await;
    let request = EraseSubjectRequest {
        member: forum.anna.clone(),
        scope: ErasureScope::Texts.into(),
        validate_only: true,
        ..Default::default()
    };
    let facilitator = town.facilitator();
    let before = facilitator.admin().erase_subject(request.clone()).await.expect("a count");
    assert_eq!(before.text_count, 1, "the name alone");
    forum.close(&town, 1).await;
    let after = facilitator.admin().erase_subject(request).await.expect("a count");
    assert_eq!(after.text_count, 3, "name, title and clause");
    town.stop().await;
}

/// A second version that is sealed must not show in the stances on the first.
#[tokio::test]
async fn a_sealed_version_does_not_make_earlier_stances_stale_yet() {
    let town = Town::in_memory().await;
    let forum = sealed_round(&town, StanceVisibility::Attributed).await;
    forum.close(&town, 1).await;
    forum.open(&town, &[Activity::Rate], by_facilitator()).await;
    let item = format!("{}/proposals/{}", forum.name, SEALED[0]);
    let stance = Some(NewStance { item: item.clone(), ..forum.stance(&forum.winkel, LO) });
    let request = CastStanceRequest { stance, ..Default::default() };
    town.member(&forum.winkel).participation().cast_stance(request).await.expect("a stance");
    forum.close(&town, 2).await;
    forum.open(&town, &[Activity::Propose], by_facilitator()).await;
    propose(&town, &forum, 1).await.expect("a second version");
    for (closed, stale) in [(false, false), (true, true)] {
        if closed {
            forum.close(&town, 3).await;
        }
        let deliberation = forum.name.clone();
        let request = ListStancesRequest { deliberation, item: item.clone(), ..Default::default() };
        let list = town.observer().participation().list_stances(request).await.expect("a list");
        assert_eq!(list.stances[0].stale, stale, "closed: {closed}");
    }
    town.stop().await;
}

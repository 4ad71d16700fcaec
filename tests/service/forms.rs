//! Requests that break rules of form: all violations at once, and each limit where it lies.

use beraad::domain::limits::{
    BATCH_STANCES_MAX, CHALLENGE_CHARS_MAX, CLAUSES_MAX, DERIVED_FROM_MAX, NAME_CHARS_MAX,
    TEXT_CHARS_MAX, TITLE_CHARS_MAX,
};
use beraad_client::v1::*;
use beraad_client::{Caller, Client, Refusal};
use tonic::Code;
use tonic_types::StatusExt;

use crate::forum::{Forum, by_facilitator};
use crate::town::{Town, refused_for, with};

fn fields(refusal: &Refusal) -> Vec<&str> {
    assert_eq!(refusal.code, Code::InvalidArgument);
    refusal.violations.iter().map(|violation| violation.field.as_str()).collect()
}

#[tokio::test]
async fn all_violations_of_a_request_are_told_at_once() {
    let town = Town::in_memory().await;
    let facilitator = town.facilitator();
    let scale = Scale { lo: 1, hi: 1, ..Default::default() };
    let quorum = Some(Ratio { numerator: 3, denominator: 2 });
    let request = CreateDeliberationRequest {
        deliberation_id: "Met Spatie".to_owned(),
        title: " ".to_owned(),
        challenge: "x".repeat(CHALLENGE_CHARS_MAX + 1),
        charter: Some(Charter {
            scale: Some(scale),
            thresholds: Some(Thresholds { quorum, ..Default::default() }),
            ..Default::default()
        }),
        request_id: "geen-uuid".to_owned(),
        ..Default::default()
    };
    let refusal = refused_for(
        facilitator.deliberations().create_deliberation(request).await,
        Reason::InvalidRequest,
    );
    let expected = [
        "request_id",
        "deliberation_id",
        "title",
        "challenge",
        "charter.scale",
        "charter.thresholds.quorum",
    ];
    assert_eq!(fields(&refusal), expected);

    let request = OpenRoundRequest { etag: "x".to_owned(), ..Default::default() };
    let answer = facilitator.deliberations().open_round(request).await;
    let refusal = refused_for(answer, Reason::InvalidRequest);
    assert_eq!(fields(&refusal), ["etag", "deliberation", "activities", "closing"]);

    let stance = Some(NewStance { channel: 9, ..Default::default() });
    let request = CastStanceRequest { stance, ..Default::default() };
    let answer = facilitator.participation().cast_stance(request).await;
    let refusal = refused_for(answer, Reason::InvalidRequest);
    for field in ["stance.item", "stance.member", "stance.channel", "stance.answer"] {
        assert!(fields(&refusal).contains(&field), "{field} in {refusal}");
    }
    town.stop().await;
}

/// The details of an answer travel in its headers, which hold only so much.
#[tokio::test]
async fn thousands_of_violations_are_told_as_far_as_an_answer_holds() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let stances = vec![NewStance::default(); BATCH_STANCES_MAX];
    let deliberation = forum.name.clone();
    let request = BatchCastStancesRequest { deliberation, stances, ..Default::default() };
    let answer = town.facilitator().participation().batch_cast_stances(request).await;
    let refusal = refused_for(answer, Reason::InvalidRequest);
    assert!(fields(&refusal).len() >= 16, "{refusal}");
    assert_eq!(refusal.facts["violations"], (3 * BATCH_STANCES_MAX).to_string());
    town.stop().await;
}

#[tokio::test]
async fn who_calls_is_read_strictly() {
    let town = Town::in_memory().await;
    let request = ListDeliberationsRequest::default();
    for (caller, field) in [
        (Caller::facilitator("Met Hoofdletters"), "metadata.beraad-credential"),
        (Caller::member("m", "parties/buurt"), "metadata.beraad-member"),
        (Caller::new(Role::Member, "m"), "metadata.beraad-member"),
        (Caller::new(Role::App, "app"), "metadata.beraad-issuer"),
        (Caller::app("app", "Niet Goed"), "metadata.beraad-issuer"),
        (Caller::new(Role::Engine, "engine"), "metadata.beraad-role"),
    ] {
        let client = town.acting(caller);
        let answer = client.deliberations().list_deliberations(request.clone()).await;
        assert_eq!(fields(&refused_for(answer, Reason::CallerInvalid)), [field]);
    }
    town.stop().await;
}

/// What an app entered it may read, so that it must not share a name with everybody else.
#[tokio::test]
async fn an_app_always_says_which_one_it_is() {
    let town = Town::in_memory().await;
    let connection = town.channel().await;
    let mut client = deliberation_service_client::DeliberationServiceClient::new(connection);
    let metadata = [("beraad-role", "app"), ("beraad-issuer", "app.buurt")];
    let request = with(ListDeliberationsRequest::default(), &metadata);
    let status = client.list_deliberations(request).await.expect_err("no credential");
    assert_eq!(status.code(), Code::InvalidArgument);
    let info = status.get_details_error_info().expect("ErrorInfo");
    assert_eq!(info.reason, "CALLER_INVALID");
    town.stop().await;
}

/// Asserts that a request is admitted at the limit and is a violation one beyond.
macro_rules! limited {
    ($client:expr, $group:ident.$method:ident, $field:literal, $request:expr, $limit:expr) => {{
        let request = $request;
        let at = $client.$group().$method(request($limit)).await;
        at.expect(concat!($field, " at the limit"));
        let beyond = $client.$group().$method(request($limit + 1)).await;
        let refusal = refused_for(beyond, Reason::InvalidRequest);
        assert_eq!(fields(&refusal), [$field]);
    }};
}

#[tokio::test]
async fn texts_are_admitted_at_their_limit_and_not_beyond() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let facilitator = town.facilitator();
    let long = |chars: usize| "é".repeat(chars);
    let request = |chars| CreateDeliberationRequest { title: long(chars), ..Default::default() };
    limited!(facilitator, deliberations.create_deliberation, "title", request, TITLE_CHARS_MAX);
    let deliberation = &forum.name;
    let request = |chars| ReviseChallengeRequest {
        deliberation: deliberation.clone(),
        text: long(chars),
        ..Default::default()
    };
    limited!(facilitator, deliberations.revise_challenge, "text", request, CHALLENGE_CHARS_MAX);
    let request = |chars| AddPartyRequest {
        deliberation: deliberation.clone(),
        display_name: long(chars),
        kind: PartyKind::Other.into(),
        ..Default::default()
    };
    limited!(facilitator, deliberations.add_party, "display_name", request, NAME_CHARS_MAX);
    let request = |chars| AddMemberRequest {
        party: forum.buurt.clone(),
        display_name: long(chars),
        ..Default::default()
    };
    limited!(facilitator, deliberations.add_member, "display_name", request, NAME_CHARS_MAX);
    let request = |chars| AddStatementRequest {
        deliberation: deliberation.clone(),
        text: long(chars),
        ..Default::default()
    };
    limited!(facilitator, participation.add_statement, "text", request, TEXT_CHARS_MAX);
    town.stop().await;
}

#[tokio::test]
async fn clauses_are_admitted_at_their_limits_and_not_beyond() {
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Propose], by_facilitator()).await;
    let anna = town.member(&forum.anna);
    let clause = |number: usize, origins: usize| NewClause {
        id: format!("c{number}"),
        text: "Een bank.".to_owned(),
        derives_from: vec!["eerste/c0".to_owned(); origins],
        ..Default::default()
    };
    propose(&anna, &forum, "eerste", vec![clause(0, 0)]).await.expect("a first");
    let many = |count| (0..count).map(|number| clause(number, 0)).collect::<Vec<_>>();
    propose(&anna, &forum, "vol", many(CLAUSES_MAX)).await.expect("at the limit");
    let beyond = propose(&anna, &forum, "te-vol", many(CLAUSES_MAX + 1)).await;
    assert_eq!(fields(&refused_for(beyond, Reason::InvalidRequest)), ["clauses"]);
    let derived = vec![clause(1, DERIVED_FROM_MAX)];
    propose(&anna, &forum, "afgeleid", derived).await.expect("at the limit");
    let beyond = propose(&anna, &forum, "te-ver", vec![clause(1, DERIVED_FROM_MAX + 1)]).await;
    let refusal = refused_for(beyond, Reason::InvalidRequest);
    assert_eq!(fields(&refusal), ["clauses[0].derives_from"]);
    let twice = propose(&anna, &forum, "dubbel", vec![clause(1, 0), clause(1, 0)]).await;
    assert_eq!(fields(&refused_for(twice, Reason::InvalidRequest)), ["clauses[1].id"]);
    town.stop().await;
}

async fn propose(
    client: &Client,
    forum: &Forum,
    id: &str,
    clauses: Vec<NewClause>,
) -> Result<AddProposalVersionResponse, beraad_client::Error> {
    let request = AddProposalVersionRequest {
        deliberation: forum.name.clone(),
        proposal_id: id.to_owned(),
        title: "Banken".to_owned(),
        clauses,
        member: forum.anna.clone(),
        ..Default::default()
    };
    client.participation().add_proposal_version(request).await
}

#[tokio::test]
async fn a_batch_is_admitted_at_its_limit_and_not_beyond() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let anna = town.member(&forum.anna);
    let request = |count| BatchCastStancesRequest {
        deliberation: forum.name.clone(),
        stances: vec![forum.stance(&forum.anna, 1); count],
        ..Default::default()
    };
    limited!(anna, participation.batch_cast_stances, "stances", request, BATCH_STANCES_MAX);
    let none = anna.participation().batch_cast_stances(request(0)).await;
    assert_eq!(fields(&refused_for(none, Reason::InvalidRequest)), ["stances"]);
    town.stop().await;
}

#[tokio::test]
async fn a_citizen_service_number_is_never_kept() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let identity = ExternalIdentity { issuer: "app".to_owned(), value: "111222333".to_owned() };
    let request = AddMemberRequest {
        party: forum.buurt.clone(),
        display_name: "1112.22.333".to_owned(),
        identity: Some(identity),
        ..Default::default()
    };
    let answer = town.facilitator().deliberations().add_member(request).await;
    let refusal = refused_for(answer, Reason::InvalidRequest);
    assert_eq!(fields(&refusal), ["display_name", "identity.value"]);
    town.stop().await;
}

#[tokio::test]
async fn free_text_with_a_citizen_service_number_is_written_with_a_warning() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    for (text, warned, validate_only) in [
        ("Mijn nummer is 111222333.", 1, true),
        ("Mijn nummer is 111222333.", 1, false),
        ("Bel 0612345678.", 0, false),
    ] {
        let request = AddStatementRequest {
            deliberation: forum.name.clone(),
            text: text.to_owned(),
            validate_only,
            ..Default::default()
        };
        let answer = town.facilitator().participation().add_statement(request).await;
        let written = answer.expect("written").written.unwrap_or_default();
        assert_eq!(written.warnings.len(), warned, "{text}");
        assert_eq!(written.sequence == 0, validate_only, "{text}");
    }
    town.stop().await;
}

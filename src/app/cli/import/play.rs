//! A forum as a deliberation: everybody a party, two rounds, the figures read back.

use beraad_client::{Caller, Client, Error, v1};
use futures::{StreamExt, TryStreamExt, stream};

use crate::app::cli::failure::Failure;
use crate::app::cli::import::table::{Case, Person};
use crate::app::cli::output::progress;

/// The issuer of the identities of people in forums.
const ISSUER: &str = "forum";
/// Calls under way at once: enough to share commits.
pub(super) const CALLS_MAX: usize = 32;
/// Stances in one call, within the server's limit of 10,000.
pub(super) const BATCH_STANCES: usize = 5_000;
/// Why a round opens although the advice was another: the table decides how many there are.
const TWO_ROUNDS: &str = "the table holds two stages";

/// The figures of a forum after both rounds.
#[derive(Debug)]
pub struct Played {
    /// Resource name of the deliberation.
    pub deliberation: String,
    /// The figures of round 1 and of round 2.
    pub rounds: [Vec<v1::Figure>; 2],
}

impl Played {
    /// A figure of an item over all parties, in round 1 or 2.
    #[must_use]
    pub fn figure(&self, round: usize, item: &str, name: &str) -> Option<&v1::Figure> {
        let item = format!("{}/statements/{}", self.deliberation, item.to_lowercase());
        let figures = self.rounds.get(round.checked_sub(1)?)?;
        figures
            .iter()
            .find(|figure| figure.item == item && figure.party.is_empty() && figure.name == name)
    }
}

/// Plays a case on a server.
///
/// # Errors
/// When the server refuses or does not answer, or refuses one of the stances.
pub async fn play(client: &Client, case: &Case, scale: (i32, i32)) -> Result<Played, Failure> {
    let run = client.acting_as(Caller::facilitator("forum-import"));
    let app = client.acting_as(Caller::app("forum-import", ISSUER));
    let deliberation = create(&run, case, scale).await?;
    let members = seat_everybody(&run, &app, case, &deliberation).await?;
    let request =
        v1::DeclareReadyRequest { deliberation: deliberation.clone(), ..Default::default() };
    run.deliberations().declare_ready(request).await?;
    let mut rounds = [Vec::new(), Vec::new()];
    for (stage, figures) in rounds.iter_mut().enumerate() {
        *figures = round(&run, &app, case, (&deliberation, &members), stage).await?;
    }
    Ok(Played { deliberation, rounds })
}

async fn create(run: &Client, case: &Case, (lo, hi): (i32, i32)) -> Result<String, Error> {
    let scale = v1::Scale { lo, hi, ..Default::default() };
    let request = v1::CreateDeliberationRequest {
        title: format!("{} ({})", case.name, case.survey),
        challenge: format!("What the people in the forum {} were asked.", case.name),
        charter: Some(v1::Charter { scale: Some(scale), ..Default::default() }),
        ..Default::default()
    };
    Ok(run.deliberations().create_deliberation(request).await?.name)
}

/// Adds the statements, the parties with their one member each, and their acceptance.
async fn seat_everybody(
    run: &Client,
    app: &Client,
    case: &Case,
    deliberation: &str,
) -> Result<Vec<String>, Failure> {
    let bar = progress(2 * case.people.len() as u64, &case.name);
    let statements = case.items.iter().map(|item| v1::AddStatementRequest {
        deliberation: deliberation.to_owned(),
        statement_id: item.to_lowercase(),
        text: format!("Consideration {item}"),
        ..Default::default()
    });
    let statements = statements
        .map(|statement| async { run.participation().add_statement(statement).await.map(drop) });
    let statements = stream::iter(statements).buffered(CALLS_MAX);
    statements.try_collect::<Vec<()>>().await?;
    let seats = case.people.iter().enumerate().map(|(index, person)| {
        let bar = bar.clone();
        async move {
            let member = seat(app, run, case, (deliberation, index, person)).await;
            bar.inc(1);
            member
        }
    });
    let seats = stream::iter(seats).buffered(CALLS_MAX);
    let members: Vec<String> = seats.try_collect().await?;
    let acceptances = members.iter().map(|member| async {
        let request = v1::AcceptCharterRequest {
            member: member.clone(),
            charter_version: 1,
            challenge_version: 1,
            ..Default::default()
        };
        let accepted = app.deliberations().accept_charter(request).await;
        bar.inc(1);
        accepted.map(drop)
    });
    let acceptances = stream::iter(acceptances).buffered(CALLS_MAX);
    acceptances.try_collect::<Vec<()>>().await?;
    bar.finish_and_clear();
    Ok(members)
}

/// One person as one party; the id is padded with zeros, so that all orders are the same.
async fn seat(
    app: &Client,
    run: &Client,
    case: &Case,
    (deliberation, index, person): (&str, usize, &Person),
) -> Result<String, Error> {
    let request = v1::AddPartyRequest {
        deliberation: deliberation.to_owned(),
        party_id: format!("p{:05}", index + 1),
        display_name: format!("Person {}", person.number),
        kind: v1::PartyKind::Other.into(),
        ..Default::default()
    };
    let party = run.deliberations().add_party(request).await?.name;
    let value = format!("{}/{}/{}", case.survey, case.name, person.number);
    let request = v1::AddMemberRequest {
        party,
        identity: Some(v1::ExternalIdentity { issuer: ISSUER.into(), value }),
        ..Default::default()
    };
    Ok(app.deliberations().add_member(request).await?.name)
}

/// Opens a round, casts what was said in a stage, closes it and reads its figures.
async fn round(
    run: &Client,
    app: &Client,
    case: &Case,
    (deliberation, members): (&str, &[String]),
    stage: usize,
) -> Result<Vec<v1::Figure>, Failure> {
    let rule = v1::closing_rule::Rule::ByFacilitator(v1::ByFacilitator {});
    let request = v1::OpenRoundRequest {
        deliberation: deliberation.to_owned(),
        title: if stage == 0 { "Before" } else { "After" }.into(),
        activities: vec![v1::Activity::Rate.into()],
        closing: Some(v1::ClosingRule { rule: Some(rule) }),
        against_advice_reason: if stage == 0 { "" } else { TWO_ROUNDS }.into(),
        ..Default::default()
    };
    let name = run.deliberations().open_round(request).await?.name;
    let mut stances = Vec::new();
    for (person, member) in case.people.iter().zip(members) {
        for (item, answer) in case.items.iter().zip(&person.answers[stage]) {
            stances.extend(answer.map(|value| v1::NewStance {
                item: format!("{deliberation}/statements/{}", item.to_lowercase()),
                version: 0,
                member: member.clone(),
                answer: Some(v1::new_stance::Answer::Value(value)),
                channel: v1::Channel::App.into(),
                evidence: String::new(),
            }));
        }
    }
    for batch in stances.chunks(BATCH_STANCES) {
        cast(app, deliberation, batch).await?;
    }
    let request = v1::CloseRoundRequest { name, ..Default::default() };
    run.deliberations().close_round(request).await?;
    let number = u32::try_from(stage + 1).unwrap_or_default();
    let request = v1::GetConvergenceRequest {
        deliberation: deliberation.to_owned(),
        round: number,
        ..Default::default()
    };
    Ok(run.analysis().get_convergence(request).await?.figures)
}

/// Casts many stances at once; each must be accepted.
pub(super) async fn cast(
    app: &Client,
    deliberation: &str,
    batch: &[v1::NewStance],
) -> Result<(), Failure> {
    let request = v1::BatchCastStancesRequest {
        deliberation: deliberation.to_owned(),
        stances: batch.to_vec(),
        ..Default::default()
    };
    let answer = app.participation().batch_cast_stances(request).await?;
    for (stance, result) in batch.iter().zip(answer.results) {
        if let Some(v1::stance_result::Result::Refused(refusal)) = result.result {
            let (item, message) = (&stance.item, refusal.message);
            return Err(Failure::internal(format!("the stance on {item} is refused: {message}")));
        }
    }
    Ok(())
}

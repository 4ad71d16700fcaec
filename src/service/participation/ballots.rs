//! Handlers of ballots.

use beraad_client::v1::{self as wire, *};

use crate::domain::act::Ballot;
use crate::domain::command::CommandBody;
use crate::domain::ids::TextRef;
use crate::domain::limits::{GRADE_MAX, OPTIONS_MAX, REASON_CHARS_MAX};
use crate::domain::state::Origin;
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{Form, form, subject_of};
use crate::service::query::{Query, asked, known_round};
use crate::service::render::Speaker;

pub(super) async fn cast_ballot(
    desk: Desk,
    call: Call,
    q: CastBallotRequest,
) -> Result<CastBallotResponse, Failure> {
    let mut form = form!(desk, call, q, "CastBallot", entered);
    let member = form.member("member", &q.member);
    let subject = subject_of(member.as_ref());
    let reason = form.optional_text("reason", (&q.reason, REASON_CHARS_MAX), subject);
    let given = q.ballot.as_ref().and_then(|ballot| ballot.form.as_ref());
    let ballot = match given {
        Some(given) => ballot(&mut form, given, reason),
        None => {
            let rule = "is missing; give consent, vote, ranking, grades or approvals";
            form.fields.violate("ballot", rule);
            None
        }
    };
    let pseudonym = desk.pseudonym();
    let made = || Some(CommandBody::CastBallot { member: member?, ballot: ballot?, pseudonym });
    let sent = form.send(made()).await?;
    Ok(CastBallotResponse { written: sent.written() })
}

fn ballot(
    form: &mut Form<'_>,
    given: &ballot_form::Form,
    reason: Option<TextRef>,
) -> Option<Ballot> {
    use ballot_form::Form as Given;
    if reason.is_some() && !matches!(given, Given::Consent(_)) {
        let rule = "is taken with a consent ballot only; leave it empty, or give an objection";
        form.fields.violate("reason", rule);
    }
    match given {
        Given::Consent(given) => {
            let option = form.version("ballot.consent.option", given.option.as_ref());
            let stance = words::consent_from(given.stance);
            let stance = form.word("ballot.consent.stance", stance, "ConsentStance");
            Some(Ballot::Consent { option: option?, stance: stance?, reason })
        }
        Given::Vote(given) => {
            let option = form.version("ballot.vote.option", given.option.as_ref());
            let vote = form.word("ballot.vote.vote", words::vote_from(given.vote), "Vote");
            Some(Ballot::Vote { option: option?, vote: vote? })
        }
        Given::Ranking(given) => {
            let listed = (given.places.as_slice(), 0, OPTIONS_MAX);
            let places = form.list("ballot.ranking.places", listed, |form, field, place| {
                let listed = (place.options.as_slice(), 1, OPTIONS_MAX);
                form.list(&format!("{field}.options"), listed, option)
            });
            Some(Ballot::Ranking(places?))
        }
        Given::Grades(given) => {
            let listed = (given.grades.as_slice(), 0, OPTIONS_MAX);
            form.list("ballot.grades.grades", listed, grade).map(Ballot::Grades)
        }
        Given::Approvals(given) => {
            let listed = (given.options.as_slice(), 0, OPTIONS_MAX);
            form.list("ballot.approvals.options", listed, option).map(Ballot::Approvals)
        }
    }
}

fn option(
    form: &mut Form<'_>,
    field: &str,
    given: &ItemVersionRef,
) -> Option<crate::domain::ids::ItemVersion> {
    form.version(field, Some(given))
}

fn grade(
    form: &mut Form<'_>,
    field: &str,
    given: &OptionGrade,
) -> Option<(crate::domain::ids::ItemVersion, u32)> {
    if given.grade > GRADE_MAX {
        let rule = format!("is {}; give 0 to {GRADE_MAX}", given.grade);
        form.fields.violate(format!("{field}.grade"), rule);
    }
    Some((form.version(&format!("{field}.option"), given.option.as_ref())?, given.grade))
}

/// A ballot with whose it is.
type Found<'a> = (Speaker, &'a (Ballot, Origin));

pub(super) async fn list_ballots(
    desk: Desk,
    call: Call,
    q: ListBallotsRequest,
) -> Result<ListBallotsResponse, Failure> {
    let (state, page) = Query::of(&q.deliberation, asked!(q)).run(&desk).await?;
    known_round(&state, q.round)?;
    let caller = call.within(&state.id);
    let mut keyed: Vec<(String, Found<'_>)> = Vec::new();
    for (number, round) in (1..).zip(&state.rounds) {
        let asked = q.round == 0 || q.round == number;
        for (option, column) in round.ballots.iter().filter(|_| asked) {
            // Ballots over all options come first: nothing sorts before every item.
            let about = option.as_ref().map(|on| format!("{} {:010}", on.item, on.version));
            let about = about.unwrap_or_default();
            let cells = column.cells.iter().filter_map(|(seat, cell)| {
                let speaker = Speaker::seen(&state, &caller, (number, seat), &cell.1)?;
                let key = format!("{number:010} {about} {}", speaker.key);
                Some((key, (speaker, cell)))
            });
            keyed.extend(cells);
        }
    }
    keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
    let (found, next_page_token) = page.of(keyed.into_iter());
    let ballots = desk.shown(&call, &state, |renderer| -> Vec<wire::Ballot> {
        found.iter().map(|(speaker, cell)| renderer.ballot(speaker, cell)).collect()
    });
    Ok(ListBallotsResponse { ballots: ballots.await?, next_page_token })
}

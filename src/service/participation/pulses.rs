//! Handlers of pulses: how the members feel about the process.

use beraad_client::v1::*;

use crate::domain::act;
use crate::domain::command::CommandBody;
use crate::domain::limits::{CLAUSES_NAMED_MAX, OWNERSHIP_QUESTIONS};
use crate::domain::state::Origin;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{Form, form};
use crate::service::query::{Query, asked, known_round};
use crate::service::render::Speaker;

/// Steps of the questions on being seen, heard and valued, and on joining again.
const STEPS_MAX: u32 = 5;
/// Steps of each question on ownership.
const OWNERSHIP_STEPS_MAX: u32 = 7;

pub(super) async fn give_pulse(
    desk: Desk,
    call: Call,
    q: GivePulseRequest,
) -> Result<GivePulseResponse, Failure> {
    let mut form = form!(desk, call, q, "GivePulse", entered);
    let member = form.member("member", &q.member);
    if q.answers.is_none() {
        form.fields.violate("answers", "is missing; give at least one answer, or a pass on all");
    }
    let pulse = q.answers.as_ref().and_then(|given| pulse(&mut form, given));
    let pseudonym = desk.pseudonym();
    let made = || Some(CommandBody::GivePulse { member: member?, pulse: pulse?, pseudonym });
    let sent = form.send(made()).await?;
    Ok(GivePulseResponse { written: sent.written() })
}

fn pulse(form: &mut Form<'_>, given: &PulseAnswers) -> Option<act::Pulse> {
    let step = |form: &mut Form<'_>, name: &str, step: u32| {
        if step > STEPS_MAX {
            let rule = format!("is {step}; give 1 to {STEPS_MAX}, or 0 for a pass");
            form.fields.violate(format!("answers.{name}"), rule);
        }
        Some(step).filter(|step| *step > 0)
    };
    let seen = step(form, "seen", given.seen);
    let heard = step(form, "heard", given.heard);
    let valued = step(form, "valued", given.valued);
    let would_join_again = step(form, "would_join_again", given.would_join_again);
    let on_scale = given.ownership.iter().all(|step| (1..=OWNERSHIP_STEPS_MAX).contains(step));
    if !on_scale || ![0, OWNERSHIP_QUESTIONS].contains(&given.ownership.len()) {
        let rule = format!(
            "give {OWNERSHIP_QUESTIONS} answers of 1 to {OWNERSHIP_STEPS_MAX}, or none at all"
        );
        form.fields.violate("answers.ownership", rule);
    }
    let new_to_us = form.clauses("answers.new_to_us", (&given.new_to_us, CLAUSES_NAMED_MAX));
    Some(act::Pulse {
        seen,
        heard,
        valued,
        ownership: given.ownership.clone(),
        would_join_again,
        new_to_us: new_to_us?,
        better_than_own: given.better_than_own,
    })
}

/// A pulse with whose it is.
type Found<'a> = (Speaker, &'a (act::Pulse, Origin));

pub(super) async fn list_pulses(
    desk: Desk,
    call: Call,
    q: ListPulsesRequest,
) -> Result<ListPulsesResponse, Failure> {
    let (state, page) = Query::of(&q.deliberation, asked!(q)).run(&desk).await?;
    known_round(&state, q.round)?;
    let caller = call.within(&state.id);
    let mut keyed: Vec<(String, Found<'_>)> = Vec::new();
    let asked = |number: &u32| q.round == 0 || q.round == *number;
    for (number, round) in (1..).zip(&state.rounds).filter(|(number, _)| asked(number)) {
        let cells = round.pulses.cells.iter().filter_map(|(seat, cell)| {
            let speaker = Speaker::seen(&state, &caller, (number, seat), &cell.1)?;
            Some((format!("{number:010} {}", speaker.key), (speaker, cell)))
        });
        keyed.extend(cells);
    }
    keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
    let (found, next_page_token) = page.of(keyed.into_iter());
    let pulses = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(speaker, cell)| renderer.pulse(speaker, cell)).collect()
    });
    Ok(ListPulsesResponse { pulses: pulses.await?, next_page_token })
}

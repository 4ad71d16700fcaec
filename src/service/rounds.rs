//! Handlers of rounds: opening, closing and reading them.

use beraad_client::v1::*;

use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::limits::{
    GRADE_DEFAULT, GRADE_LABEL_CHARS_MAX, GRADE_MAX, MONEY_MAX, OPTIONS_MAX, REASON_CHARS_MAX,
    TITLE_CHARS_MAX,
};
use crate::domain::round::{self, RoundPlan};
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::form::{Form, Sent, form};
use crate::service::names;
use crate::service::query::{asked, by_number};

pub(super) async fn open_round(
    desk: Desk,
    call: Call,
    q: OpenRoundRequest,
) -> Result<OpenRoundResponse, Failure> {
    let mut form = form!(desk, call, q, "OpenRound", etag);
    form.deliberation(&q.deliberation);
    let title = form.shared_if_given("title", (&q.title, TITLE_CHARS_MAX));
    let activities = activities(&mut form.fields, "activities", &q.activities);
    let closing = closing(&mut form, q.closing.as_ref());
    let reason = (q.against_advice_reason.as_str(), REASON_CHARS_MAX);
    let against_advice_reason = form.shared_if_given("against_advice_reason", reason);
    let invited = form.parties("invited", (&q.invited, 0));
    let group = form.name_if_given("group", &q.group, names::group);
    if !q.group.is_empty() && !q.invited.is_empty() {
        form.fields.violate("invited", "stands beside a group, which says who is in; give one");
    }
    let ballot = q.ballot.as_ref().and_then(|given| ballot(&mut form, given, desk.seed()));
    let made = || {
        Some(CommandBody::OpenRound(RoundPlan {
            title,
            activities,
            closing: closing?,
            extension: q.extension,
            against_advice_reason,
            open_proposals: q.open_proposals,
            invited: invited?,
            group,
            ballot,
        }))
    };
    let sent = form.send(made()).await?;
    let name = sent.found(|body| match body {
        EventBody::RoundOpened { round, .. } => {
            Some(names::within(&sent.id, &format_args!("rounds/{round}")))
        }
        _ => None,
    });
    Ok(OpenRoundResponse { written: sent.written(), name: name.unwrap_or_default() })
}

/// The activities, in order and without repeats.
pub(super) fn activities(fields: &mut Fields, field: &str, given: &[i32]) -> Vec<round::Activity> {
    let mut read = Vec::new();
    for (place, value) in given.iter().enumerate() {
        let activity = words::activity_from(*value).map_err(|_| "is not a value of Activity");
        read.extend(fields.take(&format!("{field}[{place}]"), activity));
    }
    if given.is_empty() {
        fields.violate(field, "is empty; give at least one, such as ACTIVITY_RATE");
    }
    read.sort_unstable();
    read.dedup();
    read
}

fn closing(form: &mut Form<'_>, given: Option<&ClosingRule>) -> Option<round::ClosingRule> {
    use closing_rule::Rule;
    match given.and_then(|closing| closing.rule.as_ref()) {
        Some(Rule::ByFacilitator(_)) => Some(round::ClosingRule::ByFacilitator),
        Some(Rule::At(at)) => form.moment("closing.at", Some(at)).map(round::ClosingRule::At),
        Some(Rule::EveryPartyAnswered(rule)) => {
            let field = "closing.every_party_answered.latest";
            let latest = form.moment(field, rule.latest.as_ref())?;
            Some(round::ClosingRule::EveryPartyAnswered { latest })
        }
        None => {
            let rule = "is missing; give at, every_party_answered or by_facilitator";
            form.fields.violate("closing", rule);
            None
        }
    }
}

fn ballot(form: &mut Form<'_>, given: &BallotPlan, seed: [u8; 32]) -> Option<round::BallotPlan> {
    let rule = form.word("ballot.rule", words::rule_from(given.rule), "DecisionRuleKind");
    let listed = (given.options.as_slice(), 0, OPTIONS_MAX);
    let options = form
        .list("ballot.options", listed, |form, field, option| form.version(field, Some(option)));
    if let Some(options) = &options {
        form.once("ballot.options", options);
    }
    money(form, "ballot.budget", given.budget);
    let listed = (given.costs.as_slice(), 0, OPTIONS_MAX);
    let costs = form.list("ballot.costs", listed, |form, field, cost| {
        money(form, &format!("{field}.cost"), cost.cost);
        let option = form.version(&format!("{field}.option"), cost.option.as_ref());
        option.map(|option| (option, cost.cost))
    });
    let missing_grades = words::missing_grades_from(given.missing_grades);
    let missing_grades = form.word("ballot.missing_grades", missing_grades, "MissingGrades");
    grades(form, given);
    Some(round::BallotPlan {
        rule: rule?,
        options: options?,
        seats: given.seats,
        budget: given.budget,
        costs: costs?,
        grade_max: given.grade_max,
        grade_labels: given.grade_labels.iter().map(|label| label.as_str().into()).collect(),
        missing_grades: missing_grades?,
        seed: Some(seed),
    })
}

fn money(form: &mut Form<'_>, field: &str, amount: u64) {
    if amount > MONEY_MAX {
        form.fields.violate(field, format!("is {amount}; give at most {MONEY_MAX}"));
    }
}

/// The highest grade, and either no names of grades or one for each.
fn grades(form: &mut Form<'_>, given: &BallotPlan) {
    if given.grade_max > GRADE_MAX {
        let rule =
            format!("is {}; give 1 to {GRADE_MAX}, or 0 for {GRADE_DEFAULT}", given.grade_max);
        form.fields.violate("ballot.grade_max", rule);
    }
    let most = if given.grade_max == 0 { GRADE_DEFAULT } else { given.grade_max };
    let (count, needed) = (given.grade_labels.len(), most as usize + 1);
    if count > 0 && count != needed {
        let rule =
            format!("has {count} names for {needed} grades, from 0 to {most}; name them all");
        form.fields.violate("ballot.grade_labels", rule);
    }
    for (place, label) in given.grade_labels.iter().enumerate() {
        let length = label.chars().count();
        if !(1..=GRADE_LABEL_CHARS_MAX).contains(&length) {
            let rule = format!("has {length} characters; use 1 to {GRADE_LABEL_CHARS_MAX}");
            form.fields.violate(format!("ballot.grade_labels[{place}]"), rule);
        }
    }
}

pub(super) async fn close_round(
    desk: Desk,
    call: Call,
    q: CloseRoundRequest,
) -> Result<CloseRoundResponse, Failure> {
    let mut form = form!(desk, call, q, "CloseRound", etag);
    let round = form.name("name", names::round(&q.name));
    let sent = form.send(round.map(|round| CommandBody::CloseRound { round })).await?;
    let sent = tallied(&desk, sent).await?;
    Ok(CloseRoundResponse { written: sent.written() })
}

/// Waits for the figures of what started a tally: whoever closes a round wants to read them next.
pub(super) async fn tallied(desk: &Desk, sent: Sent) -> Result<Sent, Failure> {
    if sent.done.outcome.written.is_some() {
        desk.engine().settle(&sent.id).await?;
    }
    Ok(sent)
}

pub(super) async fn list_rounds(
    desk: Desk,
    call: Call,
    q: ListRoundsRequest,
) -> Result<ListRoundsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let keyed = (1..).zip(&state.rounds).map(|round| (by_number(u64::from(round.0)), round));
    let (found, next_page_token) = page.of(keyed);
    let rounds = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(number, round)| renderer.round(*number, round)).collect()
    });
    Ok(ListRoundsResponse { rounds: rounds.await?, next_page_token })
}

//! From the domain's events to the public messages. This cannot fail.

use beraad_client::v1::{self, event_payload::Body};

use crate::domain::charter::{Charter, Ratio};
use crate::domain::event::{Answer, Clause, Event, EventBody, TallyRecord};
use crate::domain::figure::{FigureResult, RecordedFigure};
use crate::domain::ids::{ItemVersion, MemberId, MemberRef, PartyId, TextRef, Timestamp};
use crate::domain::round::{ClosingRule, RoundPlan};
use crate::log::codec::SCHEMA;
use crate::log::codec::words::{self, member_to};

pub(super) fn envelope(sequence: u64, event: &Event, digest: [u8; 32]) -> v1::EventEnvelope {
    let (item, party) = (event.body.item(), event.body.party());
    v1::EventEnvelope {
        sequence,
        time: Some(timestamp(event.at)),
        kind: event.body.kind().to_owned(),
        item: item.map_or_else(String::new, |item| item.to_string()),
        party: party.map_or_else(String::new, ToString::to_string),
        payload_digest: digest.to_vec(),
    }
}

pub(super) fn payload(event: &Event) -> v1::EventPayload {
    v1::EventPayload {
        schema: SCHEMA,
        entry: Some(v1::Entry {
            role: words::role_to(event.entry.role),
            credential: event.entry.credential.to_string(),
            channel: words::channel_to(event.entry.channel),
        }),
        body: Some(body(&event.body)),
    }
}

/// One arm a kind, laid out densely so that the whole list can be seen at once.
#[rustfmt::skip]
fn body(body: &EventBody) -> Body {
    use EventBody as E;
    match body {
        E::DeliberationCreated { title } => Body::DeliberationCreated(created(title)),
        E::ChallengeRevised { version, text } => Body::ChallengeRevised(revised(*version, text)),
        E::CharterSet(of) => Body::CharterSet(v1::CharterSet { charter: Some(charter(of)) }),
        E::PartyAdded { party, kind, display_name, affiliations } => {
            Body::PartyAdded(v1::PartyAdded {
                party: party.to_string(),
                kind: words::kind_to(*kind),
                display_name: Some(text(display_name)),
                affiliations: affiliations.iter().map(ToString::to_string).collect(),
            })
        }
        E::MemberAdded { party, member, display_name, identity, spokesperson } => {
            let named = (display_name.as_ref(), identity.as_ref());
            Body::MemberAdded(member_added(party, member, named, *spokesperson))
        }
        E::CharterAccepted { member, charter_version, challenge_version } => {
            Body::CharterAccepted(accepted(member, *charter_version, *challenge_version))
        }
        E::ReadyDeclared { charter_version, challenge_version } => {
            Body::ReadyDeclared(ready(*charter_version, *challenge_version))
        }
        E::ReturnedToDraft => Body::ReturnedToDraft(v1::ReturnedToDraft {}),
        E::RoundOpened { round, plan, charter_hash } => {
            Body::RoundOpened(round_opened(*round, plan, charter_hash))
        }
        E::StatementAdded { statement, text: of, author, round } => {
            let (party, member) = author.as_ref().map(member_to).unwrap_or_default();
            let (statement, text) = (statement.to_string(), Some(text(of)));
            let round = *round;
            Body::StatementAdded(v1::StatementAdded { statement, text, party, member, round })
        }
        E::ProposalVersionAdded { proposal, version, title, author, clauses, round } => {
            let (party, member) = member_to(author);
            Body::ProposalVersionAdded(v1::ProposalVersionAdded {
                proposal: proposal.to_string(),
                version: *version,
                title: Some(text(title)),
                party,
                member,
                clauses: clauses.iter().map(clause).collect(),
                round: *round,
            })
        }
        E::StanceCast { on, member, answer, round } => {
            Body::StanceCast(stance_cast(on, member, *answer, *round))
        }
        E::RoundClosed { round, cause } => {
            Body::RoundClosed(v1::RoundClosed { round: *round, cause: words::cause_to(*cause) })
        }
        E::FiguresRecorded(record) => Body::FiguresRecorded(figures_recorded(record)),
        E::ConclusionCalled { against_advice_reason: reason } => {
            let against_advice_reason = reason.as_ref().map(text);
            Body::ConclusionCalled(v1::ConclusionCalled { against_advice_reason })
        }
        E::FollowUpStarted => Body::FollowUpStarted(v1::FollowUpStarted {}),
        E::DeliberationClosed => Body::DeliberationClosed(v1::DeliberationClosed {}),
        E::DeliberationCancelled { reason } => {
            let reason = Some(text(reason));
            Body::DeliberationCancelled(v1::DeliberationCancelled { reason })
        }
        E::Erased { member, scope } => {
            let (party, member) = member_to(member);
            Body::Erased(v1::Erased { party, member, scope: words::scope_to(*scope) })
        }
    }
}

fn created(title: &TextRef) -> v1::DeliberationCreated {
    v1::DeliberationCreated { title: Some(text(title)) }
}

fn revised(version: u32, of: &TextRef) -> v1::ChallengeRevised {
    v1::ChallengeRevised { version, text: Some(text(of)) }
}

fn member_added(
    party: &PartyId,
    member: &MemberId,
    (name, identity): (Option<&TextRef>, Option<&(Box<str>, TextRef)>),
    spokesperson: bool,
) -> v1::MemberAdded {
    v1::MemberAdded {
        party: party.to_string(),
        member: member.to_string(),
        display_name: name.map(text),
        identity_issuer: identity.map_or_else(String::new, |(issuer, _)| issuer.to_string()),
        identity_value: identity.map(|(_, value)| text(value)),
        spokesperson,
    }
}

fn accepted(who: &MemberRef, charter: u32, challenge: u32) -> v1::CharterAccepted {
    let (party, member) = member_to(who);
    v1::CharterAccepted { party, member, charter_version: charter, challenge_version: challenge }
}

fn ready(charter_version: u32, challenge_version: u32) -> v1::ReadyDeclared {
    v1::ReadyDeclared { charter_version, challenge_version }
}

fn round_opened(round: u32, plan: &RoundPlan, charter_hash: &[u8; 32]) -> v1::RoundOpened {
    v1::RoundOpened {
        round,
        title: plan.title.as_ref().map(text),
        activities: plan.activities.iter().copied().map(words::activity_to).collect(),
        closing: Some(closing(plan.closing)),
        extension: plan.extension,
        charter_hash: charter_hash.to_vec(),
        against_advice_reason: plan.against_advice_reason.as_ref().map(text),
    }
}

pub(super) fn closing(rule: ClosingRule) -> v1::ClosingRule {
    use v1::closing_rule::Rule;
    let rule = match rule {
        ClosingRule::At(moment) => Rule::At(timestamp(moment)),
        ClosingRule::EveryPartyAnswered { latest } => {
            let latest = Some(timestamp(latest));
            Rule::EveryPartyAnswered(v1::EveryPartyAnswered { latest })
        }
        ClosingRule::ByFacilitator => Rule::ByFacilitator(v1::ByFacilitator {}),
    };
    v1::ClosingRule { rule: Some(rule) }
}

fn clause(clause: &Clause) -> v1::ClauseText {
    let derived = clause.derives_from.iter().map(|(proposal, clause)| match proposal {
        Some(proposal) => format!("{proposal}/{clause}"),
        None => clause.to_string(),
    });
    v1::ClauseText {
        id: clause.id.to_string(),
        text: Some(text(&clause.text)),
        derives_from: derived.collect(),
    }
}

fn stance_cast(on: &ItemVersion, member: &MemberRef, answer: Answer, round: u32) -> v1::StanceCast {
    let (party, member) = member_to(member);
    v1::StanceCast {
        item: on.item.to_string(),
        version: on.version,
        party,
        member,
        round,
        answer: Some(match answer {
            Answer::Pass => v1::stance_cast::Answer::Pass(v1::Pass {}),
            Answer::Stance(value) => v1::stance_cast::Answer::Value(value),
        }),
    }
}

fn figures_recorded(record: &TallyRecord) -> v1::FiguresRecorded {
    let advice = record.advice.iter().map(|advice| v1::ItemAdvice {
        item: advice.item.to_string(),
        advice: words::advice_to(advice.advice),
    });
    v1::FiguresRecorded {
        round: record.round,
        conclusion: record.conclusion,
        input_digest: record.input_digest.to_vec(),
        figures: record.figures.iter().map(figure).collect(),
        advice: advice.collect(),
    }
}

fn figure(figure: &RecordedFigure) -> v1::RecordedFigure {
    use v1::recorded_figure::Result;
    let (result, exact) = match &figure.result {
        FigureResult::Value { value, exact } => (Result::Value(*value), exact.as_deref()),
        FigureResult::Undefined(why) => (Result::Undefined(words::undefined_to(*why)), None),
    };
    v1::RecordedFigure {
        name: figure.name.to_string(),
        item: figure.item.as_ref().map_or_else(String::new, ToString::to_string),
        party: figure.party.as_ref().map_or_else(String::new, ToString::to_string),
        result: Some(result),
        exact: exact.unwrap_or_default().to_owned(),
        n: figure.n,
        method: figure.method.to_string(),
        method_version: figure.method_version,
    }
}

pub(super) fn charter(charter: &Charter) -> v1::Charter {
    let labels = charter
        .labels
        .iter()
        .map(|(value, label)| v1::ScaleLabel { value: *value, label: label.to_string() });
    let ratio = |ratio: Ratio| {
        Some(v1::Ratio { numerator: ratio.numerator, denominator: ratio.denominator })
    };
    let thresholds = &charter.thresholds;
    v1::Charter {
        version: charter.version,
        scale: Some(v1::Scale {
            lo: charter.scale.lo(),
            hi: charter.scale.hi(),
            labels: labels.collect(),
            lo_is_veto: charter.lo_is_veto,
        }),
        stance_visibility: words::visibility_to(charter.visibility),
        thresholds: Some(v1::Thresholds {
            quorum: ratio(thresholds.quorum),
            stability: ratio(thresholds.stability),
            support: ratio(thresholds.support),
            agreement: ratio(thresholds.agreement),
            min_rounds: thresholds.min_rounds,
            max_rounds: thresholds.max_rounds,
        }),
        hash: charter.hash.to_vec(),
        frozen: false,
    }
}

fn text(reference: &TextRef) -> v1::TextRef {
    v1::TextRef { id: reference.id.to_string(), digest: reference.digest.to_vec() }
}

/// Milliseconds are whole nanoseconds, and the remainder is never negative.
pub(super) fn timestamp(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: at.0.div_euclid(1000),
        nanos: i32::try_from(at.0.rem_euclid(1000)).unwrap_or(0) * 1_000_000,
    }
}

//! From the public messages to the domain's events. Everything is parsed, because an exported log
//! can come from anywhere.

use beraad_client::v1::{self, event_payload::Body};

use crate::domain::caller::Entry;
use crate::domain::charter::{Charter, Ratio, Thresholds};
use crate::domain::event::{Answer, Clause, ErasureScope, Event, EventBody, TallyRecord};
use crate::domain::figure::{FigureResult, ItemAdvice, RecordedFigure};
use crate::domain::ids::{
    ClauseId, Credential, ItemVersion, MemberId, MemberRef, PartyId, ProposalId, StatementId,
    TextId, TextRef, Timestamp,
};
use crate::domain::round::{ClosingRule, RoundPlan};
use crate::domain::scale::Scale;
use crate::log::codec::DecodeError;
use crate::log::codec::words::{self, derived_from, invalid, item_from, version_from};

type Decoded<T> = Result<T, DecodeError>;

pub(super) fn event(envelope: &v1::EventEnvelope, payload: v1::EventPayload) -> Decoded<Event> {
    let entry = payload.entry.ok_or(DecodeError::Missing("entry"))?;
    Ok(Event {
        at: timestamp(envelope.time, "time")?,
        entry: Entry {
            role: words::role_from(entry.role)?,
            credential: Credential::parse(&entry.credential)
                .map_err(|error| invalid("entry.credential", error))?,
            channel: words::channel_from(entry.channel)?,
        },
        body: body(payload.body.ok_or(DecodeError::Missing("body"))?)?,
    })
}

/// One arm a kind; what takes more than a line has a function of its own.
fn body(body: Body) -> Decoded<EventBody> {
    Ok(match body {
        Body::DeliberationCreated(body) => {
            EventBody::DeliberationCreated { title: text(body.title, "title")? }
        }
        Body::ChallengeRevised(body) => {
            EventBody::ChallengeRevised { version: body.version, text: text(body.text, "text")? }
        }
        Body::CharterSet(body) => EventBody::CharterSet(charter(body.charter)?),
        Body::PartyAdded(body) => party_added(body)?,
        Body::MemberAdded(body) => member_added(body)?,
        Body::CharterAccepted(body) => EventBody::CharterAccepted {
            member: member(&body.party, &body.member)?,
            charter_version: body.charter_version,
            challenge_version: body.challenge_version,
        },
        Body::ReadyDeclared(body) => EventBody::ReadyDeclared {
            charter_version: body.charter_version,
            challenge_version: body.challenge_version,
        },
        Body::ReturnedToDraft(_) => EventBody::ReturnedToDraft,
        Body::RoundOpened(body) => round_opened(body)?,
        Body::StatementAdded(body) => statement_added(body)?,
        Body::ProposalVersionAdded(body) => proposal_added(body)?,
        Body::StanceCast(body) => stance_cast(body)?,
        Body::RoundClosed(body) => {
            EventBody::RoundClosed { round: body.round, cause: words::cause_from(body.cause)? }
        }
        Body::FiguresRecorded(body) => EventBody::FiguresRecorded(tally(body)?),
        Body::ConclusionCalled(body) => EventBody::ConclusionCalled {
            against_advice_reason: optional(body.against_advice_reason, "against_advice_reason")?,
        },
        Body::FollowUpStarted(_) => EventBody::FollowUpStarted,
        Body::DeliberationClosed(_) => EventBody::DeliberationClosed,
        Body::DeliberationCancelled(body) => {
            EventBody::DeliberationCancelled { reason: text(body.reason, "reason")? }
        }
        Body::Erased(body) => erased(&body)?,
    })
}

fn erased(body: &v1::Erased) -> Decoded<EventBody> {
    let scope: ErasureScope = words::scope_from(body.scope)?;
    let member = member(&body.party, &body.member)?;
    Ok(EventBody::Erased { member, scope })
}

fn party_added(body: v1::PartyAdded) -> Decoded<EventBody> {
    let affiliations = body.affiliations.iter().map(|id| party(id));
    Ok(EventBody::PartyAdded {
        party: party(&body.party)?,
        kind: words::kind_from(body.kind)?,
        display_name: text(body.display_name, "display_name")?,
        affiliations: affiliations.collect::<Decoded<_>>()?,
    })
}

fn member_added(body: v1::MemberAdded) -> Decoded<EventBody> {
    let value = optional(body.identity_value, "identity_value")?;
    let identity = match (body.identity_issuer.is_empty(), value) {
        (true, None) => None,
        (false, Some(value)) => Some((body.identity_issuer.into(), value)),
        _ => {
            return Err(invalid("identity_value", "an identity has an issuer and a value"));
        }
    };
    Ok(EventBody::MemberAdded {
        party: party(&body.party)?,
        member: MemberId::parse(&body.member).map_err(|error| invalid("member", error))?,
        display_name: optional(body.display_name, "display_name")?,
        identity,
        spokesperson: body.spokesperson,
    })
}

fn round_opened(body: v1::RoundOpened) -> Decoded<EventBody> {
    let activities = body.activities.into_iter().map(words::activity_from);
    Ok(EventBody::RoundOpened {
        round: body.round,
        plan: RoundPlan {
            title: optional(body.title, "title")?,
            activities: activities.collect::<Decoded<_>>()?,
            closing: closing(body.closing)?,
            extension: body.extension,
            against_advice_reason: optional(body.against_advice_reason, "against_advice_reason")?,
        },
        charter_hash: digest(&body.charter_hash, "charter_hash")?,
    })
}

fn closing(rule: Option<v1::ClosingRule>) -> Decoded<ClosingRule> {
    use v1::closing_rule::Rule;
    match rule.and_then(|rule| rule.rule) {
        None => Err(DecodeError::Missing("closing")),
        Some(Rule::At(moment)) => Ok(ClosingRule::At(timestamp(Some(moment), "closing.at")?)),
        Some(Rule::EveryPartyAnswered(rule)) => Ok(ClosingRule::EveryPartyAnswered {
            latest: timestamp(rule.latest, "closing.latest")?,
        }),
        Some(Rule::ByFacilitator(_)) => Ok(ClosingRule::ByFacilitator),
    }
}

fn statement_added(body: v1::StatementAdded) -> Decoded<EventBody> {
    let author = match (body.party.as_str(), body.member.as_str()) {
        ("", "") => None,
        (party, own) => Some(member(party, own)?),
    };
    Ok(EventBody::StatementAdded {
        statement: StatementId::parse(&body.statement)
            .map_err(|error| invalid("statement", error))?,
        text: text(body.text, "text")?,
        author,
        round: body.round,
    })
}

fn proposal_added(body: v1::ProposalVersionAdded) -> Decoded<EventBody> {
    let clauses = body.clauses.into_iter().map(clause);
    Ok(EventBody::ProposalVersionAdded {
        proposal: ProposalId::parse(&body.proposal).map_err(|error| invalid("proposal", error))?,
        version: body.version,
        title: text(body.title, "title")?,
        author: member(&body.party, &body.member)?,
        clauses: clauses.collect::<Decoded<_>>()?,
        round: body.round,
    })
}

fn clause(clause: v1::ClauseText) -> Decoded<Clause> {
    let derived = clause.derives_from.iter().map(|text| derived_from(text));
    Ok(Clause {
        id: ClauseId::parse(&clause.id).map_err(|error| invalid("clauses.id", error))?,
        text: text(clause.text, "clauses.text")?,
        derives_from: derived.collect::<Decoded<_>>()?,
    })
}

fn stance_cast(body: v1::StanceCast) -> Decoded<EventBody> {
    use v1::stance_cast::Answer as Wire;
    let item = item_from("item", &body.item)?;
    let version = body.version;
    Ok(EventBody::StanceCast {
        on: ItemVersion { item, version },
        member: member(&body.party, &body.member)?,
        answer: match body.answer.ok_or(DecodeError::Missing("answer"))? {
            Wire::Value(value) => Answer::Stance(value),
            Wire::Pass(_) => Answer::Pass,
        },
        round: body.round,
    })
}

fn tally(body: v1::FiguresRecorded) -> Decoded<TallyRecord> {
    let advice = body.advice.into_iter().map(|advice| {
        Ok(ItemAdvice {
            item: version_from("advice.item", &advice.item)?,
            advice: words::advice_from(advice.advice)?,
        })
    });
    Ok(TallyRecord {
        round: body.round,
        conclusion: body.conclusion,
        input_digest: digest(&body.input_digest, "input_digest")?,
        figures: body.figures.into_iter().map(figure).collect::<Decoded<_>>()?,
        advice: advice.collect::<Decoded<_>>()?,
    })
}

fn figure(figure: v1::RecordedFigure) -> Decoded<RecordedFigure> {
    use v1::recorded_figure::Result as Wire;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let item = some(&figure.item).map(|item| version_from("figures.item", &item));
    let of = some(&figure.party).map(|id| party(&id));
    Ok(RecordedFigure {
        name: figure.name.into(),
        item: item.transpose()?,
        party: of.transpose()?,
        result: match figure.result.ok_or(DecodeError::Missing("figures.result"))? {
            Wire::Value(value) => {
                FigureResult::Value { value, exact: some(&figure.exact).map(Into::into) }
            }
            Wire::Undefined(why) => FigureResult::Undefined(words::undefined_from(why)?),
        },
        n: figure.n,
        method: figure.method.into(),
        method_version: figure.method_version,
    })
}

fn charter(charter: Option<v1::Charter>) -> Decoded<Charter> {
    let charter = charter.ok_or(DecodeError::Missing("charter"))?;
    let scale = charter.scale.ok_or(DecodeError::Missing("charter.scale"))?;
    let thresholds = charter.thresholds.ok_or(DecodeError::Missing("charter.thresholds"))?;
    let labels = scale.labels.into_iter().map(|label| (label.value, label.label.into()));
    Ok(Charter {
        version: charter.version,
        hash: digest(&charter.hash, "charter.hash")?,
        scale: Scale::new(scale.lo, scale.hi).map_err(|error| invalid("charter.scale", error))?,
        labels: labels.collect(),
        lo_is_veto: scale.lo_is_veto,
        visibility: words::visibility_from(charter.stance_visibility)?,
        thresholds: Thresholds {
            quorum: ratio(thresholds.quorum, "charter.thresholds.quorum")?,
            stability: ratio(thresholds.stability, "charter.thresholds.stability")?,
            support: ratio(thresholds.support, "charter.thresholds.support")?,
            agreement: ratio(thresholds.agreement, "charter.thresholds.agreement")?,
            min_rounds: thresholds.min_rounds,
            max_rounds: thresholds.max_rounds,
        },
    })
}

fn ratio(ratio: Option<v1::Ratio>, field: &'static str) -> Decoded<Ratio> {
    let ratio = ratio.ok_or(DecodeError::Missing(field))?;
    if ratio.denominator == 0 {
        return Err(invalid(field, "a fraction has a denominator of 1 or more"));
    }
    Ok(Ratio { numerator: ratio.numerator, denominator: ratio.denominator })
}

fn party(id: &str) -> Decoded<PartyId> {
    PartyId::parse(id).map_err(|error| invalid("party", error))
}

fn member(of: &str, own: &str) -> Decoded<MemberRef> {
    let member = (!own.is_empty()).then(|| MemberId::parse(own)).transpose();
    Ok(MemberRef { party: party(of)?, member: member.map_err(|error| invalid("member", error))? })
}

fn text(reference: Option<v1::TextRef>, field: &'static str) -> Decoded<TextRef> {
    let reference = reference.ok_or(DecodeError::Missing(field))?;
    Ok(TextRef {
        id: TextId::parse(&reference.id).map_err(|error| invalid(field, error))?,
        digest: digest(&reference.digest, field)?,
    })
}

fn optional(reference: Option<v1::TextRef>, field: &'static str) -> Decoded<Option<TextRef>> {
    reference.map(|reference| text(Some(reference), field)).transpose()
}

fn digest(bytes: &[u8], field: &'static str) -> Decoded<[u8; 32]> {
    let wrong = || invalid(field, format!("it has {} bytes and not 32", bytes.len()));
    bytes.try_into().map_err(|_| wrong())
}

/// The log knows whole milliseconds only.
fn timestamp(moment: Option<prost_types::Timestamp>, field: &'static str) -> Decoded<Timestamp> {
    let moment = moment.ok_or(DecodeError::Missing(field))?;
    let (seconds, nanos) = (moment.seconds, i64::from(moment.nanos));
    let whole = (0..1_000_000_000).contains(&nanos) && nanos % 1_000_000 == 0;
    let ms = seconds.checked_mul(1000).and_then(|ms| ms.checked_add(nanos / 1_000_000));
    ms.filter(|_| whole)
        .map(Timestamp)
        .ok_or_else(|| invalid(field, "it is no moment in whole milliseconds"))
}

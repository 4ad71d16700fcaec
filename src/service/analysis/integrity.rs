//! Whether promises were kept, and points of attention.

use std::collections::BTreeMap;

use beraad_client::v1::*;

use crate::analysis::figure::Value;
use crate::analysis::integrity::flags;
use crate::analysis::integrity::level::{LevelFacts, Rung, half_from_others};
use crate::analysis::sentences::{Language, decimal, say};
use crate::analysis::sheet::flags::FlagsSheet;
use crate::analysis::sheet::integrity::{IntegritySheet, rung as rung_of};
use crate::domain::flag::FlagCode;
use crate::domain::ids::PartyId;
use crate::domain::state::{Deliberation, ReplyState};
use crate::domain::visibility;
use crate::engine::Process;
use crate::log::codec::{timestamp, words};
use crate::service::analysis::figures::{Frame, evidence};
use crate::service::analysis::process::{Told, clause_version, process};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::render::clause_status;

pub(super) async fn integrity(
    desk: Desk,
    call: Call,
    q: GetIntegrityRequest,
) -> Result<GetIntegrityResponse, Failure> {
    let asked = (q.deliberation.as_str(), q.at_least_sequence);
    let process = process(&desk, asked, Fields::default()).await?;
    let kept = process.integrity().await?;
    let state = &*process.view.state;
    let told = Told::of(&call, &process, &kept.sheet);
    let answer = |told: &Told| {
        let clauses = kept.clauses.iter().map(|(clause, status, sequence)| ClauseFate {
            clause: Some(clause_version(&state.id, clause)),
            status: clause_status(status).into(),
            sequence: *sequence,
        });
        GetIntegrityResponse {
            round: kept.sheet.round,
            figures: told.figures(),
            clauses: clauses.collect(),
            criteria: if kept.delivered.is_some() { criteria(&kept.facts) } else { Vec::new() },
            nothing_named: kept.nothing_named,
            party_count: state.parties.len() as u32,
            headcount: state.headcount() as u32,
        }
    };
    told.named(&desk, answer).await
}

/// What each rung asks for, and whether it is so.
fn criteria(facts: &LevelFacts) -> Vec<Criterion> {
    let all = [
        (1, "information_before_decision", facts.information_before_decision),
        (
            2,
            "all_parties_could_state_stance_before_decision",
            facts.all_parties_could_state_stance_before_decision,
        ),
        (3, "others_could_table_proposals", facts.others_could_table_proposals),
        (3, "every_deviation_motivated", facts.every_deviation_motivated),
        (4, "joint_problem_definition", facts.joint_problem_definition),
        (
            4,
            "deviation_only_on_predeclared_precondition",
            facts.deviation_only_on_predeclared_precondition,
        ),
        (4, "not_reversed", !facts.reversed),
        (4, "half_of_text_from_others", half_from_others(facts)),
        (5, "decision_taken_by_all_parties", facts.decision_taken_by_all_parties),
        (6, "started_by_others", facts.started_by_others),
        (6, "authority_tabled_none", facts.authority_tabled_none),
    ];
    let told = |(rung, name, met): (u32, &str, bool)| {
        let say = |language| say(&format!("criterion.{name}"), language, |_| String::new());
        Criterion {
            name: name.to_owned(),
            rung,
            met,
            explanation_nl: say(Language::Dutch),
            explanation_en: say(Language::English),
        }
    };
    all.into_iter().map(told).collect()
}

pub(super) async fn flags(
    desk: Desk,
    call: Call,
    q: ListFlagsRequest,
) -> Result<ListFlagsResponse, Failure> {
    let asked = (q.deliberation.as_str(), q.at_least_sequence);
    let process = process(&desk, asked, Fields::default()).await?;
    let sheets = (process.flags(desk.engine()).await?, process.integrity().await?);
    let mut raised = Raised::of(&call, &process, (&sheets.0, &sheets.1));
    let caller = call.within(&process.view.state.id);
    let reader = visibility::own_member(&caller).map(|own| own.party.clone());
    let shown = sheets.0.shown(reader.as_ref());
    shown.iter().for_each(|flag| drop(raised.flag(flag)));
    raised.frame.open(&desk).await?;
    let mut replies = replies((&desk, &call), &process.view.state).await?;
    let told = shown.iter().map(|flag| Flag {
        replies: replies.remove(&flag.code).unwrap_or_default(),
        ..raised.flag(flag)
    });
    Ok(ListFlagsResponse { flags: told.collect() })
}

/// What was said of each flag, oldest first.
async fn replies(
    (desk, call): (&Desk, &Call),
    state: &Deliberation,
) -> Result<BTreeMap<FlagCode, Vec<FlagReply>>, Failure> {
    let said = state.dialogue.replies.iter();
    let told = desk.shown(call, state, |renderer| {
        let one = |(sequence, of): (&u64, &ReplyState)| FlagReply {
            party: of.reply.member.iter().flat_map(|of| renderer.parties([&of.party])).collect(),
            role: words::role_to(of.entry.role),
            text: renderer.shared(&of.reply.text),
            time: Some(timestamp(of.at)),
            sequence: *sequence,
        };
        said.clone().map(|(sequence, of)| (of.reply.flag, one((sequence, of)))).collect::<Vec<_>>()
    });
    let mut by_flag: BTreeMap<FlagCode, Vec<FlagReply>> = BTreeMap::new();
    for (flag, reply) in told.await? {
        by_flag.entry(flag).or_default().push(reply);
    }
    Ok(by_flag)
}

/// What is raised, with what it takes to say it.
struct Raised<'a> {
    state: &'a Deliberation,
    sheet: &'a FlagsSheet,
    kept: &'a IntegritySheet,
    frame: Frame,
}

impl<'a> Raised<'a> {
    fn of(
        call: &Call,
        process: &'a Process,
        (sheet, kept): (&'a FlagsSheet, &'a IntegritySheet),
    ) -> Raised<'a> {
        let state = &process.view.state;
        let computed = (0, state.sequence, process.view.link);
        let frame = Frame::of(call, state, computed, (&[], &sheet.parties));
        Raised { state, sheet, kept, frame }
    }

    fn flag(&self, flag: &flags::Flag) -> Flag {
        let (code, name) = (flag.code, flag.code.as_str());
        let title = |language| say(&format!("flag.{name}.title"), language, |_| String::new());
        let cited = |one: &flags::Cited| CitedFigure {
            name: one.name.to_owned(),
            party: one.party.map(|party| self.frame.party(party)).unwrap_or_default(),
            value: one.value.to_f64(),
            exact: one.value.exact().unwrap_or_default(),
            threshold: Value::Exact(one.threshold.clone()).to_f64(),
        };
        Flag {
            code: words::flag_to(code),
            number: format!("RF{:02}", code.number()),
            fact: code.is_fact(),
            title_nl: title(Language::Dutch),
            title_en: title(Language::English),
            explanation_nl: self.sentence(flag, Language::Dutch),
            explanation_en: self.sentence(flag, Language::English),
            evidence: Some(evidence(&flag.events)),
            figures: flag.cited.iter().map(cited).collect(),
            replies: Vec::new(),
        }
    }

    fn sentence(&self, flag: &flags::Flag, language: Language) -> String {
        let number = flag.events.len();
        let value = |at: usize| flag.cited.get(at).map(|one| decimal(&one.value, language));
        let rung = |of: Option<Rung>| match of {
            Some(rung) => say(&format!("level.{}", rung.index()), language, |_| String::new()),
            None => String::new(),
        };
        let threshold = flag.cited.first().map(|one| Value::Exact(one.threshold.clone()));
        say(&format!("flag.{}", flag.code.as_str()), language, |slot| match slot {
            "times" => {
                let key = if number == 1 { "flag.times.one" } else { "flag.times.more" };
                say(key, language, |_| number.to_string())
            }
            "number" => number.to_string(),
            "authority" => self.authority(language),
            "party" => self.parties(flag, language),
            "value" if flag.code == FlagCode::FeltGap => largest(flag, language),
            "value" => value(0).unwrap_or_default(),
            "other" => value(1).unwrap_or_default(),
            "limit" if flag.code == FlagCode::SameReason => {
                self.sheet.thresholds.same_reason.to_string()
            }
            "limit" => threshold.as_ref().map(|of| decimal(of, language)).unwrap_or_default(),
            "promised" => rung(self.kept.promised.map(rung_of)),
            "delivered" => rung(self.kept.delivered),
            other => other.to_owned(),
        })
    }

    fn authority(&self, language: Language) -> String {
        let place = |id: &PartyId| self.sheet.parties.iter().position(|party| party == id);
        let label = self.state.authority().and_then(place);
        let label = label.map(|place| self.frame.party_label(place));
        label.unwrap_or_else(|| say("authority.unnamed", language, |_| String::new()))
    }

    /// The parties that the figures behind a flag are about, once each, in order.
    fn parties(&self, flag: &flags::Flag, language: Language) -> String {
        let mut places: Vec<usize> = flag.cited.iter().filter_map(|one| one.party).collect();
        places.sort_unstable();
        places.dedup();
        let labels: Vec<String> =
            places.iter().map(|place| self.frame.party_label(*place)).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        joined(&labels, language)
    }
}

/// The largest of the values behind a flag.
fn largest(flag: &flags::Flag, language: Language) -> String {
    let values = flag.cited.iter().map(|one| &one.value);
    let largest = values.max_by(|one, other| one.to_f64().total_cmp(&other.to_f64()));
    largest.map(|value| decimal(value, language)).unwrap_or_default()
}

/// Names as people list them; of many, the first few and how many more there are.
pub(super) fn joined(labels: &[&str], language: Language) -> String {
    const NAMED_MAX: usize = 5;
    let (and, more) = match language {
        Language::Dutch => ("en", "anderen"),
        Language::English => ("and", "others"),
    };
    match labels {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if labels.len() <= NAMED_MAX => {
            format!("{} {and} {last}", first.join(", "))
        }
        _ => {
            let rest = labels.len() - NAMED_MAX;
            format!("{} {and} {rest} {more}", labels[..NAMED_MAX].join(", "))
        }
    }
}
